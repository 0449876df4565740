// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which layer of an image a result was made from.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "app/editor.hpp"

namespace upscale {

/// A layer of an image, with what is needed to find its source.
struct LayerIdentity {
    ItemId id = -1;
    ItemId parent = -1;  ///< the group it is in; -1: none
    bool group = false;
    unsigned tattoo = 0;
    std::string name;
    Size size;
    std::string parasite;  ///< its parasite kLayerParasite; empty: none
};

/// A result's parasite with the result's own tattoo, instead of another that it has. It tells
/// whether the source's tattoo can be trusted: in a copy of the layer in another image it cannot.
std::string with_tattoo(std::string parasite, unsigned tattoo);

/// Editor::original_of() among all layers of the image, from the top, groups included.
std::optional<ItemId> original_among(std::span<const LayerIdentity> layers, ItemId item);

/// Editor::source_of() among all layers of the image, as above.
std::optional<ItemId> source_among(std::span<const LayerIdentity> layers, ItemId item);

/// The layer directly above which new results of `source` go: the source, or the topmost of the
/// earlier results (or groups of them) that lie directly above it. `layers`: as above.
ItemId topmost_result(std::span<const LayerIdentity> layers, ItemId source);

}  // namespace upscale
