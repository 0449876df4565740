// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// From a decoded result to the layer it becomes: pure, for the worker thread.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "app/held_pixels.hpp"
#include "app/job.hpp"
#include "image/pixels/turn.hpp"
#include "image/registration/registration.hpp"
#include "results/placement.hpp"

namespace upscale {

/// Separates an RGB or RGBA bitmap into colour and transparency. Black if nothing is visible.
ResultPixels take_apart(Bitmap decoded);

/// Registers a job's results on the region. The padding that was sent around the region is not part
/// of it. Once `stop` is requested, what it returns must not be used.
std::vector<Registration> register_on_region(const Job& job, const Bitmap& preview,
                                             std::span<const ResultView> results,
                                             const std::stop_token& stop = {});

/// Makes the layer of result `index`: cuts its pixels to the part that shows the source and scales
/// them to its place. The layer has the result's own transparency, the source's too if the job
/// keeps it, the selection as its mask, the source's colours if the job keeps those and the place
/// is certain, a name and a parasite. All of it is turned like the source;
/// `registration` is the one before, `place` is on the turned source. Once `stop` is requested,
/// what it returns must not be used.
NewLayer make_new_layer(const Job& job, const SourcePlanes& planes, std::size_t index,
                        ResultPixels pixels, const Registration& registration, const Turn& turn,
                        const Place& place, const std::stop_token& stop);

}  // namespace upscale
