// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The port to the editor: all that the job asks of GIMP. One implementation per GIMP line.
// Every call is made on the main thread. Coordinates are whole pixels.
#pragma once

#include <string>
#include <vector>

#include "base/parameters.hpp"
#include "base/result.hpp"
#include "image/bitmap.hpp"
#include "image/header.hpp"

namespace upscale {

using ImageId = int;  ///< GIMP's image id
using ItemId = int;   ///< GIMP's item id (layers, drawables)

/// A layer's pixels and where they are, copied out of the editor.
struct Source {
    ImageId image = -1;
    ItemId drawable = -1;
    std::string name;      ///< the layer's name, UTF-8
    bool indexed = false;  ///< the image has a palette, so it can take no new colours
    Size canvas;           ///< of the image
    Rect layer;            ///< the drawable's bounds in image coordinates
    Rect region;           ///< what is upscaled, in image coordinates; lies within `layer`
    Bitmap pixels;     ///< RGBA of `region`, sRGB, no mask, opacity or mode; layer effects included
    Bitmap selection;  ///< 1 channel over `region`: the selection's strength; empty: none
};

/// One result, ready to become a layer.
struct NewLayer {
    std::string name;
    Bitmap pixels;         ///< RGB (a layer without alpha) or RGBA, sRGB
    std::string parasite;  ///< JSON for the parasite kLayerParasite (persistent, undoable)
};

constexpr const char* kLayerParasite = "ideogram-upscale";

/// Results that go into the source's image. Steps are carried out in the order of the fields.
struct LayerImport {
    ImageId image = -1;
    ItemId source = -1;      ///< the new layers go directly above it, with the same parent
    Size image_size;         ///< the image is scaled to this size (with all layers), if it differs
    Rect canvas;             ///< the new canvas in (scaled) image coordinates; {0, 0, image_size}
                             ///< leaves it as it is; otherwise the canvas is resized, layers keep
                             ///< their place relative to each other
    int x = 0, y = 0;        ///< top-left of the new layers in (scaled) image coordinates, before
                             ///< the canvas is resized
    std::string group_name;  ///< not empty: a layer group of this name holds the layers, of which
                             ///< only the first is visible; first result topmost
    Bitmap mask;  ///< 1 channel of the layers' size: becomes each layer's mask; may be empty
    std::vector<NewLayer> layers;
};

/// Results that become images of their own, one each.
struct ImageImport {
    ImageId like = -1;             ///< profile, precision and resolution come from this image,
                                   ///< if it still exists; gray and indexed ones become RGB or gray
    double resolution_factor = 1;  ///< the new image's ppi = the source's × this
    bool show = false;             ///< with a display (interactive)
    Bitmap mask;                   ///< as in LayerImport
    std::vector<NewLayer> layers;
};

class Editor {
  public:
    virtual ~Editor() = default;

    /// Copies the pixels of a layer, or of the bounding box of selection ∩ layer if `region` is
    /// Region::Selection and there is a selection. BadInput: the drawable is gone, or the
    /// selection and the layer do not meet.
    virtual Result<Source> read_source(ImageId image, ItemId drawable, int region) = 0;

    /// Decodes an image file with GIMP's loader for exactly this format to RGB, sRGB (an embedded
    /// profile is honoured, EXIF rotation is applied, alpha is dropped).
    /// BadReply: the loader refuses it.
    virtual Result<Bitmap> decode(const std::string& path, ImageFormat format) = 0;

    /// True if `item` is still a drawable of `image`, and both exist.
    virtual bool is_valid(ImageId image, ItemId item) = 0;

    /// True if new layers can go above `item`: it is still a layer of `image`, and that takes new
    /// colours (it is not indexed).
    virtual bool can_place(ImageId image, ItemId item) = 0;

    /// Carries out all imports as one undo step and shows the image anew.
    /// Returns the new layers (not groups), in order.
    virtual Result<std::vector<ItemId>> import_layers(const std::vector<LayerImport>& imports) = 0;

    /// Makes an image of each layer; undo is off while it is built. Returns the images, in order.
    virtual Result<std::vector<ImageId>> import_images(const ImageImport& import) = 0;
};

}  // namespace upscale
