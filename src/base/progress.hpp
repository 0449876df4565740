// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The progress that a running job reports.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace upscale {

enum class Stage {
    Preparing,    ///< reading and encoding the layer
    Starting,     ///< starting the engine on this computer
    Uploading,    ///< fraction of bytes sent
    Waiting,      ///< the service works; fraction < 0: unknown
    Downloading,  ///< fraction of the results' bytes
    Importing,    ///< decoding and placing the results
};

/// What a cancel at this moment would cost.
enum class Cost {
    Free,     ///< the job costs nothing anyway
    NotYet,   ///< nothing is paid so far
    Unclear,  ///< the paid call is under way: it may be charged and its result lost
    Kept,     ///< it is paid, and the results can be fetched later
};

struct Progress {
    Stage stage = Stage::Preparing;
    double fraction = -1;  ///< 0..1 within the stage, or < 0 when unknown
    int item = 0;          ///< downloads: results that have arrived; waiting: whole seconds so far
    int items = 0;         ///< downloads: results in all
    std::string detail = {};  ///< uploads: what is sent, "JPEG, 4.2 MB, 3000 × 2000"
    int call = 0, calls = 0;  ///< of a job of several calls: the number of this one, and of all
    Cost cost = Cost::Free;
    bool troubled = false;  ///< waiting: the service gives no answer now, and is asked again
};

/// How long the engine will still work, by what it has done so far; nullopt: it cannot be said yet.
inline std::optional<int> seconds_left(const Progress& progress) {
    constexpr double kEnough = 0.03;
    if (progress.stage != Stage::Waiting || progress.item < 2 || progress.fraction < kEnough)
        return std::nullopt;
    return static_cast<int>(progress.item * (1 - progress.fraction) / progress.fraction + 0.5);
}

/// True if all results are on the disk.
inline bool has_arrived(const Progress& progress) {
    return progress.stage == Stage::Importing ||
           (progress.stage == Stage::Downloading && progress.items > 0 &&
            progress.item >= progress.items);
}

/// Called from the job's worker thread; must be quick.
using ProgressFn = std::function<void(const Progress&)>;

}  // namespace upscale
