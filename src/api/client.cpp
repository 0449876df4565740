// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/client.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <random>

#include "base/log.hpp"
#include "base/utf8.hpp"
#include "net/url.hpp"

namespace upscale {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr seconds kLongestJob{15 * 60};
constexpr seconds kSynchronousTimeout{10 * 60};

double random_jitter() {
    static thread_local std::minstd_rand engine(std::random_device{}());
    return std::uniform_real_distribution<double>(0, 1)(engine);
}

/// Polls soon at first, since small jobs are quick, then every five seconds.
milliseconds poll_interval(Clock::duration waited) {
    const auto interval = std::chrono::duration_cast<milliseconds>(waited) / 4;
    return std::clamp(interval, milliseconds(250), milliseconds(5000));
}

Error cancelled() { return {.kind = ErrorKind::Cancelled}; }

/// Blots the key out of an answer, should a service echo it: messages, the log and the job's record
/// are made of answers.
void redact(Bytes& body, const SecretString& secret) {
    const std::string& key = secret.reveal();
    if (key.empty()) return;
    for (auto at = body.begin();
         (at = std::search(at, body.end(), key.begin(), key.end())) != body.end();)
        at = std::fill_n(at, key.size(), static_cast<std::uint8_t>('*'));
}

/// "POST https://api.1min.ai/api/features: 200, 5120 bytes, 1.3 s".
void log_call(const Request& request, const Result<Response>& response, Clock::time_point start) {
    const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - start).count();
    std::string line =
        (request.json || request.file ? "POST " : "GET ") + displayed_url(request.url);
    if (response)
        line += ": " + std::to_string(response->status) + ", " +
                std::to_string(response->body.size()) + " bytes";
    else
        line += ": " + std::string(name_of(response.error().kind)) + ", " + response.error().detail;
    log_line(line + ", " + std::to_string(took) + " ms");
}

/// An address that answers with an HTTP error. Neither key nor picture went along that could be
/// wrong: the address is no good.
Error download_error(const Response& response) {
    Error error = error_from_reply(response.status, {}, response.retry_after_s);
    const bool passing = error.kind == ErrorKind::RateLimited || error.kind == ErrorKind::Timeout ||
                         error.kind == ErrorKind::ServerFault;
    if (!passing || response.status == 403) {
        error.kind = ErrorKind::BadReply;
        error.detail = "the result's address answers HTTP " + std::to_string(response.status);
    }
    return error;
}

/// What a download that arrived is: an image within the limits, or an error.
Result<Download> check_download(Result<Response> response) {
    if (!response) return response.error();
    if (response->status < 200 || response->status > 299) return download_error(*response);
    const auto refuse = [&](Error error) {
        error.http_status = response->status;
        return error;
    };
    const auto header = read_image_header(response->body);
    if (!header) return refuse(header.error());
    if (auto fine = check_decodable(response->body, *header); !fine) return refuse(fine.error());
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

Result<Response> Client::call(const Request& request, Repeat repeat, const TransferFn& progress) {
    for (int made = 1;; ++made) {
        const auto start = Clock::now();
        auto response = m_http.perform(request, m_stop, progress);
        log_call(request, response, start);
        if (response) redact(response->body, m_service.key);
        if (response && response->status >= 200 && response->status <= 299) return response;
        Error error =
            response ? error_from_reply(response->status, response->body, response->retry_after_s)
                     : response.error();
        const auto delay = retry_delay(error, repeat, made, random_jitter(), m_limits);
        if (!delay) return error;
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
    m_progress({Stage::Waiting, -1, static_cast<int>(waited.count())});
}

Result<Record> Client::submit(const Parameters& parameters, const std::string& asset) {
    m_waiting_since = Clock::now();
    const auto report = [this](double, double) { report_waiting(); };
    Request request = api_request("api/features");
    request.total_timeout = kSynchronousTimeout;
    request.stall_timeout = kSynchronousTimeout;  // a synchronous call is silent while it works
    request.json = features_request(parameters, asset, true);
    auto response = call(request, Repeat::Billed, report);
    const bool async_refused = !response && response.error().kind == ErrorKind::BadInput &&
                               response.error().detail.find("async") != std::string::npos;
    if (async_refused) {
        request.json = features_request(parameters, asset, false);
        response = call(request, Repeat::Billed, report);
    }
    if (!response) return response.error();
    auto record = parse_record(response->body, m_service.asset_url);
    if (!record) record.error().may_have_arrived = true;
    return record;
}

Result<Record> Client::wait_for(const std::string& uuid) {
    const auto start = Clock::now();
    const Request request = api_request("api/results/" + uuid);
    for (;;) {
        const auto waited = Clock::now() - start;
        if (waited > kLongestJob)
            return Error{.kind = ErrorKind::Timeout, .detail = "the job is still running"};
        for (auto left = poll_interval(waited); left > milliseconds(0); left -= milliseconds(500)) {
            report_waiting();
            if (!pause(std::min(left, milliseconds(500)))) return cancelled();
        }
        const auto response = call(request, Repeat::Free);
        if (!response) {
            Error error = response.error();
            // only the job's name was sent, and that is the service's own
            if (error.kind == ErrorKind::BadInput) error.kind = ErrorKind::BadReply;
            return error;
        }
        auto record = parse_record(response->body, m_service.asset_url);
        if (record && !record->uuid.empty() && record->uuid != uuid)
            return Error{.kind = ErrorKind::BadReply, .detail = "the answer is about another job"};
        if (!record || record->state != Record::State::Processing) return record;
    }
}

std::vector<Result<Download>> Client::download(const std::vector<AnnouncedResult>& results) {
    struct Pending {
        std::size_t source = 0;                   ///< of the result's urls
        int rounds = 0;                           ///< through all sources
        std::optional<milliseconds> round_delay;  ///< a source of this round is worth another try
        bool done = false;
    };
    std::vector<Result<Download>> downloads(
        results.size(), Error{.kind = ErrorKind::BadReply, .detail = "no address for this image"});
    std::vector<Pending> pending(results.size());
    const bool only_public = !is_loopback(m_service.api_url);
    for (;;) {
        std::vector<Request> requests;
        std::vector<std::size_t> which;
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (pending[i].done || pending[i].source >= results[i].urls.size()) continue;
            Request request;  // without the key: it is for the API alone
            request.url = results[i].urls[pending[i].source];
            request.socket = m_service.socket;
            request.max_redirects = 5;
            request.only_public = only_public;
            request.max_body = kMaxResultBytes;
            request.total_timeout = std::chrono::minutes(15);
            requests.push_back(std::move(request));
            which.push_back(i);
        }
        if (requests.empty()) return downloads;

        const int arrived = static_cast<int>(
            std::count_if(pending.begin(), pending.end(), [](const auto& p) { return p.done; }));
        const auto start = Clock::now();
        auto responses = m_http.perform_all(requests, m_stop, [&](double done, double total) {
            m_progress({Stage::Downloading, total > 0 ? std::min(done / total, 1.0) : -1, arrived,
                        static_cast<int>(results.size())});
        });
        std::optional<milliseconds> longest;
        for (std::size_t k = 0; k < which.size(); ++k) {
            const std::size_t i = which[k];
            log_call(requests[k], responses[k], start);
            downloads[i] = check_download(std::move(responses[k]));
            if (downloads[i]) {
                pending[i].done = true;
                continue;
            }
            if (downloads[i].error().kind == ErrorKind::Cancelled) {
                std::fill(downloads.begin(), downloads.end(), cancelled());
                return downloads;
            }
            // another source is better than another try; after the last one, all are tried again
            Pending& state = pending[i];
            const auto delay = retry_delay(downloads[i].error(), Repeat::Free, state.rounds + 1,
                                           random_jitter(), m_limits);
            if (delay) state.round_delay = std::max(state.round_delay.value_or(*delay), *delay);
            if (++state.source < results[i].urls.size() || !state.round_delay) continue;
            longest = std::max(longest.value_or(*state.round_delay), *state.round_delay);
            state = {.source = 0, .rounds = state.rounds + 1, .round_delay = {}, .done = false};
        }
        if (longest && !pause(*longest)) {
            std::fill(downloads.begin(), downloads.end(), cancelled());
            return downloads;
        }
    }
}

}  // namespace upscale
