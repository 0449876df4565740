// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP on the loopback address, by libmicrohttpd: bytes to Requests and Responses to bytes.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "local/service.hpp"

namespace upscale::local {

/// A socket that listens on 127.0.0.1; closed at the end.
class Listener {
  public:
    /// `port` 0: one that the system picks. LocalIo: taken, or not allowed.
    static Result<Listener> open(int port);
    Listener(Listener&& other) noexcept;
    Listener& operator=(Listener&&) = delete;
    ~Listener();

    int port() const { return m_port; }
    /// The socket, which now is the caller's.
    int release();

  private:
    Listener(int socket, int port) : m_socket(socket), m_port(port) {}
    int m_socket, m_port;
};

/// Serves from its start to its end; a thread for each connection. The service must live longer and
/// must have been stopped before the end, as blocked requests are waited for.
class Server {
  public:
    static Result<std::unique_ptr<Server>> start(Listener listener, Service& service);
    virtual ~Server() = default;
};

}  // namespace upscale::local
