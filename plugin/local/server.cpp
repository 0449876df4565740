// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/server.hpp"

#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "base/files.hpp"

namespace upscale::local {
namespace {

constexpr unsigned kConnections = 64;
constexpr std::string_view kFolderName = "ideogram-upscale-XXXXXX";
constexpr std::string_view kSocketName = "socket";
constexpr std::time_t kYoung = 10;  ///< seconds in which a new folder may have no listener yet

Error system_error(const char* what) {
    return {.kind = ErrorKind::LocalIo, .detail = std::string(what) + ": " + std::strerror(errno)};
}

/// One request while it is being received.
struct Exchange {
    ReceivedRequest request;
    std::optional<Answer> refusal;  // if set, the rest of the body is read and dropped: a peer that
                                    // is still sending would not see the answer otherwise
    MHD_PostProcessor* parser = nullptr;
    bool malformed = false;
    std::size_t received = 0;

    Exchange() = default;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange() {
        if (parser) MHD_destroy_post_processor(parser);
    }
};

std::string text_or_empty(const char* text) { return text ? text : ""; }

/// A piece of a part's data.
MHD_Result take_part(void* context, MHD_ValueKind, const char* name, const char* file_name,
                     const char* content_type, const char*, const char* data, std::uint64_t offset,
                     std::size_t size) noexcept {
    try {
        auto& parts = static_cast<Exchange*>(context)->request.parts;
        // MHD may call twice at the start of a part, the first time without data.
        const bool is_new =
            parts.empty() || !parts.back().data.empty() || parts.back().name != text_or_empty(name);
        if (offset == 0 && is_new)
            parts.push_back(
                {text_or_empty(name), text_or_empty(file_name), text_or_empty(content_type), {}});
        if (parts.empty()) return MHD_NO;
        parts.back().data.insert(parts.back().data.end(), data, data + size);
        return MHD_YES;
    } catch (const std::exception&) {
        return MHD_NO;
    }
}

void take_body(Exchange& exchange, const char* data, std::size_t size) {
    ReceivedRequest& request = exchange.request;
    exchange.received += size;
    if (exchange.received > kMaxBody) {
        request.too_large = true;
        request.body = {};
        request.parts = {};
    }
    if (exchange.refusal || request.too_large || exchange.malformed) return;
    if (exchange.parser)
        exchange.malformed = MHD_post_process(exchange.parser, data, size) != MHD_YES;
    else
        request.body.insert(request.body.end(), data, data + size);
}

Answer answer(Exchange& exchange, EngineService& service) {
    if (exchange.refusal) return *exchange.refusal;
    if (exchange.parser) {
        // Ends the last part. An error means that the closing boundary is missing.
        exchange.malformed |= MHD_destroy_post_processor(exchange.parser) != MHD_YES;
        exchange.parser = nullptr;
    }
    if (exchange.malformed && !exchange.request.too_large)
        return error_answer(400, "HTTP_EXCEPTION", "The multipart body is damaged");
    return service.handle(std::move(exchange.request));
}

MHD_Result send(MHD_Connection* connection, Answer response) {
    // The body belongs to the service's store; MHD only holds a reference to it.
    auto body = std::make_unique<std::shared_ptr<const Bytes>>(std::move(response.body));
    const Bytes& bytes = **body;
    MHD_Response* out = MHD_create_response_from_buffer_with_free_callback_cls(
        bytes.size(), const_cast<std::uint8_t*>(bytes.data()),
        [](void* share) { delete static_cast<std::shared_ptr<const Bytes>*>(share); }, body.get());
    if (!out) return MHD_NO;
    static_cast<void>(body.release());
    MHD_add_response_header(out, MHD_HTTP_HEADER_CONTENT_TYPE, response.content_type.c_str());
    const MHD_Result queued =
        MHD_queue_response(connection, static_cast<unsigned>(response.status), out);
    MHD_destroy_response(out);
    return queued;
}

/// What the request handlers need.
struct Context {
    EngineService& service;
    unsigned silence;  ///< seconds
};

/// Called once with the headers, then for each piece of the body, and at last without data.
MHD_Result on_request(void* context, MHD_Connection* connection, const char* url,
                      const char* method, const char*, const char* data, std::size_t* size,
                      void** state) noexcept {
    try {
        auto& [service, silence] = *static_cast<Context*>(context);
        if (!*state) {
            auto exchange = std::make_unique<Exchange>();
            exchange->request.method = method;
            exchange->request.path = url;
            const auto header = [&](const char* name) {
                return text_or_empty(
                    MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
            };
            exchange->request.api_key = header("API-KEY");
            exchange->refusal = service.refuse(exchange->request);
            if (header(MHD_HTTP_HEADER_CONTENT_TYPE).starts_with("multipart/form-data")) {
                exchange->parser =
                    MHD_create_post_processor(connection, 64 << 10, take_part, exchange.get());
                exchange->malformed = !exchange->parser;
            }
            *state = exchange.release();
            return MHD_YES;
        }
        Exchange& exchange = *static_cast<Exchange*>(*state);
        if (*size > 0) {
            take_body(exchange, data, *size);
            *size = 0;
            return MHD_YES;
        }
        // A blocking order may take long. The connection must not be closed for that silence, as it
        // is ours and not the peer's.
        MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, 0u);
        Answer response = answer(exchange, service);
        MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, silence);
        return send(connection, std::move(response));
    } catch (const std::exception&) {
        return MHD_NO;
    }
}

void on_end(void*, MHD_Connection*, void** state, MHD_RequestTerminationCode) noexcept {
    delete static_cast<Exchange*>(*state);
    *state = nullptr;
}

class MicroServer : public Server {
  public:
    MicroServer(Listener listener, Context context)
        : m_listener(std::move(listener)), m_context(context) {}
    MicroServer(const MicroServer&) = delete;
    MicroServer& operator=(const MicroServer&) = delete;
    ~MicroServer() override {
        if (m_daemon) MHD_stop_daemon(m_daemon);
    }

    bool start() {
        m_daemon = MHD_start_daemon(
            MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, nullptr, nullptr,
            on_request, &m_context, MHD_OPTION_LISTEN_SOCKET, m_listener.release(),
            MHD_OPTION_NOTIFY_COMPLETED, on_end, nullptr, MHD_OPTION_CONNECTION_LIMIT, kConnections,
            MHD_OPTION_CONNECTION_TIMEOUT, m_context.silence, MHD_OPTION_END);
        return m_daemon != nullptr;
    }

  private:
    Listener m_listener;  // start() took its socket away; it still removes the path at the end
    Context m_context;
    MHD_Daemon* m_daemon = nullptr;
};

std::optional<sockaddr_un> unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return std::nullopt;
    std::copy(path.begin(), path.end(), address.sun_path);
    return address;
}

bool is_own_folder(const std::string& path, struct stat& info) {
    return lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid();
}

/// The folder in which ours is made: a private one if the system has one, and one short enough for
/// the path of a socket (108 bytes).
std::string base_folder() {
    struct stat info {};
    const auto fits = [](const std::string& folder) {
        const std::string path = folder + "/" + std::string(kFolderName) + "/";
        return unix_address(path + std::string(kSocketName)).has_value();
    };
    const std::string runtime = environment("XDG_RUNTIME_DIR");
    if (is_own_folder(runtime, info) && fits(runtime)) return runtime;
    const std::string temporary = environment("TMPDIR", "/tmp");
    return fits(temporary) ? temporary : "/tmp";
}

/// Removes the folders of engines that were killed together with their plug-in.
void remove_stale(const std::string& base) {
    const auto prefix = kFolderName.substr(0, kFolderName.find('X'));
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(base, ignored)) {
        struct stat info {};
        const std::string folder = entry.path().string();
        const std::string path = folder + "/" + std::string(kSocketName);
        if (!entry.path().filename().string().starts_with(prefix) || !is_own_folder(folder, info) ||
            std::time(nullptr) - info.st_mtime < kYoung)
            continue;
        const auto address = unix_address(path);
        const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const bool dead =
            address && probe >= 0 &&
            connect(probe, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 &&
            (errno == ECONNREFUSED || errno == ENOENT);
        if (probe >= 0) close(probe);
        if (!dead) continue;
        unlink(path.c_str());
        rmdir(folder.c_str());
    }
}

}  // namespace

Result<Listener> Listener::open_private() {
    const std::string base = base_folder();
    remove_stale(base);
    Listener listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (listener.m_socket < 0) return system_error("socket");
    std::string folder = base + "/" + std::string(kFolderName);
    if (!mkdtemp(folder.data())) return system_error("mkdtemp");
    listener.m_path = folder + "/" + std::string(kSocketName);
    listener.m_origin = "http://localhost";
    const auto address = unix_address(listener.m_path);
    if (!address ||
        bind(listener.m_socket, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0)
        return system_error("bind");
    if (listen(listener.m_socket, kConnections) != 0) return system_error("listen");
    return listener;
}

Result<Listener> Listener::open_port(int port) {
    Listener listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (listener.m_socket < 0) return system_error("socket");
    const int yes = 1;
    setsockopt(listener.m_socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    socklen_t length = sizeof address;
    auto* general = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener.m_socket, general, length) != 0) return system_error("bind");
    if (listen(listener.m_socket, kConnections) != 0) return system_error("listen");
    if (getsockname(listener.m_socket, general, &length) != 0) return system_error("getsockname");
    listener.m_origin = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    return listener;
}

Listener::Listener(Listener&& other) noexcept
    : m_socket(other.release()),
      m_origin(std::move(other.m_origin)),
      m_path(std::exchange(other.m_path, {})) {}

Listener::~Listener() {
    if (m_socket >= 0) close(m_socket);
    if (m_path.empty()) return;
    unlink(m_path.c_str());
    rmdir(std::filesystem::path(m_path).parent_path().c_str());
}

int Listener::release() { return std::exchange(m_socket, -1); }

Result<std::unique_ptr<Server>> Server::start(Listener listener, EngineService& service,
                                              std::chrono::seconds silence) {
    auto server = std::make_unique<MicroServer>(
        std::move(listener), Context{service, static_cast<unsigned>(silence.count())});
    if (!server->start())
        return Error{.kind = ErrorKind::LocalIo, .detail = "the HTTP server did not start"};
    return std::unique_ptr<Server>(std::move(server));
}

}  // namespace upscale::local
