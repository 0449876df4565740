// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/client.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <new>
#include <random>
#include <utility>

#include "base/log.hpp"
#include "base/parameters.hpp"
#include "base/utf8.hpp"
#include "net/url.hpp"

namespace upscale {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr seconds kLongestJob{15 * 60};
constexpr seconds kLongestDownload{15 * 60};  ///< for all results of a job together
constexpr std::size_t kMaxJobBytes = std::size_t{1} << 30;
constexpr seconds kSynchronousTimeout{10 * 60};

double random_jitter() {
    static thread_local std::minstd_rand engine(std::random_device{}());
    return std::uniform_real_distribution<double>(0, 1)(engine);
}

Error cancelled() { return {.kind = ErrorKind::Cancelled}; }

std::string name_of_call(const Request& request) {
    return (request.json || request.file ? "POST " : "GET ") + displayed_url(request.url);
}

bool is_good(const Result<Response>& response) {
    return response && response->status >= 200 && response->status <= 299;
}

/// "POST https://api.1min.ai/api/features: 200, 5120 bytes, 1300 ms".
void log_call(const Request& request, const Result<Response>& response, Clock::time_point start) {
    const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - start).count();
    std::string line = name_of_call(request);
    if (response)
        line += ": " + std::to_string(response->status) + ", " +
                std::to_string(response->body.size()) + " bytes";
    else
        line += ": " + std::string(name_of(response.error().kind)) + ", " + response.error().detail;
    log_line(line + ", " + std::to_string(took) + " ms");
}

/// One line for all polls of a wait that went well, as there may be hundreds: "GET
/// https://api.1min.ai/api/results/7d1…: 12 polls in 8.3 s".
class WaitLog {
  public:
    explicit WaitLog(const Request& request) : m_request(request) {}
    WaitLog(const WaitLog&) = delete;
    WaitLog& operator=(const WaitLog&) = delete;
    ~WaitLog() {
        try {
            char words[64];
            std::snprintf(words, sizeof words, ": %d %s in %.1f s", m_polls,
                          m_polls == 1 ? "poll" : "polls",
                          std::chrono::duration<double>(Clock::now() - m_start).count());
            log_line(name_of_call(m_request) + words);
        } catch (const std::bad_alloc&) {
            // A missing line of the log must not end the job.
        }
    }
    void count() { ++m_polls; }

  private:
    const Request& m_request;
    Clock::time_point m_start = Clock::now();
    int m_polls = 0;
};

/// The error for a download address that answers with an HTTP error. The request contained neither
/// a key nor a picture that could be wrong, so the address is no good, for now or for ever.
Error download_error(const Response& response) {
    Error error = error_from_reply(response.status, {}, response.retry_after_s);
    error.passing &= response.status != 403;
    if (error.passing) return error;
    error.kind = ErrorKind::BadReply;
    error.detail = "the result's address answers HTTP " + std::to_string(response.status);
    return error;
}

/// Turns the answer to a download into a whole image, or into an error. Only an image is moved out
/// of the answer.
Result<Download> check_download(Result<Response>& response) {
    if (!response) return response.error();
    if (!is_good(response)) return download_error(*response);
    const auto refuse = [&](Error error) {
        error.http_status = response->status;
        return error;
    };
    const auto header = read_image_header(response->body);
    if (!header) return refuse(header.error());
    if (auto complete = check_complete(response->body, header->format); !complete)
        return refuse(complete.error());
    return Download{std::move(response->body), *header};
}

}  // namespace

Client::Client(Service service, std::stop_token stop, ProgressFn progress, RetryLimits limits)
    : m_service(std::move(service)),
      m_stop(std::move(stop)),
      m_progress(progress ? std::move(progress) : [](const Progress&) {}),
      m_limits(limits),
      m_waiting_since(Clock::now()) {}

bool Client::pause(milliseconds time) {
    std::mutex mutex;
    std::condition_variable_any condition;
    std::unique_lock lock(mutex);
    return !condition.wait_for(lock, m_stop, time, [&] { return m_stop.stop_requested(); });
}

Request Client::api_request(const std::string& path) const {
    Request request;
    request.url = join_url(m_service.api_url, path);
    request.socket = m_service.socket;
    request.api_key = m_service.key;
    return request;
}

Result<Response> Client::call(Request request, Repeat repeat, const TransferFn& progress,
                              const KeepFn& keep) {
    request.free = repeat != Repeat::Billed;
    for (int made = 1;; ++made) {
        for (auto wait = m_service.pace->until_free(); wait.count() > 0;
             wait = m_service.pace->until_free())
            if (!pause(wait)) return cancelled();
        const auto start = Clock::now();
        auto response = m_http.perform(request, m_stop, progress);
        if (response && keep) keep(response->body);
        // wait_for() logs successful polls, all in one line
        if (repeat != Repeat::Poll || !is_good(response)) log_call(request, response, start);
        if (is_good(response)) return response;
        Error error =
            response ? error_from_reply(response->status, response->body, response->retry_after_s)
                     : response.error();
        const auto delay = retry_delay(error, repeat, made, random_jitter(), m_limits);
        if (!delay) return error;
        if (error.http_status == 429) m_service.pace->slow_down(Clock::now() + *delay);
        if (!pause(*delay)) return cancelled();
    }
}

Status Client::check_key() {
    const auto response =
        call(api_request("api/results/00000000-0000-0000-0000-000000000000"), Repeat::Free);
    if (!response) return response.error();
    return Done{};
}

Result<std::string> Client::upload(ByteView file, ImageFormat format) {
    Request request = api_request("api/assets");
    request.file = FilePart{"asset", std::string("gimp-layer.") + extension_of(format),
                            mime_type_of(format), file};
    const auto report = [this](double done, double total) {
        m_progress({Stage::Uploading, total > 0 ? std::min(done / total, 1.0) : -1});
    };
    report(0, 1);
    const auto response = call(request, Repeat::Free, report);
    if (!response) return response.error();
    return parse_asset(response->body);
}

void Client::report_waiting() {
    const auto waited = std::chrono::duration_cast<seconds>(Clock::now() - m_waiting_since);
    m_progress({Stage::Waiting, m_share, static_cast<int>(waited.count())});
}

Result<Record> Client::submit(const Parameters& parameters, const std::string& asset,
                              const KeepFn& keep) {
    m_waiting_since = Clock::now();
    const auto report = [this](double, double) { report_waiting(); };
    Bytes partial;  // what arrived of an answer that broke off
    Request request = api_request("api/features");
    request.total_timeout = kSynchronousTimeout;
    // the service sends no byte while it works on a synchronous call
    request.stall_timeout = kSynchronousTimeout;
    request.max_body = kLongestAnswer;
    request.on_partial = [&](ByteView body) {
        partial.assign(body.begin(), body.end());
        if (keep) keep(body);
    };
    request.json = features_request(parameters, asset, true);
    auto response = call(request, Repeat::Billed, report, keep);
    const auto refused_async = [](const Error& error) {
        return error.turned_down && error.http_status == 400 &&
               std::find(error.fields.begin(), error.fields.end(), "async") != error.fields.end();
    };
    if (!response && refused_async(response.error())) {
        request.json = features_request(parameters, asset, false);
        response = call(request, Repeat::Billed, report, keep);
    }
    if (!response) {
        // the job's name may have arrived before the connection broke
        auto record = parse_record(partial, m_service.asset_url, parameters.num_images);
        if (record && record->state != Record::State::Failed) return record;
        // an answer that is longer than we read says nothing of the size of the layer
        if (response.error().kind == ErrorKind::TooLarge && response.error().http_status == 0)
            response.error().kind = ErrorKind::BadReply;
        return response.error();
    }
    auto record = parse_record(response->body, m_service.asset_url, parameters.num_images);
    if (!record) record.error().may_have_arrived = true;
    return record;
}

/// Asks once for the state of the job. An answer about another job, or one that makes no sense, is
/// an error.
Result<Record> Client::poll(const Request& request, const std::string& uuid, int num_images) {
    const auto response = call(request, Repeat::Poll);
    if (!response) return response.error();
    auto record = parse_record(response->body, m_service.asset_url, num_images);
    if (!record) return record;
    if (!record->uuid.empty() && record->uuid != uuid)
        return Error{.kind = ErrorKind::BadReply, .detail = "the answer is about another job"};
    if (record->state == Record::State::Working && record->trouble) return *record->trouble;
    return record;
}

bool Client::pause_before_poll(Pace::Poller& poller) {
    constexpr milliseconds kLook{100}, kReport{500};
    const bool this_computer = !m_service.socket.empty();
    const auto start = Clock::now();
    const auto interval = poll_interval(start - m_polling_since, this_computer, m_limits);
    for (auto reported = start - kReport;;) {
        const auto now = Clock::now();
        const auto left = this_computer ? std::chrono::ceil<milliseconds>(start + interval - now)
                                        : poller.until_turn(interval, now);
        if (left <= milliseconds(0)) return true;
        if (now - reported >= kReport) {
            report_waiting();
            reported = now;
        }
        if (!pause(std::min(left, kLook))) return false;
    }
}

Result<Record> Client::wait_for(const std::string& uuid, int num_images) {
    constexpr int kPatience = 3;  // give up after this many answers in a row that make no sense
    const Request request = api_request("api/results/" + percent_encoded(uuid));
    m_share = -1;
    m_polling_since = Clock::now();
    Pace::Poller poller(*m_service.pace);
    WaitLog log(request);
    for (int odd = 0;;) {
        if (Clock::now() - m_polling_since > kLongestJob)
            return Error{.kind = ErrorKind::Timeout, .detail = "the job is still running"};
        if (!pause_before_poll(poller)) return cancelled();
        log.count();
        auto record = poll(request, uuid, num_images);
        if (record && record->state != Record::State::Working) return record;
        if (record) {
            odd = 0;
            m_share = record->progress.value_or(-1);
            continue;
        }
        Error& error = record.error();
        if (error.kind == ErrorKind::BadReply && error.http_status == 0 && ++odd < kPatience)
            continue;
        // The poll sends nothing but the uuid that the service gave us, so its complaint about our
        // input, or its refusal, is a mistake of the service.
        if (error.kind == ErrorKind::BadInput || error.kind == ErrorKind::Refused ||
            error.kind == ErrorKind::TooLarge)
            error.kind = ErrorKind::BadReply;
        error.told_as.reset();
        return record;
    }
}

/// Where one result can be downloaded from, and how far we have got with trying.
struct Client::Fetch {
    const AnnouncedResult* result = nullptr;
    std::size_t source = 0;                        ///< index into the result's urls
    int rounds = 0;                                ///< how often all sources have been tried
    std::optional<milliseconds> round_delay = {};  ///< pause before the next round; empty while no
                                                   ///< source of this round is worth another try
    std::string kept_file = {};  ///< path of the last download that we could not read
    bool alone = false;  ///< download it alone: together with the others it did not fit into the
                         ///< memory budget
    Status outcome = Error{.kind = ErrorKind::BadReply, .detail = "no address for this image"};

    bool is_open() const { return source < result->urls.size(); }
    void close(Status status) {
        source = result->urls.size();
        outcome = std::move(status);
    }
};

Request Client::download_request(const Fetch& fetch, Clock::time_point deadline) const {
    Request request;  // it has no key, because the key is sent to the API alone
    request.url = fetch.result->urls[fetch.source];
    request.socket = m_service.socket;
    request.max_redirects = 5;
    request.only_public = !is_loopback(m_service.api_url);
    request.free = true;
    request.max_body = kMaxResultBytes;
    request.total_timeout = kLongestDownload;
    request.deadline = deadline;
    return request;
}

std::optional<milliseconds> Client::next_source(Fetch& fetch, const Error& error) const {
    // Trying another source is better than trying the same one again. After the last source we
    // start again with the first.
    const auto delay =
        retry_delay(error, Repeat::Free, fetch.rounds + 1, random_jitter(), m_limits);
    if (delay) fetch.round_delay = std::max(fetch.round_delay.value_or(*delay), *delay);
    if (++fetch.source < fetch.result->urls.size() || !fetch.round_delay) return std::nullopt;
    fetch.source = 0;
    ++fetch.rounds;
    return std::exchange(fetch.round_delay, std::nullopt);
}

std::vector<Status> Client::download(const std::vector<AnnouncedResult>& results,
                                     const TakeFn& take, const KeepOddFn& keep_odd) {
    const auto deadline = Clock::now() + kLongestDownload;
    std::size_t bytes = 0;  // total of all downloads that were handed over
    std::vector<Fetch> fetches;
    for (const auto& result : results) fetches.push_back({&result});
    const auto close_open = [&](const Error& error) {
        for (Fetch& fetch : fetches)
            if (fetch.is_open()) fetch.close(error);
    };
    for (;;) {
        if (m_stop.stop_requested()) close_open(cancelled());
        if (Clock::now() >= deadline)
            close_open({.kind = ErrorKind::Timeout, .detail = "the downloads take too long"});
        if (bytes >= kMaxJobBytes)
            close_open({.kind = ErrorKind::TooLarge, .detail = "the results together"});
        std::vector<Request> requests;
        std::vector<std::size_t> which;
        for (std::size_t i = 0; i < fetches.size(); ++i) {
            if (!fetches[i].is_open() || (fetches[i].alone && !requests.empty())) continue;
            requests.push_back(download_request(fetches[i], deadline));
            which.push_back(i);
            if (fetches[i].alone) break;
        }
        if (requests.empty()) break;

        const auto start = Clock::now();
        const auto report = [&](double done, double total) {
            const auto arrived = std::ranges::count_if(
                fetches, [](const Fetch& fetch) { return fetch.outcome.has_value(); });
            m_progress({Stage::Downloading, total > 0 ? std::min(done / total, 1.0) : -1,
                        static_cast<int>(arrived), static_cast<int>(results.size())});
        };
        std::optional<milliseconds> longest;
        const auto arrive = [&](std::size_t k, Result<Response> response) {
            Fetch& fetch = fetches[which[k]];
            log_call(requests[k], response, start);
            auto download = check_download(response);
            if (!download && keep_odd && is_good(response) && !response->body.empty())
                if (auto path = keep_odd(which[k], response->body); !path.empty())
                    fetch.kept_file = std::move(path);
            if (download) {
                bytes += download->file.size();
                const bool fine = check_decodable(download->file, download->header).has_value();
                fetch.outcome = take(which[k], std::move(*download));
                // A file that is too large to decode is kept, but the next source may have one that
                // can become a layer.
                if (fine || !fetch.outcome)
                    fetch.close(fetch.outcome);
                else
                    ++fetch.source;
                return;
            }
            if (fetch.outcome) {
                ++fetch.source;
                return;
            }
            Error& error = download.error();
            error.kept_file = fetch.kept_file;
            fetch.outcome = error;
            if (error.kind == ErrorKind::Cancelled) {
                fetch.close(error);
            } else if (error.kind == ErrorKind::TooLarge && which.size() > 1) {
                fetch.alone = true;
            } else if (const auto delay = next_source(fetch, error)) {
                longest = std::max(longest.value_or(*delay), *delay);
            }
        };
        m_downloads.perform_all(requests, m_stop, arrive, report, kMaxResultBytes);
        if (longest && !pause(*longest)) close_open(cancelled());
    }
    std::vector<Status> outcomes;
    for (Fetch& fetch : fetches) outcomes.push_back(std::move(fetch.outcome));
    return outcomes;
}

}  // namespace upscale
