// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the image and the selection are, and what a run would do, before anything is sent: pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/editor.hpp"
#include "app/kept_original.hpp"
#include "base/parameters.hpp"
#include "image/files/upload_encoder.hpp"
#include "presentation/sizing.hpp"
#include "results/provenance.hpp"

namespace upscale {

/// The image, and what is chosen in it, at present.
struct Subject {
    struct Layer {
        ItemId id = -1;
        std::string name;
        Rect bounds;          ///< in image coordinates
        unsigned tattoo = 0;  ///< GIMP's permanent mark of the layer within its image; 0: unknown
        Pixels pixels = Pixels::UntilEdited;  ///< which of it are upscaled
        Size kept = {};  ///< the layer's size in the kept pixels, if those are upscaled; else empty
        bool operator==(const Layer&) const = default;
    };
    struct Chosen {
        Layer layer;
        /// If it is a result of ours, the layer that it was made from, if that still exists. If it
        /// was edited since our imports scaled it, the layer itself with its kept pixels.
        std::optional<Layer> original = {};
        bool is_edited() const { return original && original->id == layer.id; }
        bool operator==(const Chosen&) const = default;
    };
    ImageId image = -1;  ///< -1: it is closed
    std::string name;    ///< as GIMP shows it
    std::string key;     ///< identifies the image in other sessions too, if it is a file
    Size canvas;
    double ppi = 72;          ///< pixels of the image per inch at which it is printed
    bool indexed = false;     ///< it cannot take new colours
    bool takes_links = true;  ///< this GIMP has link layers
    int layers_in_image = 0;  ///< at every depth of the layer tree
    std::vector<Chosen> chosen;
    std::vector<ResultName> results = {};    ///< those that are layers of the image now
    std::vector<ItemId> result_layers = {};  ///< these layers, in the same order
    std::optional<Rect> selection = {};      ///< its bounding box, in image coordinates
    bool operator==(const Subject&) const = default;
};

/// The values to start from in this situation: with a selection Region::Selection and
/// Placement::Fit; for a layer that covers the canvas and is alone Placement::ScaleImage; for an
/// indexed image Placement::NewImage; else those used last.
Parameters starting_values(const Subject& subject, Parameters last);

/// The layers that a run works on: each chosen one, or its original if `from_original` is set and
/// it has one. No layer twice.
std::vector<Subject::Layer> targets_of(const Subject& subject, bool from_original);

/// How `layer` is upscaled if these pixels are kept with it. Its size in them is turned like it.
Subject::Layer with_kept(Subject::Layer layer, const KeptOriginal& kept, Pixels pixels);

/// The size of a region of a layer (in image coordinates) in those pixels that are upscaled.
Size size_in_pixels(const Subject::Layer& layer, const Rect& region);

/// The part of a layer that is upscaled, in image coordinates; width 0 if the selection does not
/// overlap it.
Rect region_of(const Subject& subject, const Rect& layer, int region);

/// Why a run cannot begin.
enum class Obstacle {
    None,
    ImageClosed,
    NoLayer,
    NoNewColours,        ///< an indexed image takes results only as new images
    SelectionElsewhere,  ///< it does not touch the layer
    TooLarge,            ///< too many pixels for an engine whose pictures are never reduced
    NotLarger,           ///< it must be sent reduced, so the result would not be larger than it
    TargetSmaller,       ///< the size asked for is smaller than it
    TargetTooLarge,      ///< the size asked for is beyond the limits for results
};

/// What a run would do.
struct Outlook {
    Obstacle obstacle = Obstacle::None;
    int images = 0;        ///< that are made: over all variations, layers, passes and tiles
    int layers = 0;        ///< targets
    Rect region;           ///< of the first target, in image coordinates
    Size source;           ///< the size of what is upscaled there, in pixels
    Size sent;             ///< pixels, including padding and within the limits
    bool reduced = false;  ///< it is sent with fewer pixels than it has
    Size back;             ///< size of a result, roughly: what is sent of the region, doubled; if a
                           ///< target is set, exactly
    Size image;            ///< size of the image afterwards, roughly
    int others = 0;        ///< layers that are not targets
    int passes = 1;        ///< that the first target needs
    int tiles = 0;         ///< pictures in which all its passes are sent; 0: each is sent whole
    int first_tiles = 1;   ///< of these in the first pass
    /// What tiles would change: tiles and images as above; 0: nothing, or they are switched on.
    int tiles_instead = 0, images_instead = 0;
    bool new_images = false;  ///< results become new images, as they are too large for scale-image
};
Outlook outlook(const Subject& subject, std::span<const Subject::Layer> targets,
                const Parameters& values);

/// True if sending the first target whole loses detail that tiles would keep. `lossy`: what would
/// be sent is not every pixel exactly, as far as that is known yet.
bool loses_detail(const Outlook& outlook, const Parameters& values, bool lossy);
/// True if tiles should be recommended.
bool recommends_tiles(const Outlook& outlook, const Parameters& values, bool lossy);

/// The size of a result's file as PNG, in bytes and roughly. `upload`: what is sent of it; null:
/// not known yet.
double estimated_bytes(Size result, const Upload* upload);

/// The size of the first target's region in pixels, and at how many per inch these are printed.
Sized sized_of(const Subject& subject, std::span<const Subject::Layer> targets, int region);

/// The part to try first: the middle of a region, in its pixels; `side` pixels a side, or less if
/// the region is smaller.
Rect middle_part(Size region, int side);

}  // namespace upscale
