// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Tries out a part of the source with the engine on this computer: at once, for free, and only the
// latest part.
#pragma once

#include <functional>
#include <optional>

#include "common/runs/engine.hpp"
#include "window/background.hpp"
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
    void ended(JobEnd end, int number);

    Host& m_host;
    std::optional<ReadyEngine> m_engine;  ///< once started, it runs as long as the window lives
    Background m_background;
    int m_number = 0;  ///< the number of the latest start
};

}  // namespace upscale
