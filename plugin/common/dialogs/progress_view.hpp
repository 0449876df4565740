// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where progress is shown.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "base/progress.hpp"

namespace upscale {

class ProgressView {
  public:
    virtual ~ProgressView() = default;
    /// Main thread, unless is_for_any_thread(). `text` is translated, from describe().
    virtual void show(const Progress& progress, const std::string& text) = 0;
    /// Stopped when the user cancels. A view without a Cancel button never stops it.
    virtual std::stop_token stop_token() = 0;
    /// True: the work is not on the main thread. It waits without a main loop, and shows its
    /// progress from wherever it is.
    virtual bool is_for_any_thread() const { return false; }
};

/// GIMP's progress bar, for scripts and runs without a display. Its Cancel kills the plug-in.
std::unique_ptr<ProgressView> make_gimp_progress();

/// The stage in words, translated: "Waiting for the service, 12 s".
std::string describe(const Progress& progress);

/// What a cancel at this moment costs, translated; empty if the job costs nothing.
std::string describe_cost(const Progress& progress);

/// The label of the button that stops the job, translated, with a mnemonic.
const char* stop_label(const Progress& progress);

}  // namespace upscale
