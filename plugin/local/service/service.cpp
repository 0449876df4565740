// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/service/service.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <exception>
#include <random>

#include "base/parameters.hpp"
#include "base/utf8.hpp"
#include "local/picture/decode.hpp"
#include "local/picture/picture.hpp"
#include "local/picture/variations.hpp"

namespace upscale::local {
namespace {

constexpr long kCreditsPerResult = 4800;
constexpr std::string_view kResults = "/api/results/", kCancel = "/cancel";

using std::chrono::milliseconds;
constexpr milliseconds kTick{25};  ///< how often the watcher looks
/// A network is loaded in less than its trial may take, which includes loading it.
constexpr milliseconds kMostLoading = std::chrono::minutes(2);
/// Callers ask for their results three times a second; all should know before the process ends.
constexpr milliseconds kFarewell{1500};

std::string random_hex(int digits) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::random_device source;
    std::string text;
    for (int i = 0; i < digits; ++i) text += kDigits[source() & 15];
    return text;
}

std::string random_uuid() {
    std::string text = random_hex(32);
    text[12] = '4';
    text[16] = "89ab"[text[16] & 3];
    for (const std::size_t dash : {20, 16, 12, 8}) text.insert(dash, 1, '-');
    return text;
}

/// Takes the same time wherever the texts differ, so that timing does not reveal the key.
bool same_secret(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i] ^ b[i]);
    return difference == 0;
}

/// The end of a file name, without characters that would be escaped in a URL, for use in a key.
std::string plain_name(std::string_view file_name) {
    std::string name(
        file_name.substr(file_name.size() - std::min<std::size_t>(80, file_name.size())));
    for (char& c : name) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.' && c != '-') c = '_';
    }
    return name;
}

Answer no_route(const ReceivedRequest& request) {
    return error_answer(404, "HTTP_EXCEPTION", "Cannot " + request.method + " " + request.path);
}

}  // namespace

EngineService::EngineService(ServiceOptions options, Networks networks)
    : m_options(std::move(options)),
      m_networks(std::move(networks)),
      m_credits(m_options.credits),
      m_worker([this](std::stop_token stop) { work(stop); }),
      m_watcher([this](std::stop_token stop) { watch(stop); }) {}

EngineService::~EngineService() { stop(); }

void EngineService::stop() {
    m_worker.request_stop();
    m_watcher.request_stop();
}

bool EngineService::has_ended(milliseconds patience) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [this] { return m_has_ended; });
}

bool EngineService::is_busy() const { return m_requests > 0 || !m_queue.empty(); }

std::chrono::steady_clock::duration EngineService::idle() const {
    const std::lock_guard lock(m_mutex);
    if (is_busy()) return {};
    return std::chrono::steady_clock::now() - m_last_activity;
}

std::optional<Answer> EngineService::refuse(const ReceivedRequest& request) {
    const std::lock_guard lock(m_mutex);
    m_last_activity = std::chrono::steady_clock::now();
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (!request.path.starts_with("/api/"))
        return reads ? std::nullopt : std::optional(no_route(request));
    const bool is_result = request.path.starts_with(kResults);
    const bool posts = request.path == "/api/assets" || request.path == "/api/features" ||
                       (is_result && request.path.ends_with(kCancel));
    const bool known = posts ? request.method == "POST" : reads && is_result;
    if (!known) return no_route(request);
    if (!same_secret(request.api_key, m_options.key.reveal()))
        return error_answer(401, "HTTP_EXCEPTION", "Invalid API Key");
    // What became of an order can still be asked.
    if (m_ends && !(is_result && m_records.contains(request.path.substr(kResults.size()))))
        return error_answer(503, "HTTP_EXCEPTION", "The service is shutting down");
    return std::nullopt;
}

Answer EngineService::handle(ReceivedRequest request) {
    if (auto refused = refuse(request)) return *refused;
    if (request.too_large) return error_answer(413, "HTTP_EXCEPTION", "File too large");
    {
        const std::lock_guard lock(m_mutex);
        ++m_requests;
        forget_old();
    }
    struct Leave {
        EngineService& service;
        ~Leave() {
            const std::lock_guard lock(service.m_mutex);
            --service.m_requests;
            service.m_last_activity = std::chrono::steady_clock::now();
        }
    } leave{*this};
    if (request.path == "/api/assets") return take_asset(request.parts);
    if (request.path == "/api/features") return take_order(request.body);
    if (request.path.starts_with(kResults)) {
        const std::string rest = request.path.substr(kResults.size());
        return rest.ends_with(kCancel) ? cancel(rest.substr(0, rest.size() - kCancel.size()))
                                       : result_record(rest);
    }
    return result_file(request.path.substr(1));
}

Answer EngineService::take_asset(std::vector<Part>& parts) {
    const auto part = std::find_if(parts.begin(), parts.end(),
                                   [](const Part& each) { return each.name == "asset"; });
    if (part == parts.end())
        return error_answer(
            400, "MISSING_REQUIRED_FIELDS",
            "Missing required fields: asset. Please provide all required parameters.");
    const std::string name = plain_name(part->file_name);
    static constexpr std::array kEndings{".png", ".jpg", ".jpeg", ".webp"};
    if (std::none_of(kEndings.begin(), kEndings.end(),
                     [&](const char* ending) { return name.ends_with(ending); }))
        return error_answer(400, "HTTP_EXCEPTION", "This file type isn't supported");
    if (part->data.size() > m_options.most_bytes)
        return error_answer(413, "HTTP_EXCEPTION", "File too large");

    Asset asset{.original_name = printable_line(part->file_name),
                .mime_type = printable_line(part->content_type),
                .key = {},
                .uuid = random_uuid(),
                .size = part->data.size(),
                .created = std::chrono::system_clock::now()};
    const std::lock_guard lock(m_mutex);
    do {
        asset.created += std::chrono::milliseconds(1);
        asset.key = "images/" + stored_name(asset.created, name);
    } while (m_assets.contains(asset.key));
    m_assets[asset.key] = {std::make_shared<const Bytes>(std::move(part->data)), asset.created};
    return asset_answer(asset, m_options.origin);
}

Answer EngineService::take_order(const Bytes& body) {
    auto read = read_order(as_text(body));
    if (auto* refused = std::get_if<Answer>(&read)) return *refused;
    Order& order = std::get<Order>(read);

    std::unique_lock lock(m_mutex);
    const auto asset = m_assets.find(order.image_url.substr(order.image_url.starts_with('/')));
    if (asset == m_assets.end()) return refusal("imageUrl is not the path of an uploaded asset");
    const std::shared_ptr<const Bytes> image = asset->second.value;
    const auto header = check_image(*image);
    if (!header)
        return refusal(header.error().detail,
                       header.error().kind == ErrorKind::TooLarge ? 413 : 400);
    if (m_credits) {
        const long needed = kCreditsPerResult * order.num_images;
        if (*m_credits < needed)
            return error_answer(406, "INSUFFICIENT_CREDITS",
                                "The feature requires " + std::to_string(needed) +
                                    " credits, but the Local team only has " +
                                    std::to_string(*m_credits) + " credits");
        *m_credits -= needed;
    }

    const auto record = std::make_shared<OrderRecord>();
    record->uuid = random_uuid();
    record->seed = order.seed ? *order.seed : static_cast<int>(std::random_device{}() & 0x7FFFFFFF);
    record->source = header->size;
    record->result = {2 * header->size.width, 2 * header->size.height};
    record->created = std::chrono::system_clock::now();
    record->asked_for = std::chrono::steady_clock::now();
    record->order = std::move(order);
    m_records[record->uuid] = {record, record->created};
    m_queue.push_back({record, image});
    m_changed.notify_all();
    if (record->order.async) return record_answer(*record, m_options.origin);

    const auto is_done = [&] { return record->state != OrderRecord::State::Processing; };
    if (!m_changed.wait(lock, m_worker.get_stop_token(), is_done))
        return error_answer(503, "HTTP_EXCEPTION", "The service is shutting down");
    if (m_ends) return error_answer(503, "HTTP_EXCEPTION", record->failure->detail);
    if (record->state == OrderRecord::State::Failure) return refusal(record->failure->detail);
    return record_answer(*record, m_options.origin);
}

Answer EngineService::result_record(const std::string& uuid) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_records.find(uuid);
    if (found == m_records.end()) return no_record_answer();
    found->second.value->asked_for = std::chrono::steady_clock::now();
    return record_answer(*found->second.value, m_options.origin);
}

Answer EngineService::cancel(const std::string& uuid) {
    std::unique_lock lock(m_mutex);
    const auto found = m_records.find(uuid);
    if (found == m_records.end()) return no_record_answer();
    const std::shared_ptr<OrderRecord> record = found->second.value;
    const auto place =
        std::ranges::find_if(m_queue, [&](const Job& job) { return job.record == record; });
    if (place != m_queue.end() && place != m_queue.begin()) {
        record->state = OrderRecord::State::Failure;
        record->failure = cancelled();
        m_queue.erase(place);
        m_changed.notify_all();
    } else if (place != m_queue.end()) {
        m_is_cancelled = true;
        m_given_up.request_stop();
        // The caller may send its next order as soon as it has the answer, and must know whether to
        // send it to this process.
        m_changed.wait_for(lock, m_worker.get_stop_token(), m_options.grace + 2 * kTick, [&] {
            return record->state != OrderRecord::State::Processing || m_ends;
        });
        if (m_ends) return error_answer(503, "HTTP_EXCEPTION", "The service is shutting down");
    }
    return record_answer(*record, m_options.origin);
}

Answer EngineService::result_file(const std::string& key) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_results.find(key);
    if (found == m_results.end()) return error_answer(404, "HTTP_EXCEPTION", "Cannot GET /" + key);
    return {.status = 200, .content_type = "image/png", .body = found->second.value};
}

void EngineService::forget_old() {
    const Time oldest = std::chrono::system_clock::now() - m_options.keep;
    const auto is_old = [&](const auto& item) { return item.second.since < oldest; };
    std::erase_if(m_assets, is_old);
    std::erase_if(m_results, is_old);
    std::erase_if(m_records, [&](const auto& item) {
        return is_old(item) && item.second.value->state != OrderRecord::State::Processing;
    });
}

void EngineService::work(std::stop_token stop) {
    std::unique_lock lock(m_mutex);
    while (m_changed.wait(lock, stop, [this] { return !m_queue.empty(); }) &&
           !stop.stop_requested()) {
        const Job job = m_queue.front();
        const std::stop_source given_up = m_given_up;
        lock.unlock();
        Result<std::vector<Finished>> files = Error{.kind = ErrorKind::Internal};
        try {
            const std::stop_callback with_service(stop, [&] { given_up.request_stop(); });
            files = upscale(job, given_up);
        } catch (const std::exception& failure) {  // not enough memory
            files = Error{.kind = ErrorKind::Internal, .detail = failure.what()};
        }
        lock.lock();
        m_most_silence.reset();
        m_given_up = std::stop_source();
        m_is_cancelled = false;
        if (m_ends) break;

        OrderRecord& record = *job.record;
        const Time now = std::chrono::system_clock::now();
        if (files)
            for (Finished& finished : *files) {
                finished.made.key = "images/" + stored_name(now, random_hex(24) + ".png");
                m_results[finished.made.key] = {
                    std::make_shared<const Bytes>(std::move(finished.file)), now};
                record.made.push_back(std::move(finished.made));
            }
        else
            record.failure = files.error();
        if (record.failure && record.failure->kind == ErrorKind::Cancelled)
            record.failure->detail = "nobody asked for the result";
        record.state = files ? OrderRecord::State::Success : OrderRecord::State::Failure;
        m_records[record.uuid].since = now;
        m_last_activity = std::chrono::steady_clock::now();
        m_queue.pop_front();
        m_changed.notify_all();
    }
    m_has_ended = true;
    m_changed.notify_all();
}

/// What each order is told when the process ends because a network hangs. The mutex must be held.
void EngineService::fail_all() {
    for (const Job& job : m_queue) {
        OrderRecord& record = *job.record;
        const bool is_first = job.record == m_queue.front().record;
        record.failure = Error{.kind = ErrorKind::LocalIo,
                               .reason = Reason::EngineEnded,
                               .detail = "the engine on this computer ends: a network hangs"};
        if (is_first && m_is_cancelled)
            record.failure = cancelled();
        else if (is_first && !record.order.model.empty())
            record.failure = network_error(record.order.model, {.fault = NetworkFault::Silent});
        record.state = OrderRecord::State::Failure;
    }
}

void EngineService::watch(std::stop_token stop) {
    std::unique_lock lock(m_mutex);
    milliseconds stopping{0};
    while (m_changed.wait(lock, stop, [this] { return !m_queue.empty(); }) &&
           !stop.stop_requested()) {
        // Ticks are counted, not the clock: the whole process may have been halted for a while.
        m_changed.wait_for(lock, stop, kTick, [this] { return m_queue.empty(); });
        if (m_queue.empty()) continue;
        if (is_abandoned(*m_queue.front().record)) m_given_up.request_stop();
        stopping = m_is_cancelled ? stopping + kTick : milliseconds(0);
        m_silence += kTick;
        const bool hangs = m_most_silence && m_silence >= *m_most_silence;
        // Ending the process would make the orders that wait begin anew, so they wait for the tile.
        if (!hangs && (stopping < m_options.grace || m_queue.size() > 1)) continue;
        m_ends = true;
        fail_all();
        m_changed.notify_all();
        if (hangs) m_changed.wait_for(lock, stop, kFarewell, [] { return false; });
        lock.unlock();
        if (m_options.end_process) m_options.end_process();
        return;
    }
}

/// The mutex must be held.
bool EngineService::is_abandoned(const OrderRecord& record) const {
    return m_options.patience && record.order.async &&
           std::chrono::steady_clock::now() - record.asked_for > *m_options.patience;
}

Result<std::vector<EngineService::Finished>> EngineService::upscale(const Job& job,
                                                                    std::stop_source given_up) {
    const Order& order = job.record->order;
    const std::stop_token stop = given_up.get_token();
    // From now on the network may give nothing for so long; nullopt: it is not at work.
    const auto limit_silence = [&](std::optional<milliseconds> most_silence) {
        const std::lock_guard lock(m_mutex);
        m_most_silence = most_silence;
        m_silence = {};
    };
    const auto report = [&](double done) {
        const std::lock_guard lock(m_mutex);
        job.record->progress = done;
        m_silence = {};
    };

    const bool ours = order.model.empty();
    const auto seen = survey(*job.image, ours && order.denoise == Denoise::Auto, stop);
    if (!seen) return seen.error();
    const int denoise = !ours                            ? int{Denoise::Off}
                        : order.denoise == Denoise::Auto ? seen->denoise
                                                         : order.denoise;
    const auto wanted = variations(order.detail, denoise, ours, order.num_images);

    // Pictures with the same network are made in one go.
    std::vector<Finished> results(wanted.size());
    std::size_t done = 0;
    for (int level = Denoise::Off; level <= Denoise::High; ++level) {
        std::vector<std::size_t> places;
        std::vector<Finish> finishes;
        for (std::size_t i = 0; i < wanted.size(); ++i)
            if (wanted[i].denoise == level) {
                places.push_back(i);
                finishes.push_back({wanted[i].detail, order.resemblance, level != Denoise::Off});
            }
        if (places.empty()) continue;
        limit_silence(std::max(m_options.hang, kMostLoading));
        const auto network = ours ? m_networks.ours(level) : m_networks.users(order.model, [&] {
            report(0);
            return stop.stop_requested();
        });
        if (!network) return network.error();
        const int scale = (*network)->traits().scale;
        {
            const std::lock_guard lock(m_mutex);
            const Size source = job.record->source;
            const Size result{scale * source.width, scale * source.height};
            if (std::max(result.width, result.height) > kMaxResultSide ||
                static_cast<long long>(result.width) * result.height > kMaxResultPixels)
                return Error{.kind = ErrorKind::TooLarge,
                             .reason = Reason::TargetTooLarge,
                             .detail = "The network " + order.model + " would make " +
                                       std::to_string(result.width) + " x " +
                                       std::to_string(result.height) +
                                       " pixels of this picture, which is more than we take"};
            job.record->result = result;
        }
        limit_silence(m_options.hang);
        auto files =
            enlarge_file(*job.image, **network, seen->gray, finishes, stop, [&](double share) {
                report((static_cast<double>(done) + share * static_cast<double>(places.size())) /
                       static_cast<double>(wanted.size()));
            });
        limit_silence(std::nullopt);
        if (!files && !ours && files.error().network_fault != NetworkFault::None)
            return network_error(order.model, {.fault = files.error().network_fault});
        if (!files) return files.error();
        for (std::size_t i = 0; i < places.size(); ++i)
            results[places[i]] = {{.key = {},
                                   .detail = wanted[places[i]].detail,
                                   .denoise = level,
                                   .network = ours ? kOurName : order.model},
                                  std::move((*files)[i])};
        done += places.size();
    }
    return results;
}

}  // namespace upscale::local
