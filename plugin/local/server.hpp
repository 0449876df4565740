// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP on a socket of this computer, by libmicrohttpd: turns bytes into Requests and Responses into
// bytes.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "local/service.hpp"

namespace upscale::local {

/// A listening socket. At the end it is closed, and its files are removed.
class Listener {
  public:
    /// Listens on a Unix socket in a new folder (mode 0700) in $XDG_RUNTIME_DIR, else in the
    /// system's folder for temporary files, so that no other user can even connect. Removes the
    /// folders that killed engines left there. LocalIo.
    static Result<Listener> open_private();
    /// Listens on 127.0.0.1, where every user of this computer can connect. `port` 0: the system
    /// picks one. LocalIo: the port is taken or not allowed.
    static Result<Listener> open_port(int port);
    Listener(Listener&& other) noexcept;
    Listener& operator=(Listener&&) = delete;
    ~Listener();

    /// "http://127.0.0.1:PORT". For a Unix socket "http://localhost", where the host has no
    /// meaning.
    const std::string& origin() const { return m_origin; }
    /// The path of the Unix socket; empty for a port.
    const std::string& path() const { return m_path; }
    /// Releases the socket: the caller must close it.
    int release();

  private:
    explicit Listener(int socket) : m_socket(socket) {}
    int m_socket;
    std::string m_origin, m_path;
};

/// Serves requests while it lives, with a thread for each connection. The service must live longer,
/// and must be stopped before this ends, because the end waits for blocking requests.
class Server {
  public:
    /// `silence`: a connection whose peer sends nothing for this long is closed.
    static Result<std::unique_ptr<Server>> start(
        Listener listener, EngineService& service,
        std::chrono::seconds silence = std::chrono::seconds(15));
    virtual ~Server() = default;
};

}  // namespace upscale::local
