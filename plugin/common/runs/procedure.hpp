// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The procedure itself, the same for every GIMP: what to do with an image, parameters and a mode.
#pragma once

#include <string>
#include <vector>

#include "app/editor.hpp"
#include "base/parameters.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/runs/engine.hpp"
#include "common/runs/run_jobs.hpp"

namespace upscale {

// their names, which are their help ids as well
constexpr const char* kUpscaleProcedure = "plug-in-ideogram-upscale";
constexpr const char* kRecoverProcedure = "plug-in-ideogram-upscale-recover";
constexpr const char* kFilesProcedure = "plug-in-ideogram-upscale-files";
constexpr const char* kSettingsProcedure = "plug-in-ideogram-upscale-settings";

enum class RunMode { Interactive, NonInteractive, WithLastVals };

/// Runs plug-in-ideogram-upscale without a dialog; `mode` is NonInteractive or WithLastVals.
/// WithLastVals may ask whether to pay, upscales the original if a layer is a result, and uses the
/// kept pixels even of an edited layer. Never throws.
Report run_upscale(Editor& editor, RunMode mode, ImageId image,
                   const std::vector<ItemId>& drawables, const Parameters& values) noexcept;

/// BadInput: this GIMP cannot place results so.
Status check_placement(Editor& editor, int placement);

/// The part that all kinds of runs share: checks the values, readies the engine, and runs the jobs
/// as run_jobs() does. `image` contains the layers.
JobsEnd make_results(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
                     const Parameters& values, ProgressView& view, const KeyOfUser& key_of_user);

/// One run for the chosen parameters: tries every layer once and imports all results. `show`: new
/// images get a display.
Report carry_out(Editor& editor, ImageId image, const std::vector<ItemId>& drawables,
                 const Parameters& values, Pixels pixels, ProgressView& view, bool show);

/// Finishes the job with this id without paying, and places its results as `placement` says; as new
/// images if the source is no longer open. `show`: new images get a display.
Report recover_job(Editor& editor, const std::string& id, int placement, ProgressView& view,
                   const KeyOfUser& key_of_user, bool show);

/// Runs plug-in-ideogram-upscale-recover without a dialog, as recover_job() does. An empty id means
/// the newest job that can be fetched. Never throws.
Report run_recover(Editor& editor, const std::string& job_id, int placement) noexcept;

/// Runs plug-in-ideogram-upscale-settings: a dialog for the key. Never throws.
Report run_settings(RunMode mode) noexcept;

}  // namespace upscale
