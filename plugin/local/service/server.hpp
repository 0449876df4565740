// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP on a socket of this computer, by libmicrohttpd: turns bytes into Requests and Responses into
// bytes.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "local/service/service.hpp"
#include "platform/network.hpp"

namespace upscale::local {

constexpr int kConnections = 64;  ///< at the same time, and as many more that wait

/// Where a listener is reached by HTTP: "http://127.0.0.1:PORT", or for a Unix socket
/// "http://localhost", where the host means nothing.
std::string origin_of(const platform::Listener& listener);

/// Serves requests while it lives, with a thread for each connection. The service must live longer,
/// and must be stopped before this ends, because the end waits for blocking requests.
class Server {
  public:
    /// `silence`: a connection whose peer sends nothing for this long is closed.
    static Result<std::unique_ptr<Server>> start(
        platform::Listener listener, EngineService& service,
        std::chrono::seconds silence = std::chrono::seconds(15));
    virtual ~Server() = default;
};

}  // namespace upscale::local
