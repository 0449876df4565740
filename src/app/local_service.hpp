// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Starts and ends the engine on this computer.
#pragma once

#include <stop_token>
#include <string>

#include "api/client.hpp"

namespace upscale {

/// A running ideogram-upscale-local; ends with this object, or with this process.
class LocalService {
  public:
    /// Starts `program` with a random key and waits until it listens. LocalIo: it is not there, or
    /// does not start; Cancelled.
    static Result<LocalService> start(const std::string& program, const std::stop_token& stop);

    LocalService(LocalService&& other) noexcept;
    LocalService& operator=(LocalService&&) = delete;
    ~LocalService();

    /// Where it listens, and its key.
    const Service& service() const { return m_service; }

  private:
    LocalService(int pid, int input, Service service);
    int m_pid;
    int m_input;  ///< its standard input: it ends when this is closed
    Service m_service;
};

}  // namespace upscale
