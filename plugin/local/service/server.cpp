// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/service/server.hpp"

#include <microhttpd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <optional>
#include <utility>

namespace upscale::local {
namespace {

/// One request while it arrives.
struct Exchange {
    ReceivedRequest request;
    std::optional<Answer> refusal;  // if set, the rest of the body is read and dropped: a peer that
                                    // is still sending would not see the answer otherwise
    MHD_PostProcessor* parser = nullptr;
    bool malformed = false;
    std::size_t received = 0;
    std::size_t announced = 0;  ///< bytes of the body, at most what is taken

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
        auto& exchange = *static_cast<Exchange*>(context);
        auto& parts = exchange.request.parts;
        // MHD may call twice at the start of a part, the first time without data.
        const bool is_new =
            parts.empty() || !parts.back().data.empty() || parts.back().name != text_or_empty(name);
        if (offset == 0 && is_new) {
            parts.push_back(
                {text_or_empty(name), text_or_empty(file_name), text_or_empty(content_type), {}});
            // a vector that grows would need its size twice
            if (file_name) parts.back().data.reserve(exchange.announced);
        }
        if (parts.empty()) return MHD_NO;
        parts.back().data.insert(parts.back().data.end(), data, data + size);
        return MHD_YES;
    } catch (const std::exception&) {
        return MHD_NO;
    }
}

/// `most`: bytes of a whole body.
void take_body(Exchange& exchange, const char* data, std::size_t size, std::size_t most) {
    ReceivedRequest& request = exchange.request;
    exchange.received += size;
    if (exchange.received > most) {
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
            exchange->announced = std::min<std::size_t>(
                service.most_body(), std::strtoull(header("Content-Length").c_str(), nullptr, 10));
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
            take_body(exchange, data, *size, service.most_body());
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
    MicroServer(platform::Listener listener, Context context)
        : m_listener(std::move(listener)), m_context(context) {}
    MicroServer(const MicroServer&) = delete;
    MicroServer& operator=(const MicroServer&) = delete;
    ~MicroServer() override {
        if (m_daemon) MHD_stop_daemon(m_daemon);
    }

    bool start() {
        m_daemon = MHD_start_daemon(
            MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, nullptr, nullptr,
            on_request, &m_context, MHD_OPTION_LISTEN_SOCKET,
            static_cast<MHD_socket>(m_listener.release()), MHD_OPTION_NOTIFY_COMPLETED, on_end,
            nullptr, MHD_OPTION_CONNECTION_LIMIT, static_cast<unsigned>(kConnections),
            MHD_OPTION_CONNECTION_TIMEOUT, m_context.silence, MHD_OPTION_END);
        return m_daemon != nullptr;
    }

  private:
    platform::Listener m_listener;  // MHD owns its socket now; it removes the path at the end
    Context m_context;
    MHD_Daemon* m_daemon = nullptr;
};

}  // namespace

std::string origin_of(const platform::Listener& listener) {
    return listener.port() == 0 ? "http://localhost"
                                : "http://127.0.0.1:" + std::to_string(listener.port());
}

Result<std::unique_ptr<Server>> Server::start(platform::Listener listener, EngineService& service,
                                              std::chrono::seconds silence) {
    auto server = std::make_unique<MicroServer>(
        std::move(listener), Context{service, static_cast<unsigned>(silence.count())});
    if (!server->start())
        return Error{.kind = ErrorKind::LocalIo, .detail = "the HTTP server did not start"};
    return std::unique_ptr<Server>(std::move(server));
}

}  // namespace upscale::local
