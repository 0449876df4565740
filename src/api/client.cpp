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

#include "api/verdict.hpp"
#include "base/log.hpp"
#include "base/parameters.hpp"
#include "base/utf8.hpp"
#include "net/url.hpp"

namespace upscale {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kDownloadsAtOnce = 4;
/// An answer to the paid call that we did not wait for is lost, so this is the longest wait of all.
constexpr seconds kLongestPaidCall{15 * 60};
/// The engine on this computer answers in a fifth of a second.
constexpr seconds kLongestCancel{1};

double random_jitter() {
    static thread_local std::minstd_rand engine(std::random_device{}());
    return std::uniform_real_distribution<double>(0, 1)(engine);
}

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
    error.reason = is_web_page(response.body) ? Reason::WebPage : Reason::None;
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
        if (is_web_page(response->body)) error.reason = Reason::WebPage;
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
      m_waiting_since(Clock::now()) {
    if (m_service.wait.count() > 0) m_limits.job = m_service.wait;
}

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

void Client::mark_end_of_engine(Result<Response>& response) const {
    if (m_service.socket.empty() || response) return;
    const Error& error = response.error();
    // the connection could not be made, or broke
    if (error.kind == ErrorKind::Offline || error.kind == ErrorKind::BadReply)
        response = Error{
            .kind = ErrorKind::LocalIo, .reason = Reason::EngineEnded, .detail = error.detail};
}

Result<Response> Client::attempt(const Request& request, Repeat repeat, const TransferFn& progress,
                                 const KeepFn& keep) {
    for (auto wait = m_service.pace->until_free(); wait.count() > 0;
         wait = m_service.pace->until_free())
        if (!pause(wait)) return cancelled();
    const auto start = Clock::now();
    auto response = m_http.perform(request, m_stop, progress);
    mark_end_of_engine(response);
    if (response && keep) keep(response->body);
    // wait_for() logs successful polls, all in one line
    if (repeat != Repeat::Poll || !is_good(response)) log_call(request, response, start);
    if (!response || is_good(response)) return response;
    return error_from_reply(response->status, response->body, response->retry_after_s);
}

Result<Response> Client::call(Request request, Repeat repeat, const TransferFn& progress,
                              const KeepFn& keep) {
    request.free = repeat != Repeat::Billed;
    for (int made = 1;; ++made) {
        auto response = attempt(request, repeat, progress, keep);
        if (response) return response;
        const Error& error = response.error();
        const auto delay = retry_delay(error, repeat, made, random_jitter(), m_limits);
        if (!delay) return response;
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

Result<Addresses> Client::addresses_of(const std::string& url) {
    return m_service.resolve ? m_service.resolve(url, m_stop)
                             : m_downloads.addresses_of(url, m_stop);
}

Status Client::find_access() {
    if (m_access || !is_remote()) return Done{};
    const auto api = addresses_of(m_service.api_url);
    if (!api && api.error().kind == ErrorKind::Cancelled) return api.error();
    // An address in the API's url says nothing about the resolver.
    const bool told = api && !names_an_address(m_service.api_url);
    m_access = private_access(m_service.allow_private, told ? *api : Addresses());
    return Done{};
}

Status Client::check_network() {
    if (!is_remote()) return Done{};
    if (auto found = find_access(); !found) return found;
    const std::string& url = m_service.asset_url;
    const auto asset = addresses_of(url);
    if (!asset && asset.error().kind == ErrorKind::Cancelled) return asset.error();
    if (!asset || !is_out_of_reach(*asset, !names_an_address(url), *m_access)) return Done{};
    return Error{.kind = ErrorKind::Offline,
                 .reason = Reason::PrivateNetwork,
                 .detail = displayed_url(url) + " leads into a private network",
                 .about = host_of(url)};
}

Result<std::string> Client::upload(ByteView file, ImageFormat format) {
    Request request = api_request("api/assets");
    request.file = FilePart{"asset", std::string("gimp-layer.") + extension_of(format),
                            mime_type_of(format), file};
    request.stall_timeout = m_limits.stall;
    request.least_bytes = m_limits.least_bytes;
    request.total_timeout = {};
    const auto report = [this](double done, double total) {
        m_progress({Stage::Uploading, total > 0 ? std::min(done / total, 1.0) : -1});
    };
    report(0, 1);
    auto response = call(request, Repeat::Free, report);
    if (response) {
        auto asset = parse_asset(response->body);
        if (!asset && is_web_page(response->body)) asset.error().reason = Reason::WebPage;
        return asset;
    }
    Error& error = response.error();
    if (error.kind == ErrorKind::Timeout && error.may_have_arrived)
        error.reason = Reason::SlowUpload;
    return error;
}

void Client::report_waiting() {
    const auto waited = std::chrono::duration_cast<seconds>(Clock::now() - m_waiting_since);
    m_progress({.stage = Stage::Waiting,
                .fraction = m_share,
                .item = static_cast<int>(waited.count()),
                .troubled = m_troubled});
}

Result<Record> Client::submit(const Parameters& parameters, const std::string& asset,
                              const KeepFn& keep) {
    m_waiting_since = Clock::now();
    const auto report = [this](double, double) { report_waiting(); };
    Bytes partial;  // what arrived of an answer that broke off
    Request request = api_request("api/features");
    request.total_timeout = kLongestPaidCall;
    // the service sends no byte while it works on a synchronous call
    request.stall_timeout = kLongestPaidCall;
    request.max_body = kLongestAnswer;
    request.on_partial = [&](const Response& so_far) {
        partial = so_far.body;
        if (keep) keep(so_far.body);
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
    if (!record && is_web_page(response->body)) record.error().reason = Reason::WebPage;
    return record;
}

bool Client::pause_reporting(milliseconds time) {
    constexpr milliseconds kReport{500};
    for (const auto end = Clock::now() + time;;) {
        const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
        if (left <= milliseconds(0)) return true;
        report_waiting();
        if (!pause(std::min(left, kReport))) return false;
    }
}

bool Client::pause_before_poll(Pace::Poller& poller) {
    constexpr milliseconds kLook{100}, kReport{300};
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

/// Reads an answer about the job `uuid`. One about another job, or one that makes no sense, is an
/// error.
Result<Record> Client::record_for(const std::string& uuid, ByteView answer, int num_images) const {
    auto record = parse_record(answer, m_service.asset_url, num_images);
    if (!record && is_web_page(answer)) record.error().reason = Reason::WebPage;
    if (!record) return record;
    if (!record->uuid.empty() && record->uuid != uuid)
        return Error{.kind = ErrorKind::BadReply, .detail = "the answer is about another job"};
    if (record->state == Record::State::Working && record->trouble) return *record->trouble;
    return record;
}

void Client::cancel(const std::string& uuid) {
    Request request = api_request("api/results/" + percent_encoded(uuid) + "/cancel");
    request.json = "{}";
    request.total_timeout = kLongestCancel;
    const auto start = Clock::now();
    log_call(request, m_http.perform(request, {}), start);
}

Result<Record> Client::wait_for(const std::string& uuid, int num_images) {
    constexpr int kPatience = 3;  // give up after this many answers in a row that make no sense
    Request request = api_request("api/results/" + percent_encoded(uuid));
    request.free = true;
    const auto report = [this](double, double) { report_waiting(); };
    m_share = -1;
    m_troubled = false;
    m_polling_since = Clock::now();
    const auto end = m_polling_since + m_limits.job;
    Clock::time_point troubled_since;
    Error trouble{.kind = ErrorKind::Timeout, .detail = "the job is still running"};
    Pace::Poller poller(*m_service.pace);
    WaitLog log(request);
    // The engine on this computer should be free at once. 1min.ai cannot be told.
    const auto stopped = [&] {
        if (!m_service.socket.empty()) cancel(uuid);
        return cancelled();
    };
    for (int odd = 0, failed = 0; Clock::now() < end;) {
        if (!pause_before_poll(poller)) return stopped();
        const auto response = attempt(request, Repeat::Poll, report);
        if (response) {
            log.count();
            failed = 0;
            m_troubled = false;
            trouble = {.kind = ErrorKind::Timeout, .detail = "the job is still running"};
            auto record = record_for(uuid, response->body, num_images);
            if (record && record->state != Record::State::Working) {
                poller.end();
                return record;
            }
            if (!record && ++odd >= kPatience) return record;
            if (record) {
                odd = 0;
                m_share = record->progress.value_or(-1);
            }
            continue;
        }
        trouble = response.error();
        if (trouble.kind == ErrorKind::Cancelled) return stopped();
        if (failed++ == 0) troubled_since = Clock::now();
        const auto delay = retry_delay(trouble, Repeat::Poll, failed, random_jitter(), m_limits);
        if (!delay) break;
        const bool patient = m_service.socket.empty() || failed < m_limits.attempts;
        const bool long_enough = Clock::now() - troubled_since >= m_limits.trouble;
        if (failed >= m_limits.attempts && (long_enough || !patient)) break;
        m_troubled = true;
        if (trouble.http_status == 429)
            m_service.pace->slow_down(Clock::now() + std::min(*delay, m_limits.patience));
        const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
        if (!pause_reporting(std::min(*delay, left))) return stopped();
    }
    return after_payment(trouble);
}

/// Where one result can be downloaded from, and how far we have got with trying.
struct Client::Fetch {
    std::vector<std::string> urls = {};            ///< the sources, in the order to try
    std::size_t source = 0;                        ///< index into them
    int rounds = 0;                                ///< how often all sources have been tried
    std::optional<milliseconds> round_delay = {};  ///< pause before the next round; empty while no
                                                   ///< source of this round is worth another try
    std::size_t arrived = 0;                       ///< bytes of it that are kept as a part
    std::size_t furthest = 0;    ///< the most that were when a try counted as progress
    std::string kept_file = {};  ///< path of the last download that we could not read
    bool alone = false;  ///< download it alone: together with the others it did not fit into the
                         ///< memory budget
    Status outcome = Error{.kind = ErrorKind::BadReply, .detail = "no address for this image"};

    bool is_open() const { return source < urls.size(); }
    void close(Status status) {
        source = urls.size();
        outcome = std::move(status);
    }
};

Request Client::download_request(const Fetch& fetch) const {
    Request request;  // it has no key, because the key is sent to the API alone
    request.url = fetch.urls[fetch.source];
    request.socket = m_service.socket;
    request.max_redirects = 5;
    request.only_public = !is_loopback(m_service.api_url);
    if (m_access) request.access = *m_access;
    request.free = true;
    request.max_body = m_service.most_bytes;
    request.stall_timeout = m_limits.stall;
    request.least_bytes = m_limits.least_bytes;
    request.total_timeout = {};
    request.save_interval = m_limits.save;
    return request;
}

std::optional<milliseconds> Client::next_source(Fetch& fetch, const Error& error) const {
    // Trying another source is better than trying the same one again. After the last source we
    // start again with the first.
    const auto delay =
        retry_delay(error, Repeat::Free, fetch.rounds + 1, random_jitter(), m_limits);
    if (delay) fetch.round_delay = std::max(fetch.round_delay.value_or(*delay), *delay);
    if (++fetch.source < fetch.urls.size() || !fetch.round_delay) return std::nullopt;
    fetch.source = 0;
    ++fetch.rounds;
    return std::exchange(fetch.round_delay, std::nullopt);
}

std::vector<Status> Client::download(const std::vector<AnnouncedResult>& results,
                                     const TakeFn& take, const KeepOddFn& keep_odd,
                                     PartStore* parts) {
    std::vector<Fetch> fetches;
    for (const auto& result : results) {
        Fetch fetch{result.urls};
        // the source of which a part is here comes first
        const auto index = fetches.size();
        std::ranges::stable_partition(fetch.urls, [&](const std::string& url) {
            return parts && parts->has(index, displayed_url(url));
        });
        fetches.push_back(std::move(fetch));
    }
    static_cast<void>(find_access());  // after a cancel nothing is fetched anyway
    const auto close_open = [&](const Error& error) {
        for (Fetch& fetch : fetches)
            if (fetch.is_open()) fetch.close(error);
    };
    const auto request_for = [&](std::size_t index) {
        Fetch& fetch = fetches[index];
        Request request = download_request(fetch);
        if (!parts) return request;
        const std::string url = displayed_url(request.url);
        request.part = parts->load(index, url);
        fetch.arrived = request.part ? request.part->bytes.size() : 0;
        fetch.furthest = std::max(fetch.furthest, fetch.arrived);
        request.on_partial = [&fetch, parts, index, url](const Response& so_far) {
            const bool is_file = so_far.status == 200 || so_far.status == 206;
            if (!is_file || so_far.validator.empty()) return;
            fetch.arrived = parts->save(index, url, so_far.validator, so_far.body);
        };
        return request;
    };
    for (;;) {
        if (m_stop.stop_requested()) close_open(cancelled());
        std::vector<Request> requests;
        std::vector<std::size_t> which;
        for (std::size_t i = 0; i < fetches.size(); ++i) {
            if (!fetches[i].is_open() || (fetches[i].alone && !requests.empty())) continue;
            requests.push_back(request_for(i));
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
        const auto wait = [&](milliseconds delay) {
            longest = std::max(longest.value_or(delay), delay);
        };
        const auto arrive = [&](std::size_t k, Result<Response> response) {
            Fetch& fetch = fetches[which[k]];
            mark_end_of_engine(response);
            log_call(requests[k], response, start);
            if (!response && response.error().reason == Reason::EngineEnded)
                return fetch.close(response.error());
            auto download = check_download(response);
            if (!download && keep_odd && is_good(response) && !response->body.empty())
                if (auto path = keep_odd(which[k], response->body); !path.empty())
                    fetch.kept_file = std::move(path);
            if (download) {
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
            const bool from_part = response && response->continued;
            const bool too_far = response && response->status == 416 && requests[k].part;
            if (error.kind == ErrorKind::Cancelled) {
                fetch.close(error);
            } else if (from_part || too_far) {
                // the part belongs to another file after all: the same source, from the start
                parts->drop(which[k]);
            } else if (error.kind == ErrorKind::TooLarge && which.size() > 1) {
                fetch.alone = true;
            } else if (!response && fetch.arrived >= fetch.furthest + m_limits.least_bytes) {
                // it broke off, but further on than ever: it goes on from there
                fetch.furthest = fetch.arrived;
                wait(m_limits.first);
            } else {
                if (error.kind == ErrorKind::TooLarge) {
                    fetch.outcome.error().reason = Reason::ResultTooLarge;
                    if (parts) parts->drop(which[k]);
                }
                if (const auto delay = next_source(fetch, error)) wait(*delay);
            }
        };
        m_downloads.perform_all(requests, m_stop, arrive, report, m_service.most_bytes,
                                kDownloadsAtOnce);
        if (longest && !pause(*longest)) close_open(cancelled());
    }
    std::vector<Status> outcomes;
    for (std::size_t i = 0; i < fetches.size(); ++i) {
        if (fetches[i].outcome && parts) parts->drop(i);
        Status& outcome = fetches[i].outcome;
        outcomes.push_back(outcome ? Status(Done{}) : after_payment(outcome.error()));
    }
    return outcomes;
}

}  // namespace upscale
