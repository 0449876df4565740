// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// From a decoded result to the layer it becomes: pure, for the worker thread.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "app/held_pixels.hpp"
#include "app/job.hpp"
#include "app/placement.hpp"
#include "image/registration/registration.hpp"

namespace upscale {

/// Takes an RGB or RGBA bitmap apart. Black where nothing is visible at all.
ResultPixels take_apart(Bitmap decoded);

/// How a job's results lie on its region, without what was padded around that.
std::vector<Registration> register_on_region(const Job& job, const Bitmap& preview,
                                             std::span<const ResultView> results);

/// The layer of result `index`: its pixels are cut to what shows the source and scaled to its
/// place, it has the result's own transparency and the source's if the job keeps it, the selection
/// as its mask, its name and its parasite. Without meaning once `stop` is requested.
NewLayer make_new_layer(const Job& job, const SourcePlanes& planes, std::size_t index,
                        ResultPixels pixels, const Registration& registration, const Place& place,
                        const std::stop_token& stop);

}  // namespace upscale
