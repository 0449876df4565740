// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// From a decoded result to the layer it becomes: pure, for the worker thread.
#pragma once

#include "app/job.hpp"
#include "image/registration.hpp"

namespace upscale {

/// A result ready for the editor.
struct PlacedResult {
    NewLayer layer;
    Registration registration;  ///< on the region, without any padding
    Rect rect;                  ///< the layer's place, see layer_rect()
    Bitmap mask;                ///< of the layer's size; empty: none
};

/// Registers result `index` (its decoded pixels, RGB) on the source, cuts padding off, scales it
/// for the job's placement, puts the alpha back (keep-alpha), and gives it its name and parasite.
PlacedResult place_result(const Job& job, const SourcePlanes& planes, std::size_t index,
                          Bitmap pixels);

}  // namespace upscale
