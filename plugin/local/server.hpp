// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP on a socket of this computer, by libmicrohttpd: bytes to Requests and Responses to bytes.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "local/service.hpp"

namespace upscale::local {

/// A socket that listens; closed, and what it left in the file system removed, at the end.
class Listener {
  public:
    /// On a Unix socket in a new folder (mode 0700) of $XDG_RUNTIME_DIR, else of the system's
    /// folder for temporary files, so that nobody else can even connect. Removes what one that was
    /// killed left there. LocalIo.
    static Result<Listener> open_private();
    /// On 127.0.0.1, for every user of this computer. `port` 0: one that the system picks. LocalIo:
    /// taken, or not allowed.
    static Result<Listener> open_port(int port);
    Listener(Listener&& other) noexcept;
    Listener& operator=(Listener&&) = delete;
    ~Listener();

    /// "http://127.0.0.1:PORT", or for a Unix socket "http://localhost", where the host means
    /// nothing.
    const std::string& origin() const { return m_origin; }
    /// The path of the Unix socket; empty for a port.
    const std::string& path() const { return m_path; }
    /// The socket, which the caller now closes.
    int release();

  private:
    explicit Listener(int socket) : m_socket(socket) {}
    int m_socket;
    std::string m_origin, m_path;
};

/// Serves from its start to its end; a thread for each connection. The service must live longer and
/// must have been stopped before the end, as blocked requests are waited for.
class Server {
  public:
    /// `silence`: after which a connection is closed whose peer says nothing.
    static Result<std::unique_ptr<Server>> start(
        Listener listener, EngineService& service,
        std::chrono::seconds silence = std::chrono::seconds(15));
    virtual ~Server() = default;
};

}  // namespace upscale::local
