// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which results in the image were made of something else than their source is now.
#pragma once

#include <functional>
#include <vector>

#include "common/runs/again.hpp"
#include "common/runs/background.hpp"
#include "presentation/situation.hpp"
#include "window/host.hpp"

namespace upscale {

/// Main thread. The sources are read and compared beside it.
class SourceWatch {
  public:
    explicit SourceWatch(Host& host) : m_host(host) {}
    SourceWatch(const SourceWatch&) = delete;
    SourceWatch& operator=(const SourceWatch&) = delete;

    /// Looks at the sources of all results in the subject's image. A newer call replaces one that
    /// is under way. Sources that are large are looked at the first time only, as reading them
    /// takes GIMP's time.
    void look(const Subject& subject);
    /// The layers whose source has changed.
    std::vector<ResultNow> changed() const;

    /// Called when that may have become others.
    std::function<void()> on_changed = [] {};

  private:
    Host& m_host;
    std::vector<ResultNow> m_known;
    Background m_background;  ///< last member: its thread uses the others
};

}  // namespace upscale
