// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <limits>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "base/utf8.hpp"
#include "net/proxy.hpp"
#include "net/url.hpp"
#include "platform/network.hpp"

namespace upscale {
namespace {

template <auto Fn>
struct Free {
    template <class T>
    void operator()(T* object) const noexcept {
        Fn(object);
    }
};
using Easy = std::unique_ptr<CURL, Free<&curl_easy_cleanup>>;
using Headers = std::unique_ptr<curl_slist, Free<&curl_slist_free_all>>;
using Mime = std::unique_ptr<curl_mime, Free<&curl_mime_free>>;

constexpr const char* kUserAgent = "ideogram-upscale/" UPSCALE_VERSION;
/// libcurl has such a limit only in newer versions, and a larger one
constexpr std::size_t kMaxHeaderBytes = 64 << 10;

/// One request under way, over all its redirects.
struct Transfer {
    const Request* request = nullptr;
    std::string url;
    int redirects_left = 0;
    bool started = false;
    bool by_name = true;  ///< the url names a host, and not an address
    std::optional<std::chrono::steady_clock::time_point> end;  ///< over all redirects
    // the time in which a stall is looked for, and the bytes moved before it
    std::chrono::steady_clock::time_point window;
    curl_off_t moved = 0;
    bool stalled = false;
    bool body_begun = false;
    bool other_part = false;  ///< the answer is a part of the file that nobody asked for
    std::chrono::steady_clock::time_point saved_at;
    std::size_t saved_bytes = 0;        ///< of the body, passed to on_partial
    std::size_t* total_left = nullptr;  ///< bytes that all bodies together may still have
    Easy easy;
    Headers headers;
    Mime mime;
    std::size_t file_offset = 0;
    std::size_t header_bytes = 0;  ///< received, over all redirects
    bool too_large = false;
    bool private_address = false;
    Response response;
    char message[CURL_ERROR_SIZE] = {};
    std::optional<Result<Response>> result;
    bool handed_over = false;
};

// libcurl's callbacks. No exception may pass through C, so lack of memory ends the transfer.

std::string header_of(const Transfer& transfer, const char* name) {
    curl_header* found = nullptr;
    const auto code = curl_easy_header(transfer.easy.get(), name, 0, CURLH_HEADER, -1, &found);
    return code == CURLHE_OK ? found->value : std::string();
}

/// See Part. Last-Modified is strong if the file was not changed in the minute before the answer.
std::string validator_of(const Transfer& transfer) {
    if (!header_of(transfer, "Content-Encoding").empty()) return {};
    const std::string tag = header_of(transfer, "ETag");
    if (tag.starts_with('"')) return tag;
    const std::string modified = header_of(transfer, "Last-Modified");
    const std::time_t changed = curl_getdate(modified.c_str(), nullptr);
    const std::time_t answered = curl_getdate(header_of(transfer, "Date").c_str(), nullptr);
    return changed > 0 && answered - changed >= 60 ? modified : std::string();
}

/// Reads the head of the answer; the body begins with the part if the answer continues it. False:
/// the answer is a part that nobody asked for.
bool begin_body(Transfer& transfer) {
    if (std::exchange(transfer.body_begun, true)) return true;
    long status = 0;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &status);
    Response& response = transfer.response;
    response.status = static_cast<int>(status);
    response.validator = validator_of(transfer);
    const auto& part = transfer.request->part;
    if (status != 206 || !part) return true;
    const std::string range = header_of(transfer, "Content-Range");
    transfer.other_part = !range.starts_with("bytes " + std::to_string(part->bytes.size()) + "-");
    transfer.too_large =
        part->bytes.size() > std::min(transfer.request->max_body, *transfer.total_left);
    if (transfer.other_part || transfer.too_large) return false;
    response.continued = true;
    response.validator = part->validator;
    response.body = part->bytes;
    transfer.saved_bytes = response.body.size();
    *transfer.total_left -= response.body.size();
    return true;
}

size_t write_body(char* data, size_t size, size_t count, void* context) noexcept try {
    auto* transfer = static_cast<Transfer*>(context);
    const size_t length = size * count;
    const bool first = !transfer->body_begun;
    if (!begin_body(*transfer)) return CURL_WRITEFUNC_ERROR;
    Bytes& body = transfer->response.body;
    const size_t room = std::min(transfer->request->max_body - body.size(), *transfer->total_left);
    if (length > room) {
        transfer->too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    if (first) {
        curl_off_t announced = -1;
        curl_easy_getinfo(transfer->easy.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
        if (announced > 0 && static_cast<std::uint64_t>(announced) > room) {
            transfer->too_large = true;
            return CURL_WRITEFUNC_ERROR;
        }
        // Reserves little at a time, because the announced length may be false.
        constexpr curl_off_t kTrusted = 16 << 20;
        if (announced > 0)
            body.reserve(body.size() + static_cast<size_t>(std::min(announced, kTrusted)));
    }
    body.insert(body.end(), data, data + length);
    *transfer->total_left -= length;
    return length;
} catch (...) {
    return CURL_WRITEFUNC_ERROR;
}

size_t count_header(char*, size_t size, size_t count, void* context) noexcept {
    auto* transfer = static_cast<Transfer*>(context);
    transfer->header_bytes += size * count;
    if (transfer->header_bytes <= kMaxHeaderBytes) return size * count;
    transfer->too_large = true;
    return CURL_WRITEFUNC_ERROR;
}

size_t feed_body(char* buffer, size_t size, size_t count, void* context) noexcept {
    auto* transfer = static_cast<Transfer*>(context);
    const ByteView left = transfer->request->file->data.subspan(transfer->file_offset);
    const size_t length = std::min(size * count, left.size());
    if (length > 0) std::memcpy(buffer, left.data(), length);
    transfer->file_offset += length;
    return length;
}

int seek_file(void* context, curl_off_t offset, int origin) noexcept {
    auto* transfer = static_cast<Transfer*>(context);
    if (origin != SEEK_SET || offset < 0 ||
        static_cast<size_t>(offset) > transfer->request->file->data.size())
        return CURL_SEEKFUNC_CANTSEEK;
    transfer->file_offset = static_cast<size_t>(offset);
    return CURL_SEEKFUNC_OK;
}

curl_socket_t open_public_socket(void* context, curlsocktype, curl_sockaddr* address) noexcept {
    auto* transfer = static_cast<Transfer*>(context);
    const Request& request = *transfer->request;
    const auto target = platform::ip_address(address->addr);
    if (!target || !may_fetch_from(*target, transfer->by_name, request.access)) {
        transfer->private_address = true;
        return CURL_SOCKET_BAD;
    }
    return static_cast<curl_socket_t>(
        platform::open_socket(address->family, address->socktype, address->protocol));
}

curl_socket_t note_address(void* context, curlsocktype, curl_sockaddr* address) noexcept try {
    if (const auto found = platform::ip_address(address->addr))
        static_cast<Transfer*>(context)->request->addresses->push_back(*found);
    return CURL_SOCKET_BAD;
} catch (...) {
    return CURL_SOCKET_BAD;
}

/// Frees the body of an answer that is not handed on.
void drop_body(Transfer& transfer) {
    *transfer.total_left += transfer.response.body.size();
    transfer.response.body = {};
}

std::chrono::milliseconds time_left(const Transfer& transfer) {
    if (!transfer.end) return std::chrono::milliseconds::max();
    return std::chrono::duration_cast<std::chrono::milliseconds>(*transfer.end -
                                                                 std::chrono::steady_clock::now());
}

/// Bytes that went over the line so far. What the system has taken from us but not delivered yet
/// does not count: its buffers hide a stall, or a slow line, for minutes.
curl_off_t bytes_moved(const Transfer& transfer) {
    curl_off_t up = 0, down = 0;
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_SIZE_UPLOAD_T, &up);
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_SIZE_DOWNLOAD_T, &down);
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_ACTIVESOCKET, &socket);
    if (socket != CURL_SOCKET_BAD) up -= std::min(up, curl_off_t{platform::undelivered(socket)});
    return up + down;
}

/// True if too little has moved for too long.
bool stalls(Transfer& transfer) {
    const auto now = std::chrono::steady_clock::now();
    if (now - transfer.window < transfer.request->stall_timeout) return false;
    const curl_off_t moved = bytes_moved(transfer);
    const bool stalled =
        moved - transfer.moved < static_cast<curl_off_t>(transfer.request->least_bytes);
    transfer.window = now;
    transfer.moved = moved;
    return stalled;
}

bool set_up(Transfer& transfer, const std::string& proxy) {
    const Request& request = *transfer.request;
    transfer.easy.reset(curl_easy_init());
    CURL* easy = transfer.easy.get();
    if (!easy) return false;
    bool ok = true;
    const auto set = [&](CURLoption option, auto value) {
        ok &= curl_easy_setopt(easy, option, value) == CURLE_OK;
    };
    const auto add_header = [&](const std::string& line) {
        curl_slist* longer = curl_slist_append(transfer.headers.get(), line.c_str());
        ok &= longer != nullptr;
        if (!longer) return;
        static_cast<void>(transfer.headers.release());
        transfer.headers.reset(longer);
    };
    transfer.headers.reset();
    add_header("Expect:");  // a server that ignores 100-continue costs a second
    if (!request.api_key.empty()) add_header("API-KEY: " + request.api_key.reveal());
    if (request.json) add_header("Content-Type: application/json");
    if (request.part) {
        add_header("Range: bytes=" + std::to_string(request.part->bytes.size()) + "-");
        add_header("If-Range: " + request.part->validator);
    }

    set(CURLOPT_URL, transfer.url.c_str());
    set(CURLOPT_HTTPHEADER, transfer.headers.get());
    set(CURLOPT_USERAGENT, kUserAgent);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // do not wait for a slow name server after a cancel
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(request.connect_timeout.count()));
    if (transfer.end)
        set(CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(time_left(transfer).count())));
    set(CURLOPT_ERRORBUFFER, transfer.message);
    set(CURLOPT_PRIVATE, &transfer);
    set(CURLOPT_WRITEFUNCTION, write_body);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_HEADERFUNCTION, count_header);
    set(CURLOPT_HEADERDATA, &transfer);
    // libcurl repeats a refused HTTP/2 stream by itself, and any call on a reused connection. There
    // it might also take the rest of an earlier answer for the answer to this call.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_FRESH_CONNECT, request.free ? 0L : 1L);
    set(CURLOPT_FORBID_REUSE, request.free ? 0L : 1L);
    if (!request.socket.empty()) set(CURLOPT_UNIX_SOCKET_PATH, request.socket.c_str());
    // The curl command and OpenSSL honour these variables; libcurl leaves reading them to the
    // program.
    for (const char* name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE"})
        if (const auto file = environment(name); !file.empty()) set(CURLOPT_CAINFO, file.c_str());
    if (const auto folder = environment("SSL_CERT_DIR"); !folder.empty())
        set(CURLOPT_CAPATH, folder.c_str());
    // With both options set, libcurl does not look at the environment again.
    set(CURLOPT_PROXY, proxy.c_str());
    set(CURLOPT_NOPROXY, "");
    if (request.addresses) {
        set(CURLOPT_OPENSOCKETFUNCTION, note_address);
        set(CURLOPT_OPENSOCKETDATA, &transfer);
    } else if (request.only_public && proxy.empty()) {
        set(CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
        set(CURLOPT_OPENSOCKETDATA, &transfer);
    }
    // an answer of the API that is compressed although nobody asked for it is unpacked
    if (!request.api_key.empty()) set(CURLOPT_ACCEPT_ENCODING, "");
    if (request.json) {
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.json->size()));
        set(CURLOPT_POSTFIELDS, request.json->data());
    } else if (request.file) {
        transfer.mime.reset(curl_mime_init(easy));
        curl_mimepart* part = transfer.mime ? curl_mime_addpart(transfer.mime.get()) : nullptr;
        if (!part) return false;
        ok &= curl_mime_name(part, request.file->field.c_str()) == CURLE_OK;
        ok &= curl_mime_filename(part, request.file->file_name.c_str()) == CURLE_OK;
        ok &= curl_mime_type(part, request.file->content_type.c_str()) == CURLE_OK;
        // curl_mime_data() would copy the data
        ok &= curl_mime_data_cb(part, static_cast<curl_off_t>(request.file->data.size()), feed_body,
                                seek_file, nullptr, &transfer) == CURLE_OK;
        set(CURLOPT_MIMEPOST, transfer.mime.get());
    }
    return ok;
}

ErrorKind kind_of(CURLcode code, const Transfer& transfer) {
    if (transfer.too_large) return ErrorKind::TooLarge;
    if (transfer.stalled) return ErrorKind::Timeout;
    if (transfer.other_part) return ErrorKind::BadReply;
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return ErrorKind::Timeout;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
            return ErrorKind::Tls;
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_PARTIAL_FILE:
        case CURLE_BAD_CONTENT_ENCODING:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
            return ErrorKind::BadReply;
        case CURLE_OUT_OF_MEMORY:
        case CURLE_WRITE_ERROR:
            return ErrorKind::Internal;
        case CURLE_URL_MALFORMAT:
            return ErrorKind::BadInput;
        default:
            return ErrorKind::Offline;
    }
}

/// False if the request cannot have been sent, because the secure connection that it would go over
/// was not established yet.
bool may_have_arrived(const Transfer& transfer) {
    long request_bytes = 0;
    curl_off_t handshake = 0;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_REQUEST_SIZE, &request_bytes);
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_APPCONNECT_TIME_T, &handshake);
    const bool connected = handshake > 0 || !transfer.url.starts_with("https:");
    return request_bytes > 0 && connected;
}

Error private_network(const std::string& url) {
    return {.kind = ErrorKind::BadInput,
            .reason = Reason::PrivateNetwork,
            .detail = printable_line(displayed_url(url) + " leads into a private network"),
            .about = printable_line(host_of(url))};
}

Error failure(CURLcode code, const Transfer& transfer) {
    if (transfer.private_address) return private_network(transfer.url);
    const std::string detail = transfer.too_large    ? "the answer is longer than allowed"
                               : transfer.stalled    ? "the transfer is too slow"
                               : transfer.other_part ? "the answer is another part of the file"
                               : transfer.message[0] ? transfer.message
                                                     : curl_easy_strerror(code);
    return {.kind = kind_of(code, transfer),
            .detail = printable_line(detail),
            .may_have_arrived = may_have_arrived(transfer)};
}

Error cancelled(bool may_have_arrived) {
    return {.kind = ErrorKind::Cancelled, .may_have_arrived = may_have_arrived};
}

/// The header Retry-After in seconds. libcurl converts a date, too; a date in the past means no
/// wait.
std::optional<int> retry_after(const Transfer& transfer) {
    curl_off_t seconds = 0;
    curl_easy_getinfo(transfer.easy.get(), CURLINFO_RETRY_AFTER, &seconds);
    if (seconds <= 0) return std::nullopt;
    return static_cast<int>(std::min<curl_off_t>(seconds, std::numeric_limits<int>::max()));
}

void pass_partial(Transfer& transfer) {
    const std::size_t bytes = transfer.response.body.size();
    if (!transfer.request->on_partial || bytes == 0) return;
    transfer.saved_bytes = bytes;
    transfer.saved_at = std::chrono::steady_clock::now();
    transfer.request->on_partial(transfer.response);
}

void pass_partial_if_due(Transfer& transfer) {
    const auto interval = transfer.request->save_interval;
    if (interval.count() > 0 && transfer.response.body.size() > transfer.saved_bytes &&
        std::chrono::steady_clock::now() - transfer.saved_at >= interval)
        pass_partial(transfer);
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

std::string http_library() { return curl_version(); }

struct HttpClient::Multi {
    std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> handle{curl_multi_init(),
                                                                 &curl_multi_cleanup};
};

HttpClient::HttpClient() : m_multi(std::make_unique<Multi>()) {
    static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(once);
}

HttpClient::~HttpClient() = default;

void HttpClient::perform_all(std::span<const Request> requests, const std::stop_token& stop,
                             const DoneFn& done, const TransferFn& progress, std::size_t max_total,
                             std::size_t at_once) {
    CURLM* multi = m_multi->handle.get();
    // must not grow: libcurl keeps pointers to its elements
    std::vector<Transfer> transfers(requests.size());

    const ProxySettings proxies = proxy_settings();
    std::size_t total_left = max_total;

    const auto start = [&](Transfer& transfer) {
        transfer.started = true;
        transfer.by_name = !names_an_address(transfer.url);
        transfer.body_begun = transfer.stalled = transfer.other_part = false;
        transfer.window = transfer.saved_at = std::chrono::steady_clock::now();
        transfer.moved = 0;
        transfer.saved_bytes = 0;
        const std::string proxy = proxy_for(transfer.url, proxies);
        if (auto allowed = check_url(transfer.url); !allowed)
            transfer.result = allowed.error();
        else if (transfer.request->only_public && !transfer.url.starts_with("https:"))
            transfer.result = private_network(transfer.url);
        else if (transfer.request->only_public && !proxy.empty() &&
                 !transfer.request->access.everything && names_private_host(transfer.url))
            transfer.result = private_network(transfer.url);
        else if (time_left(transfer).count() <= 0)
            transfer.result = Error{.kind = ErrorKind::Timeout, .detail = "the time is up"};
        else if (!set_up(transfer, proxy) ||
                 curl_multi_add_handle(multi, transfer.easy.get()) != CURLM_OK)
            transfer.result =
                Error{.kind = ErrorKind::Internal, .detail = "libcurl: not enough memory"};
    };
    const auto finish = [&](Transfer& transfer, CURLcode code) {
        curl_multi_remove_handle(multi, transfer.easy.get());
        if (code != CURLE_OK || !begin_body(transfer)) {
            transfer.result = failure(code, transfer);
            pass_partial(transfer);
            drop_body(transfer);
            return;
        }
        transfer.response.retry_after_s = retry_after(transfer);
        char* target = nullptr;
        curl_easy_getinfo(transfer.easy.get(), CURLINFO_REDIRECT_URL, &target);
        if (is_redirect(transfer.response.status) && target && transfer.redirects_left > 0) {
            --transfer.redirects_left;
            transfer.url = target;
            drop_body(transfer);
            transfer.response = {};
            start(transfer);
            return;
        }
        transfer.result = std::move(transfer.response);
    };

    for (std::size_t i = 0; i < requests.size(); ++i) {
        transfers[i].request = &requests[i];
        transfers[i].url = requests[i].url;
        transfers[i].redirects_left = requests[i].max_redirects;
        transfers[i].total_left = &total_left;
        if (stop.stop_requested()) transfers[i].result = cancelled(false);
    }
    const auto start_some = [&] {
        auto under_way =
            static_cast<std::size_t>(std::ranges::count_if(transfers, [](const Transfer& transfer) {
                return transfer.started && !transfer.result;
            }));
        for (Transfer& transfer : transfers) {
            if (under_way >= at_once) break;
            if (transfer.started || transfer.result) continue;
            if (transfer.request->total_timeout.count() > 0)
                transfer.end = std::chrono::steady_clock::now() + transfer.request->total_timeout;
            start(transfer);
            under_way += !transfer.result;
        }
    };

    const auto hand_over = [&] {
        for (std::size_t i = 0; i < transfers.size(); ++i) {
            Transfer& transfer = transfers[i];
            if (!transfer.result || std::exchange(transfer.handed_over, true)) continue;
            const std::size_t bytes =
                *transfer.result ? (*transfer.result)->body.size() : std::size_t{0};
            done(i, std::move(*transfer.result));
            total_left += bytes;
        }
    };

    const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
    const auto unfinished = [](const Transfer& transfer) { return !transfer.result; };
    while (std::any_of(transfers.begin(), transfers.end(), unfinished)) {
        start_some();
        int running = 0;
        CURLMcode code = curl_multi_perform(multi, &running);
        int left = 0;
        while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            void* found = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &found);
            finish(*static_cast<Transfer*>(found), message->data.result);
        }
        for (Transfer& transfer : transfers) {
            if (!transfer.started || transfer.result) continue;
            transfer.stalled = stalls(transfer);
            if (transfer.stalled)
                finish(transfer, CURLE_OPERATION_TIMEDOUT);
            else
                pass_partial_if_due(transfer);
        }
        if (stop.stop_requested() || code != CURLM_OK) {
            for (auto& transfer : transfers) {
                if (transfer.result) continue;
                if (!transfer.started) {
                    transfer.result = code == CURLM_OK ? cancelled(false)
                                                       : Error{.kind = ErrorKind::Internal,
                                                               .detail = "libcurl failed"};
                    continue;
                }
                curl_multi_remove_handle(multi, transfer.easy.get());
                const Error stopped = failure(CURLE_ABORTED_BY_CALLBACK, transfer);
                transfer.result = code == CURLM_OK ? cancelled(stopped.may_have_arrived) : stopped;
                pass_partial(transfer);
            }
            break;
        }
        hand_over();
        if (progress) {
            double sum = 0, total = 0, started = 0;
            for (const auto& transfer : transfers) {
                if (!transfer.easy) continue;
                ++started;
                const bool sends = transfer.request->file.has_value();
                curl_off_t now = 0, all = 0;
                curl_easy_getinfo(transfer.easy.get(),
                                  sends ? CURLINFO_SIZE_UPLOAD_T : CURLINFO_SIZE_DOWNLOAD_T, &now);
                curl_easy_getinfo(
                    transfer.easy.get(),
                    sends ? CURLINFO_CONTENT_LENGTH_UPLOAD_T : CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
                    &all);
                sum += static_cast<double>(now);
                total += static_cast<double>(std::max<curl_off_t>(all, 0));
            }
            // those that have not begun are taken to be as large as the others
            if (started > 0) total *= static_cast<double>(transfers.size()) / started;
            progress(sum, total);
        }
        constexpr int kPollMs = 100;
        if (std::any_of(transfers.begin(), transfers.end(), unfinished))
            curl_multi_poll(multi, nullptr, 0, kPollMs, nullptr);
    }

    hand_over();
}

Result<Response> HttpClient::perform(const Request& request, const std::stop_token& stop,
                                     const TransferFn& progress) {
    Result<Response> result = Error();
    perform_all(
        {&request, 1}, stop,
        [&](std::size_t, Result<Response> response) { result = std::move(response); }, progress);
    return result;
}

Result<Addresses> HttpClient::addresses_of(const std::string& url, const std::stop_token& stop) {
    if (!proxy_for(url, proxy_settings()).empty()) return Addresses();
    Addresses found;
    Request request;
    request.url = url;
    request.addresses = &found;
    request.connect_timeout = std::chrono::seconds(10);
    const auto response = perform(request, stop);
    if (found.empty() && !response) return response.error();
    return found;
}

}  // namespace upscale
