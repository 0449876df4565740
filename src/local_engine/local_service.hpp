// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Starts and ends the engine on this computer.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "api/client.hpp"
#include "platform/process.hpp"

namespace upscale {

/// The environment ("NAME=value" each) for the engine, made from `own`, that of this process: the
/// engine's key is added; the key of the paid service is taken out, and so is LD_PRELOAD of an
/// AppImage, which preloads libraries that need the AppImage's own C library.
std::vector<std::string> engine_environment(std::vector<std::string> own, const std::string& key);

/// A running ideogram-upscale-local; ends with this object, or with this process.
class LocalService {
  public:
    /// Starts `program` with a random key and waits until it listens. LocalIo: it is not there, or
    /// does not start; Cancelled.
    static Result<LocalService> start(const std::string& program, const std::stop_token& stop);

    LocalService(LocalService&&) noexcept = default;
    LocalService& operator=(LocalService&&) = delete;
    ~LocalService();

    /// False: it has ended or does not answer, and another one is needed. True also after a stop.
    bool answers(const std::stop_token& stop) const;

    /// Where it listens, and its key.
    const Service& service() const { return m_service; }

  private:
    LocalService(platform::Child child, Service service);
    platform::Child m_child;  ///< ends when its standard input does
    Service m_service;
};

}  // namespace upscale
