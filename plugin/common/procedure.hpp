// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The procedure itself, the same for every GIMP: what to do with an image, parameters and a mode.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/editor.hpp"
#include "base/parameters.hpp"
#include "common/dialog.hpp"
#include "common/outcome.hpp"

namespace upscale {

enum class RunMode { Interactive, NonInteractive, WithLastVals };

/// Runs plug-in-ideogram-upscale. `values` comes in as the arguments or last-used values; after an
/// interactive run it holds what the user chose. `make_dialog` is called in interactive mode only.
/// Never throws.
Outcome run_upscale(Editor& editor, RunMode mode, ImageId image,
                    const std::vector<ItemId>& drawables, Parameters& values,
                    const std::function<std::unique_ptr<Dialog>()>& make_dialog) noexcept;

/// Runs plug-in-ideogram-upscale-recover: finishes the job with this id (empty: the newest that can
/// be fetched) without paying, and places its results as `placement` says; as new images if the
/// source is no longer open. `job_id` is chosen in a list in interactive mode. Never throws.
Outcome run_recover(Editor& editor, RunMode mode, const std::string& job_id,
                    int placement) noexcept;

/// Runs plug-in-ideogram-upscale-settings: a dialog for the key. Never throws.
Outcome run_settings(RunMode mode) noexcept;

}  // namespace upscale
