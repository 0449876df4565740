// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The one worker thread beside GIMP's main thread.
#pragma once

#include <functional>
#include <stop_token>

#include "base/progress.hpp"
#include "common/progress_view.hpp"

namespace upscale {

/// Runs `work` on a thread of its own and the GLib main loop on this one until it ends; what it
/// reports is shown in `view`. `work` gets the view's stop token and must not call GIMP or GTK.
/// An exception in it is thrown here; std::system_error if there can be no thread.
void run_in_worker(ProgressView& view,
                   const std::function<void(const std::stop_token&, const ProgressFn&)>& work);

}  // namespace upscale
