// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which pixels of a layer are upscaled: its own, or those that it had before our imports scaled it.
#pragma once

#include <cmath>
#include <functional>
#include <optional>
#include <vector>

#include "app/editor.hpp"
#include "app/kept_original.hpp"
#include "base/result.hpp"
#include "presentation/situation.hpp"

namespace upscale {

/// Reads a layer as Editor::read_source() does. With kept pixels, layer, region and canvas are
/// those of an image in which the layer has its size of then. If none are kept, or if they are
/// damaged, the layer's own are read. Main thread.
Result<Source> read_pixels(Editor& editor, ImageId image, ItemId layer, int region, Pixels which);

/// The kept pixels of a layer, without reading them.
struct KeptState {
    KeptOriginal kept;
    bool edited = false;  ///< the user edited or resized the layer since
};
/// Nullopt: nothing is kept with the layer. `look`: compare the layer with what is kept; otherwise
/// only its size counts. Main thread.
std::optional<KeptState> kept_state_of(Editor& editor, ImageId image, ItemId layer, bool look);

/// What of a layer can be upscaled. `layer_of` describes a layer. A layer with more pixels than
/// `most_looked` is not compared with its kept pixels. Main thread.
Subject::Chosen chosen_of(Editor& editor, ImageId image, ItemId item,
                          const std::function<Subject::Layer(ItemId)>& layer_of,
                          double most_looked = INFINITY);

/// The parasites that an image gets before it is scaled by `factor`: its scale, and the present
/// pixels of `layers`. Those that have kept pixels already keep them, unless they were edited
/// since. What cannot be kept is left out. Main thread.
std::vector<Parasite> parasites_for_scaling(Editor& editor, ImageId image,
                                            const std::vector<ItemId>& layers, double factor);

}  // namespace upscale
