// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The port to the editor: everything that a job needs from GIMP. One implementation per GIMP line.
// Every call is made on the main thread. Coordinates are whole pixels.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/result_fwd.hpp"
#include "base/translatable.hpp"
#include "image/colours/keep_colours.hpp"
#include "image/files/header.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// A copy of a layer's pixels and of what is known about the layer.
struct Source {
    ImageId image = -1;
    ItemId drawable = -1;
    std::string name;      ///< the layer's name, UTF-8
    std::string parasite;  ///< its parasite kLayerParasite, if it is a result itself; else empty
    unsigned tattoo = 0;   ///< GIMP's permanent mark of the layer within its image; 0: unknown
    bool indexed = false;  ///< the image has a palette, so it can take no new colours
    Size canvas;           ///< of the image
    Rect layer;            ///< the drawable's bounds in image coordinates, without its effects
    Rect region;    ///< what is upscaled, in image coordinates; it is not within `layer` if effects
                    ///< reach beyond that
    Bitmap pixels;  ///< RGB, or RGBA of a layer with alpha, of `region`; sRGB, no mask, opacity or
                    ///< mode; layer effects included
    bool clipped = false;    ///< it has values that 8 bits cannot represent (HDR)
    bool only_srgb = false;  ///< nothing beyond 8-bit sRGB is known of it: its profile is of tables
    /// the factor by which all our imports together have scaled the image, when the layer had these
    /// pixels; see kept_original.hpp
    double image_scale = 1;
    double ppi = 72;   ///< pixels of `region` per inch at which the image is printed today
    Bitmap selection;  ///< 1 channel over `region`: the selection's strength; empty: none
    /// The slow part of `pixels` in the layer's own space and precision; empty: these are 8-bit
    /// sRGB too.
    SlowPart slow;
};

/// The properties of the image that limit how large it can become.
struct ImageState {
    Size canvas;
    double bytes = 0;  ///< of the pixels of all its layers
    bool operator==(const ImageState&) const = default;
};

/// How a layer takes part in what its image shows.
struct Appearance {
    std::vector<ItemId> visible;  ///< the layer itself, and earlier results that stand in for it
    /// Mode normal, full opacity, no mask: its opaque pixels hide what is below.
    bool plain = true;
    bool operator==(const Appearance&) const = default;
};

/// One result, ready to become a layer.
struct NewLayer {
    std::string name;
    Bitmap pixels;            ///< RGB, sRGB
    Bitmap alpha;             ///< 1 channel of the same size; empty: a layer without alpha
    Bitmap mask;              ///< 1 channel of the same size: becomes the layer's mask; empty: none
    std::vector<Rect> plain;  ///< its parts that are only enlarged, without new detail, see
                              ///< kPlainChannel
    std::string parasite;     ///< JSON for the parasite kLayerParasite (persistent, undoable)
    /// How its colours were made those of its source; nullopt: they are as they came. The editor
    /// restores what `pixels` cannot represent if the layer is in the source's space.
    std::optional<KeptColours> colours;
    /// If the layer is to take the place of this one, see LayerSwap: it gets mask, opacity, mode,
    /// colour tag and, if it has its size, everything else of it. -1: of none.
    ItemId like = -1;
};

constexpr const char* kLayerParasite = "ideogram-upscale";

/// The channel that selects the parts of new layers that have no new detail; marked for
/// translation.
constexpr const char* kPlainChannel = N_("Without new detail");

/// New layers above one source. Coordinates are those of the scaled image, before its canvas is
/// resized.
struct LayerStack {
    struct Entry {
        ItemId layer = -1;  ///< from make_layer()
        int x = 0, y = 0;   ///< its top-left corner
        Size shown = {};    ///< the size that a link layer gets; empty: it stays as it is
    };
    ItemId source = -1;      ///< the layers go directly above it and its earlier results, with the
                             ///< same parent
    std::string group_name;  ///< not empty: a layer group of this name holds them, of which only
                             ///< the first is visible; first result topmost
    bool hidden = false;     ///< the layer, or the group, is not visible
    std::vector<Entry> layers;
    bool looks_like_source = false;  ///< the layer, or the group, gets mask, opacity, mode, way of
                                     ///< composition and colour tag of the source
    std::vector<ItemId> hides;       ///< these layers become invisible
    bool holds_rest = false;         ///< below the layers, the group holds a plain copy of the
                                     ///< source, because they do not cover all of it
};

/// A new layer takes the place of an earlier one, which is removed: its name, its parent and place
/// in the stack, its visibility and its tattoo, so that what was made of it still finds it.
struct LayerSwap {
    ItemId old = -1;
    ItemId layer = -1;        ///< from make_layer() with NewLayer::like
    int x = 0, y = 0;         ///< its top-left corner
    Size shown = {};          ///< the size that a link layer gets; empty: it stays as it is
    bool takes_look = false;  ///< the layer is new, although it has the size of the old one
};

/// A layer that shows a file.
struct LinkLayer {
    ItemId layer = -1;  ///< not inserted; has the size of the file
    std::string file;
    bool beside = false;  ///< the file lies beside that of the image, which keeps a relative path
};

/// What a new image takes over from the image that it was made from.
struct ImageOrigin {
    ImageId image = -1;
    RectF part;  ///< what the new image shows, in `image`'s coordinates
};

/// A persistent, undoable parasite of an image.
struct Parasite {
    std::string name;
    std::string data;
};

/// Everything that goes into one image; it is done in the order of the members.
struct LayerImport {
    ImageId image = -1;
    std::vector<Parasite> parasites;  ///< are attached first
    std::vector<Rect> plain;          ///< NewLayer::plain of all layers, in the coordinates of
                                      ///< LayerStack; a channel selects them
    Size image_size;  ///< the image is scaled to this size (with all layers), if it differs
    std::vector<LayerStack> stacks;
    std::vector<LayerSwap> swaps = {};
    Rect canvas;  ///< {0, 0, image_size} leaves it as it is; otherwise the canvas is resized, and
                  ///< layers keep their place relative to each other
};

class Editor {
  public:
    virtual ~Editor() = default;

    /// The layer's name; empty if it is gone.
    virtual std::string name_of(ItemId item) = 0;

    /// Reads what GIMP's own merge of the layer's effects would show, within the bounds of that
    /// merge. If `region` is Region::Selection and something is selected, the area is cut to the
    /// bounding box of the selection. BadInput: the drawable is gone, or the selection and the
    /// layer do not overlap.
    virtual Result<Source> read_source(ImageId image, ItemId drawable, int region) = 0;

    /// For files that decode() of image/decoding/decode.hpp does not read: decodes an image file
    /// with GIMP's loader for exactly this format to sRGB: RGB, or RGBA if anything in it is
    /// transparent (an embedded profile is honoured, EXIF rotation is applied). LocalIo: the loader
    /// refuses it.
    virtual Result<Bitmap> decode(const std::string& path, ImageFormat format) = 0;

    /// The image's present state; all zero if it is gone.
    virtual ImageState state_of(ImageId image) = 0;

    /// The layer's bounds now, in image coordinates and without effects. Nullopt if no layer can be
    /// put above it: it is gone, it is not a layer, or its image is indexed and cannot take new
    /// colours.
    virtual std::optional<Rect> bounds_of(ImageId image, ItemId item) = 0;

    /// The layer that a result was made from. If that layer is a result itself, the search goes on
    /// to the first source. For a group that holds only results, this is the source of the first
    /// one. Nullopt if `item` is no result or the source is no longer in the image.
    virtual std::optional<ItemId> original_of(ImageId image, ItemId item) = 0;

    /// The layer that a result was made from, even if that is a result itself. Nullopt as above.
    virtual std::optional<ItemId> source_of(ImageId image, ItemId item) = 0;

    /// GIMP's permanent mark of a layer within its image; 0: it is gone.
    virtual unsigned tattoo_of(ItemId layer) = 0;

    /// The parasite of this name; empty: none.
    virtual std::string parasite_on_layer(ItemId layer, const char* name) = 0;
    virtual std::string parasite_on_image(ImageId image, const std::string& name) = 0;

    /// How the layer takes part in its image. It must be one that bounds_of() knows.
    virtual Appearance appearance_of(ImageId image, ItemId layer) = 0;

    /// Makes a layer for an image without inserting it. The caller discards it.
    virtual Result<ItemId> make_layer(ImageId image, const NewLayer& content) = 0;
    /// False: this GIMP knows no link layers.
    virtual bool has_link_layers() = 0;
    virtual bool is_link(ItemId layer) = 0;
    /// Writes the content into a new PNG file, with the image's profile and precision, and makes a
    /// layer that is linked to it. The file is called "<name>-upscale.png", with a number if that
    /// is taken, in the folder "<stem>-links" beside the image's XCF file, else among the user's
    /// pictures. Nothing is overwritten. The caller discards the layer and removes the file.
    /// LocalIo: it could not be written, and no part of it is left.
    virtual Result<LinkLayer> make_link(ImageId image, const std::string& name,
                                        const NewLayer& content) = 0;
    /// Deletes a layer that was not put into an image. Does nothing if it is already gone.
    virtual void discard_layer(ItemId layer) = 0;

    /// The name of the file that the image was opened from or saved as, without its extension;
    /// empty if there is no file.
    virtual std::string file_stem_of(ImageId image) = 0;

    /// The path of the file that holds the image once it is saved: the one that it was saved as,
    /// else exported to, else opened from; empty if there is none on this computer.
    virtual std::string saved_file_of(ImageId image) = 0;

    /// Makes an image of a layer's size with that layer and without a display. The caller discards
    /// it. If the image `like.image` still exists, the new one gets its profile, precision,
    /// metadata (EXIF, IPTC, XMP) and comment, and its resolution, guides and sample points
    /// enlarged; if that is indexed, the new one is RGB. Where GIMP allows it, `name` is proposed
    /// when the image is saved, in the folder of `like.image`; nothing is written without the
    /// user's doing. `xmp`, a packet, is added to its metadata unless it is empty.
    virtual Result<ImageId> make_image(const ImageOrigin& like, const std::string& name,
                                       const std::string& xmp, const NewLayer& content) = 0;
    /// Deletes an image that has no display. Does nothing if it is already gone.
    virtual void discard_image(ImageId image) = 0;

    /// Carries out an import as one undo step and redraws the image. Afterwards the layers belong
    /// to the image. After an error the image is unchanged.
    virtual Status import_layers(const LayerImport& import) = 0;

    /// Gives each image a display.
    virtual void show_images(const std::vector<ImageId>& images) = 0;
};

/// Owns a layer or an image that nobody sees yet and deletes it at the end, unless release() was
/// called.
template <void (Editor::*Discard)(int)>
class Unseen {
  public:
    Unseen(Editor& editor, int id) : m_editor(&editor), m_id(id) {}
    Unseen(Unseen&& other) noexcept
        : m_editor(other.m_editor), m_id(std::exchange(other.m_id, -1)) {}
    Unseen& operator=(Unseen&& other) noexcept {
        std::swap(m_editor, other.m_editor);
        std::swap(m_id, other.m_id);
        return *this;
    }
    ~Unseen() {
        if (m_id != -1) (m_editor->*Discard)(m_id);
    }
    int id() const { return m_id; }
    int release() { return std::exchange(m_id, -1); }

  private:
    Editor* m_editor;
    int m_id;
};
using UnseenLayer = Unseen<&Editor::discard_layer>;
using UnseenImage = Unseen<&Editor::discard_image>;

}  // namespace upscale
