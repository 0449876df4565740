// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where results go: pure geometry, computed from the state of image and layers when they arrive.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "app/editor.hpp"
#include "image/registration/registration.hpp"

namespace upscale {

constexpr int kMaxImageSide = 524288;  ///< pixels; GIMP's GIMP_MAX_IMAGE_SIZE
constexpr double kMaxImageFactor = 4;  ///< scale-image scales an image at most by this

/// The layer of an earlier result, whose place a new one takes.
struct InPlaceOf {
    Rect bounds;    ///< of the layer now, in image coordinates
    Size region;    ///< of what was upscaled then, in its pixels
    RectF covered;  ///< what the earlier result shows of that
};

/// The results of one job, and where their source is.
struct Claim {
    Rect layer;               ///< the source's bounds when it was read, in image coordinates
    Rect region;              ///< the part of it that was upscaled
    std::optional<Rect> now;  ///< the source's bounds today; none: no layer can be put above it
    std::vector<Registration> results;
    double scaled = 1;    ///< the factor by which our own imports have scaled the image since: a
                          ///< change of size by just that was not made by the user
    bool edited = false;  ///< the source shows something else today
    std::optional<InPlaceOf> replaces = {};  ///< if set, the results go there and nowhere else
};

/// Why results become new images although the placement asks for layers.
enum class Detour {
    None,
    SourceGone,     ///< the layer no longer exists, or its image cannot take new colours
    SourceResized,  ///< the layer has another size than when it was read
    SourceEdited,   ///< scale-image: the layer shows something else than when it was read
    NotLarger,      ///< scale-image: the result is smaller than its source
    MuchLarger,     ///< scale-image: past kMaxImageFactor
    ImageTooLarge,  ///< the image would be too large for GIMP or for the memory
};

/// Where one result goes.
struct Place {
    Rect rect;    ///< of the layer, in the coordinates of the scaled image before its canvas is
                  ///< resized; in an image of its own at 0, 0
    RectF shown;  ///< the part of the region that `rect` shows, in the region's pixels
};

/// Where the results of one claim go.
struct Placed {
    bool new_images = false;
    Detour detour = Detour::None;
    bool hidden = false;  ///< the layers are not visible, as their source was edited
    std::vector<Place> results;
};

struct Plan {
    Size image_size;  ///< the size that the image is scaled to; its present size: it is not scaled
    Rect canvas;      ///< the new canvas in the coordinates of the scaled image
    std::vector<Placed> claims;  ///< in the order of the claims
};

/// Places all results that arrive at one image (by Placement), each on its source where the source
/// is now. `memory`: how many bytes the layers of a scaled image may take.
/// grow-canvas: full size, from the corner of the covered rectangle; the canvas grows to hold all
/// of them.
/// fit and link: scaled to the covered rectangle. None of these scales the image.
/// scale-image: the image is scaled by the smallest of the results' factors, so that no result has
/// to be enlarged, and each result gets the size that its source becomes.
/// Results of an edited source never change the image's size, and their layers are hidden.
Plan plan_placement(int placement, const ImageState& image, std::span<const Claim> claims,
                    double memory);

/// The place of a result in full size in an image of its own.
Place natural_place(const Registration& registration);

/// The part of the image that a result of the claim shows, in today's image coordinates; in those
/// of the time when the layer was read if the layer is gone.
RectF part_of_image(const Claim& claim, const Registration& result);

/// Pixels of a layer per pixel of the source: the smaller of the two scales.
double factor_of(const Registration& registration);

/// The size of a result without its padding and without the stretch: both axes at the smaller of
/// its two scales, so that nothing is enlarged.
Size natural_size(const Registration& registration);

/// True if the service stretched the result, so that natural_size() differs from the size of its
/// part.
bool is_stretched(const Registration& registration);

}  // namespace upscale
