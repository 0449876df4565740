// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Results that stand in for their source: the image looks as before, only sharper. Pure.
#pragma once

#include "results/placement.hpp"

namespace upscale {

/// What is done so that results stand in for their source, see LayerStack.
struct StandIn {
    bool looks_like_source = false;
    bool hides_source = false;  ///< and the earlier results that stand in for it
    bool holds_rest = false;
};

/// Decides how the results of one source stand in for it. They do so with fit, link and scale-image
/// only. `covers`: each of them covers the whole source, see covers_layer(); `opaque`: none of them
/// has transparency.
StandIn stand_in_for(const Appearance& source, int placement, bool covers, bool opaque);

/// True if a layer with these bounds lies within the bounds of its source, but for a pixel: then it
/// was placed to stand in for it.
bool lies_within(const Rect& result, const Rect& source);

/// True if a result that was made from `region` shows all of `layer` in its place, but for less
/// than half a pixel. Both are in image coordinates.
bool covers_layer(const Rect& layer, const Rect& region, const Place& place);

}  // namespace upscale
