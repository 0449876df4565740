// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP on a socket of this computer, by libmicrohttpd: bytes to Requests and Responses to bytes.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "local/service.hpp"
#include "platform/network.hpp"

namespace upscale::local {

constexpr int kConnections = 64;  ///< at the same time, and as many more that wait

/// Where a listener is reached by HTTP: "http://127.0.0.1:PORT", or for a Unix socket
/// "http://localhost", where the host means nothing.
std::string origin_of(const platform::Listener& listener);

/// Serves from its start to its end; a thread for each connection. The service must live longer and
/// must have been stopped before the end, as blocked requests are waited for.
class Server {
  public:
    /// `silence`: after which a connection is closed whose peer says nothing.
    static Result<std::unique_ptr<Server>> start(
        platform::Listener listener, EngineService& service,
        std::chrono::seconds silence = std::chrono::seconds(15));
    virtual ~Server() = default;
};

}  // namespace upscale::local
