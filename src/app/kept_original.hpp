// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The pixels that a layer had before one of our imports scaled its image. They are kept in the
// image, so that every later attempt is made from them and not from scaled pixels. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/editor.hpp"
#include "image/pixels/turn.hpp"

namespace upscale {

/// Which pixels of a layer are upscaled.
enum class Pixels {
    UntilEdited,  ///< the kept ones, unless the user edited or resized the layer since
    Kept,         ///< the kept ones in any case
    Own,          ///< the layer's own
};

/// The names of the parasites. They are of the image, because GIMP does not redo one of a layer
/// without a complaint. A layer is named by its tattoo.
std::string record_name(unsigned tattoo);                      ///< to_json() of a KeptOriginal
std::string pixels_name(unsigned tattoo);                      ///< a PNG
constexpr const char* kImageScale = "ideogram-upscale-scale";  ///< image_scale_text()

/// What is known about the kept pixels. Coordinates are those of the image at that time.
struct KeptOriginal {
    Rect layer;              ///< as in Source
    Rect region;             ///< what the pixels cover, as in Source
    bool clipped = false;    ///< as in Source
    double image_scale = 1;  ///< image_scale_from() at that time
};
std::string to_json(const KeptOriginal& kept);
/// Nullopt: damaged, or of a version that we do not know.
std::optional<KeptOriginal> kept_original_from_json(std::string_view text);

/// The factor by which all our imports together have scaled an image, from the parasite
/// kImageScale; 1 without one.
double image_scale_from(std::string_view text);
std::string image_scale_text(double scale);

/// 16 hexadecimal digits by which pixels are recognised.
std::string hash_of(const Bitmap& bitmap);

/// True if the layer has the size that our imports gave it. It may be turned by 90 degrees.
/// `image_scale`: of the image now.
bool has_size_of(const KeptOriginal& kept, const Rect& layer_now, double image_scale);

/// Compares the layer as it is now (read with Region::Layer) with the kept pixels. Nullopt: it was
/// edited or resized since. Otherwise how it was turned.
std::optional<Turn> turn_since(const KeptOriginal& kept, const Bitmap& pixels, const Source& now);

/// The source with the kept pixels instead of its own; its coordinates are those of an image in
/// which the layer has its size of then. `turn`: turn_since(); nullopt if it was edited since.
/// `now`: the layer as it is, read with the wanted region.
Source with_kept_pixels(const KeptOriginal& kept, Bitmap pixels, const std::optional<Turn>& turn,
                        Source now);

}  // namespace upscale
