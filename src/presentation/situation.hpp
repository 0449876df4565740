// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is in front of the user, and what follows from it before anything is sent: pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/editor.hpp"
#include "base/parameters.hpp"

namespace upscale {

/// The image and what of it is chosen, as of now.
struct Subject {
    struct Layer {
        ItemId id = -1;
        std::string name;
        Rect bounds;          ///< in image coordinates
        unsigned tattoo = 0;  ///< GIMP's mark of the layer within its image, for good; 0: unknown
        bool operator==(const Layer&) const = default;
    };
    struct Chosen {
        Layer layer;
        std::optional<Layer> original = {};  ///< what it was made from, if it is a result of ours
                                             ///< and that layer is still there
        bool operator==(const Chosen&) const = default;
    };
    ImageId image = -1;  ///< -1: it is closed
    std::string name;    ///< as GIMP shows it
    std::string key;     ///< the same for the same image in another session, if it is a file
    Size canvas;
    bool indexed = false;     ///< it takes no new colours
    int layers_in_image = 0;  ///< all of them, at every depth
    std::vector<Chosen> chosen;
    std::optional<Rect> selection = {};  ///< its bounding box, in image coordinates
    bool operator==(const Subject&) const = default;
};

/// The values to start from in this situation: with a selection Region::Selection and
/// Placement::Fit; for a layer that covers the canvas and is alone Placement::ScaleImage; for an
/// indexed image Placement::NewImage; else those used last.
Parameters starting_values(const Subject& subject, Parameters last);

/// The layers that a run works on: each chosen one, or its original if `from_original` and it has
/// one; none twice.
std::vector<Subject::Layer> targets_of(const Subject& subject, bool from_original);

/// What of a layer is upscaled, in image coordinates; of no width if the selection is beside it.
Rect region_of(const Subject& subject, const Rect& layer, int region);

/// Why a run cannot begin.
enum class Obstacle {
    None,
    ImageClosed,
    NoLayer,
    NoNewColours,        ///< an indexed image takes results as new images alone
    SelectionElsewhere,  ///< it does not touch the layer
    TooLarge,            ///< for the engine, which gets nothing reduced
    NotLarger,           ///< what must be sent reduced would come back no larger than it is
};

/// What a run would come to.
struct Outlook {
    Obstacle obstacle = Obstacle::None;
    int images = 0;        ///< results over all layers
    int layers = 0;        ///< targets
    Rect region;           ///< of the first target, in image coordinates
    Size sent;             ///< pixels, with what is padded; its limits considered
    bool reduced = false;  ///< it is sent with fewer pixels than it has
    Size back;             ///< pixels, about: the region at twice what is sent of it
    Size image;            ///< of the image afterwards, about
    int others = 0;        ///< layers beside the targets
};
Outlook outlook(const Subject& subject, std::span<const Subject::Layer> targets,
                const Parameters& values);

/// The part to try first: the middle of a region, in its pixels; `side` pixels or all of it.
Rect middle_part(Size region, int side);

}  // namespace upscale
