// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Results whose source has changed since: finds them, and makes them again in their place.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "common/dialogs/progress_view.hpp"
#include "common/runs/run_jobs.hpp"
#include "results/since_made.hpp"

namespace upscale {

/// A layer that is a result, and what has become of its source.
struct ResultNow {
    ItemId layer = -1;
    SinceMade since = SinceMade::Unknown;
    std::string parasite;  ///< the result's
    Assignment source;     ///< what it is made of, if that is there
    bool operator==(const ResultNow&) const = default;
};

/// Looks at the sources of these layers, at each only once. Layers that are no results are left
/// out, and results of a source with more pixels than `most`. Reads pixels, so it takes its time.
/// On the thread of `editor`.
std::vector<ResultNow> look_at_results(Editor& editor, ImageId image,
                                       const std::vector<ItemId>& layers, double most = INFINITY);

/// The values that make the result again; see made_with(). Reads the record of its job.
Parameters values_again(const ResultNow& result, const Parameters& otherwise);

/// Makes these results again, each with its own values, and puts them where the earlier ones are,
/// all in one undo step. The earlier ones stay in the history as long as any others.
Report make_again(Editor& editor, ImageId image, const std::vector<ResultNow>& results,
                  const Parameters& otherwise, ProgressView& view, bool show);

}  // namespace upscale
