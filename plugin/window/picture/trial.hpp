// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Tries out a part of the source with the engine on this computer: at once, for free, and only the
// latest part.
#pragma once

#include <functional>

#include "common/runs/background.hpp"
#include "window/host.hpp"
#include "window/results/gallery.hpp"

namespace upscale {

class Trial {
  public:
    explicit Trial(Host& host) : m_host(host) {}

    /// Enlarges `part` (in pixels of the source). Work begun earlier is stopped, and its result is
    /// dropped.
    void start(Source part, Parameters values);
    void stop();

    std::function<void(Look)> on_done = [](Look) {};
    std::function<void(const Error&)> on_failed = [](const Error&) {};

  private:
    /// On the thread.
    Result<Look> enlarge(JobStart start, const std::stop_token& stop);

    Host& m_host;
    Background m_background;  ///< last member: its thread uses the others
};

}  // namespace upscale
