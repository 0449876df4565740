// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/editor.hpp"

#include <libgimp/gimp.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/utf8.hpp"
#include "common/gobject_ptr.hpp"
#include "common/i18n.hpp"

namespace upscale {
namespace {

/// What GIMP said of the last call that failed, after what we were doing.
Error gimp_failure(ErrorKind kind, const std::string& doing) {
    const char* reason = gimp_get_pdb_error();
    return {.kind = kind,
            .detail = reason && *reason ? printable_line(doing + ": " + reason) : doing};
}

Error source_is_gone() {
    return {.kind = ErrorKind::BadInput, .detail = _("the layer is no longer there")};
}

// Pixels -----------------------------------------------------------------------------------------

const Babl* srgb_format(int channels) {
    return babl_format(channels == 4 ? "R'G'B'A u8" : "R'G'B' u8");
}

/// The drawable's numbers as they are, with or without alpha: what an ICC profile speaks of.
const Babl* native_format(ItemId drawable, bool alpha) {
    if (gimp_drawable_is_indexed(drawable)) return srgb_format(alpha ? 4 : 3);
    const Babl* format = gimp_drawable_get_format(drawable);
    std::string model = babl_get_name(babl_format_get_model(format));  // "R'G'B'", "RGBA", "Y'A", …
    if (model.back() == 'A') model.pop_back();
    if (alpha) model += 'A';
    return babl_format((model + ' ' + babl_get_name(babl_format_get_type(format, 0))).c_str());
}

using ProfilePtr = ObjectPtr<GimpColorProfile>;
using TransformPtr = ObjectPtr<GimpColorTransform>;
enum class Direction { ToSrgb, FromSrgb };

/// The way between an image's colours and sRGB. The formats of GIMP 2.10 do not carry the image's
/// profile. Null: the profile is one of GIMP's own, and GEGL's plain conversion is right.
TransformPtr make_transform(ItemId drawable, int channels, Direction direction) {
    const ProfilePtr profile =
        adopt(gimp_image_get_effective_color_profile(gimp_item_get_image(drawable)));
    if (!profile) return nullptr;
    const ProfilePtr srgb = adopt(gimp_color_profile_new_rgb_srgb());
    const Babl* native = native_format(drawable, channels == 4);
    const bool reading = direction == Direction::ToSrgb;
    return adopt(gimp_color_transform_new(
        reading ? profile.get() : srgb.get(), reading ? native : srgb_format(channels),
        reading ? srgb.get() : profile.get(), reading ? srgb_format(channels) : native,
        GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC,
        GIMP_COLOR_TRANSFORM_FLAGS_BLACK_POINT_COMPENSATION));
}

GeglRectangle whole(const Bitmap& bitmap) { return {0, 0, bitmap.width, bitmap.height}; }

/// A GEGL buffer over the bitmap's own memory; the bitmap must outlive it.
ObjectPtr<GeglBuffer> wrap(const Bitmap& bitmap) {
    const GeglRectangle extent = whole(bitmap);
    // GEGL knows no read-only memory; only the target of a transform is written to
    auto* pixels = const_cast<std::uint8_t*>(bitmap.pixels.data());
    return adopt(gegl_buffer_linear_new_from_data(pixels, srgb_format(bitmap.channels), &extent,
                                                  GEGL_AUTO_ROWSTRIDE, nullptr, nullptr));
}

/// Converts `from_area` of a buffer to `to_area` of another, of the same size.
void convert(GimpColorTransform* transform, GeglBuffer* from, GeglRectangle from_area,
             GeglBuffer* to, GeglRectangle to_area) {
    // In strips: babl takes what it is given at once onto the stack, and bursts it with a million
    // pixels.
    constexpr int kStripPixels = 65536;
    const int rows = std::max(1, kStripPixels / from_area.width);
    const int bottom = from_area.y + from_area.height;
    while (from_area.y < bottom) {
        from_area.height = to_area.height = std::min(rows, bottom - from_area.y);
        gimp_color_transform_process_buffer(transform, from, &from_area, to, &to_area);
        from_area.y += from_area.height;
        to_area.y += to_area.height;
    }
}

/// Copies `area` (in the drawable's own coordinates) as sRGB; 3 channels drop alpha.
Result<Bitmap> read_pixels(ItemId drawable, const GeglRectangle& area, int channels) {
    const auto buffer = adopt(gimp_drawable_get_buffer(drawable));
    if (!buffer) return source_is_gone();
    Bitmap pixels(area.width, area.height, channels);
    if (const auto transform = make_transform(drawable, channels, Direction::ToSrgb)) {
        convert(transform.get(), buffer.get(), area, wrap(pixels).get(), whole(pixels));
    } else {
        gegl_buffer_get(buffer.get(), &area, 1.0, srgb_format(channels), pixels.pixels.data(),
                        GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    }
    return pixels;
}

/// Fills a new layer of the bitmap's size.
bool write_pixels(ItemId layer, const Bitmap& pixels) {
    const auto buffer = adopt(gimp_drawable_get_buffer(layer));
    if (!buffer) return false;
    const GeglRectangle extent = whole(pixels);
    if (const auto transform = make_transform(layer, pixels.channels, Direction::FromSrgb)) {
        convert(transform.get(), wrap(pixels).get(), extent, buffer.get(), extent);
    } else {
        gegl_buffer_set(buffer.get(), &extent, 0, srgb_format(pixels.channels),
                        pixels.pixels.data(), GEGL_AUTO_ROWSTRIDE);
    }
    gegl_buffer_flush(buffer.get());
    return gimp_drawable_update(layer, 0, 0, pixels.width, pixels.height);
}

// "Y u8" and not "Y' u8" for selections and masks: their numbers are strengths, not brightness.

/// The selection's strength in `area` of the image.
Bitmap read_selection(ImageId image, const Rect& area) {
    Bitmap strength(area.width, area.height, 1);
    const GeglRectangle rectangle{area.x, area.y, area.width, area.height};
    if (const auto buffer = adopt(gimp_drawable_get_buffer(gimp_image_get_selection(image))))
        gegl_buffer_get(buffer.get(), &rectangle, 1.0, babl_format("Y u8"), strength.pixels.data(),
                        GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    return strength;
}

bool add_mask(ItemId layer, const Bitmap& strength) {
    const ItemId mask = gimp_layer_create_mask(layer, GIMP_ADD_MASK_BLACK);
    if (mask == -1 || !gimp_layer_add_mask(layer, mask)) return false;
    const auto buffer = adopt(gimp_drawable_get_buffer(mask));
    if (!buffer) return false;
    const GeglRectangle extent = whole(strength);
    gegl_buffer_set(buffer.get(), &extent, 0, babl_format("Y u8"), strength.pixels.data(),
                    GEGL_AUTO_ROWSTRIDE);
    gegl_buffer_flush(buffer.get());
    gimp_layer_set_edit_mask(layer, FALSE);  // the next brush stroke is meant for the picture
    return gimp_drawable_update(mask, 0, 0, strength.width, strength.height);
}

// Layers and images ------------------------------------------------------------------------------

/// An image that is gone at the end, unless it is kept.
class NewImage {
  public:
    explicit NewImage(ImageId id) : m_id(id) {}
    NewImage(NewImage&& other) noexcept : m_id(std::exchange(other.m_id, -1)) {}
    NewImage& operator=(NewImage&&) = delete;
    ~NewImage() {
        if (m_id != -1) gimp_image_delete(m_id);
    }
    ImageId id() const { return m_id; }
    ImageId keep() { return std::exchange(m_id, -1); }

  private:
    ImageId m_id;
};

/// A layer outside any image's stack that is gone at the end, unless it is put into one.
class NewLayerItem {
  public:
    explicit NewLayerItem(ItemId id) : m_id(id) {}
    NewLayerItem(NewLayerItem&& other) noexcept : m_id(std::exchange(other.m_id, -1)) {}
    NewLayerItem& operator=(NewLayerItem&&) = delete;
    ~NewLayerItem() {
        if (m_id != -1 && gimp_item_is_valid(m_id)) gimp_item_delete(m_id);
    }
    ItemId id() const { return m_id; }
    /// parent -1: the top level; position 0: topmost.
    bool insert(ImageId image, ItemId parent, int position) {
        if (!gimp_image_insert_layer(image, m_id, parent, position)) return false;
        m_id = -1;
        return true;
    }

  private:
    ItemId m_id;
};

class UndoGroup {
  public:
    explicit UndoGroup(ImageId image) : m_image(image) { gimp_image_undo_group_start(image); }
    UndoGroup(const UndoGroup&) = delete;
    UndoGroup& operator=(const UndoGroup&) = delete;
    ~UndoGroup() {
        if (gimp_image_is_valid(m_image)) gimp_image_undo_group_end(m_image);
    }

  private:
    ImageId m_image;
};

bool fits_image(int width, int height) {
    return width >= 1 && height >= 1 && width <= GIMP_MAX_IMAGE_SIZE &&
           height <= GIMP_MAX_IMAGE_SIZE;
}

Result<NewLayerItem> make_layer(ImageId image, const NewLayer& layer, const Bitmap& mask) {
    const bool alpha = layer.pixels.channels == 4;
    const bool gray = gimp_image_base_type(image) == GIMP_GRAY;
    const GimpImageType type = gray ? (alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE)
                                    : (alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE);
    NewLayerItem item(gimp_layer_new(image, layer.name.c_str(), layer.pixels.width,
                                     layer.pixels.height, type, 100,
                                     gimp_image_get_default_new_layer_mode(image)));
    if (item.id() == -1) return gimp_failure(ErrorKind::Internal, "a layer cannot be made");
    if (!write_pixels(item.id(), layer.pixels))
        return gimp_failure(ErrorKind::Internal, "a layer cannot be filled");
    if (!mask.empty() && !add_mask(item.id(), mask))
        return gimp_failure(ErrorKind::Internal, "a mask cannot be made");
    // attached while the layer is outside the image, it is part of the step that puts it in
    GimpParasite* parasite =
        gimp_parasite_new(kLayerParasite, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                          layer.parasite.size(), layer.parasite.data());
    const bool attached = gimp_item_attach_parasite(item.id(), parasite);
    gimp_parasite_free(parasite);
    if (!attached) return gimp_failure(ErrorKind::Internal, "a parasite cannot be attached");
    return item;
}

/// What can be known before the image is touched.
Status check(const LayerImport& import) {
    if (gimp_image_base_type(import.image) == GIMP_INDEXED)
        return Error{.kind = ErrorKind::BadInput,
                     .detail = "an indexed image can take no new colours"};
    if (!fits_image(import.image_size.width, import.image_size.height) ||
        !fits_image(import.canvas.width, import.canvas.height))
        return Error{.kind = ErrorKind::TooLarge,
                     .detail = _("the image would be too large for GIMP")};
    return Done{};
}

/// Makes room for the layers of one import and puts them in. Returns their ids, in order.
Result<std::vector<ItemId>> place(const LayerImport& import, std::vector<NewLayerItem>& layers) {
    const ImageId image = import.image;
    const Size now{gimp_image_width(image), gimp_image_height(image)};
    const auto failure = [] {
        return gimp_failure(ErrorKind::Internal, "the layers cannot be placed");
    };
    if (import.image_size != now &&
        !gimp_image_scale(image, import.image_size.width, import.image_size.height))
        return failure();
    const Rect& canvas = import.canvas;
    if (canvas != Rect{0, 0, import.image_size.width, import.image_size.height} &&
        !gimp_image_resize(image, canvas.width, canvas.height, -canvas.x, -canvas.y))
        return failure();

    ItemId parent = gimp_item_get_parent(import.source);
    int position = gimp_image_get_item_position(image, import.source);
    const bool grouped = !import.group_name.empty();
    if (grouped) {
        NewLayerItem group(gimp_layer_group_new(image));
        const ItemId id = group.id();
        if (id == -1 || !gimp_item_set_name(id, import.group_name.c_str()) ||
            !group.insert(image, parent, position))
            return failure();
        parent = id;
        position = 0;
    }
    std::vector<ItemId> ids(layers.size());
    for (std::size_t i = layers.size(); i-- > 0;) {  // each goes on top of the one before
        const ItemId id = ids[i] = layers[i].id();
        if (!gimp_layer_set_offsets(id, import.x - canvas.x, import.y - canvas.y) ||
            !gimp_item_set_visible(id, !grouped || i == 0) ||
            !layers[i].insert(image, parent, position))
            return failure();
    }
    return ids;
}

// Decoding ---------------------------------------------------------------------------------------

const char* loader_of(ImageFormat format) {
    switch (format) {
        case ImageFormat::Png:
            return "file-png-load";
        case ImageFormat::Jpeg:
            return "file-jpeg-load";
        case ImageFormat::Webp:
            return "file-webp-load";
    }
    return "";
}

/// GIMP's loaders turn a photo upright unless the user once chose "Keep original" for good.
bool loader_rotates(ImageFormat format) {
    const std::string name = std::string("gimp-metadata-exif-rotate(") + mime_type_of(format) + ")";
    GimpParasite* choice = gimp_get_parasite(name.c_str());
    if (!choice) return true;
    const std::string_view answer(static_cast<const char*>(gimp_parasite_data(choice)),
                                  gimp_parasite_data_size(choice));
    const bool rotates = !answer.starts_with("no");
    gimp_parasite_free(choice);
    return rotates;
}

/// The EXIF orientation, 1 to 8; 1 (upright) if there is none.
int orientation_of(const std::string& path) {
    const auto file = adopt(g_file_new_for_path(path.c_str()));
    const auto metadata = adopt(gimp_metadata_load_from_file(file.get(), nullptr));
    if (!metadata) return 1;
    const CharPtr xml = adopt(gimp_metadata_serialize(metadata.get()));
    constexpr std::string_view tag = "<tag name=\"Exif.Image.Orientation\">";
    const std::string_view text = xml ? xml.get() : "";
    const auto at = text.find(tag);
    return at == text.npos ? 1 : std::atoi(text.data() + at + tag.size());
}

void turn_upright(ImageId image, int orientation) {
    if (orientation == 3) gimp_image_rotate(image, GIMP_ROTATE_180);
    if (orientation == 5 || orientation == 6 || orientation == 7)
        gimp_image_rotate(image, GIMP_ROTATE_90);
    if (orientation == 8) gimp_image_rotate(image, GIMP_ROTATE_270);
    if (orientation == 2 || orientation == 5) gimp_image_flip(image, GIMP_ORIENTATION_HORIZONTAL);
    if (orientation == 4 || orientation == 7) gimp_image_flip(image, GIMP_ORIENTATION_VERTICAL);
}

Result<NewImage> load(const std::string& path, ImageFormat format) {
    gint count = 0;
    GimpParam* values = gimp_run_procedure(loader_of(format), &count, GIMP_PDB_INT32,
                                           GIMP_RUN_NONINTERACTIVE, GIMP_PDB_STRING, path.c_str(),
                                           GIMP_PDB_STRING, path.c_str(), GIMP_PDB_END);
    const bool loaded = count >= 2 && values[0].data.d_status == GIMP_PDB_SUCCESS;
    const ImageId image = loaded ? values[1].data.d_image : -1;
    gimp_destroy_params(values, count);
    if (image == -1) return gimp_failure(ErrorKind::BadReply, "GIMP cannot read the picture");
    return NewImage(image);
}

// The port ---------------------------------------------------------------------------------------

class Gimp2Editor final : public Editor {
  public:
    Gimp2Editor() {
        gegl_init(nullptr, nullptr);
        gimp_plugin_enable_precision();
        gimp_plugin_set_pdb_error_handler(GIMP_PDB_ERROR_HANDLER_PLUGIN);
    }

    Result<Source> read_source(ImageId image, ItemId drawable, int region) override;
    Result<Bitmap> decode(const std::string& path, ImageFormat format) override;
    bool is_valid(ImageId image, ItemId item) override;
    bool can_place(ImageId image, ItemId item) override;
    Result<std::vector<ItemId>> import_layers(const std::vector<LayerImport>& imports) override;
    Result<std::vector<ImageId>> import_images(const ImageImport& import) override;
};

Result<Source> Gimp2Editor::read_source(ImageId image, ItemId drawable, int region) {
    if (gimp_item_is_valid(drawable) && !gimp_item_is_layer(drawable))
        return Error{.kind = ErrorKind::BadInput,
                     .detail = _("only layers can be upscaled, not channels or layer masks")};
    if (!is_valid(image, drawable)) return source_is_gone();

    Source source;
    source.image = image;
    source.drawable = drawable;
    source.name = adopt(gimp_item_get_name(drawable)).get();
    source.indexed = gimp_image_base_type(image) == GIMP_INDEXED;
    source.canvas = {gimp_image_width(image), gimp_image_height(image)};
    int x = 0, y = 0;
    gimp_drawable_offsets(drawable, &x, &y);
    source.layer = {x, y, gimp_drawable_width(drawable), gimp_drawable_height(drawable)};
    source.region = source.layer;

    const bool selected = region == Region::Selection && !gimp_selection_is_empty(image);
    GeglRectangle area{0, 0, source.layer.width, source.layer.height};
    if (selected) {
        if (!gimp_drawable_mask_intersect(drawable, &area.x, &area.y, &area.width, &area.height))
            return Error{.kind = ErrorKind::BadInput,
                         .detail = _("the selection does not touch the layer")};
        source.region = {x + area.x, y + area.y, area.width, area.height};
    }
    auto pixels = read_pixels(drawable, area, 4);
    if (!pixels) return pixels.error();
    source.pixels = std::move(*pixels);
    if (selected) source.selection = read_selection(image, source.region);
    return source;
}

Result<Bitmap> Gimp2Editor::decode(const std::string& path, ImageFormat format) {
    const auto image = load(path, format);
    if (!image) return image.error();
    if (!loader_rotates(format)) turn_upright(image->id(), orientation_of(path));
    const ItemId drawable = gimp_image_get_active_drawable(image->id());
    const GeglRectangle area{0, 0, gimp_drawable_width(drawable), gimp_drawable_height(drawable)};
    return read_pixels(drawable, area, 3);
}

bool Gimp2Editor::can_place(ImageId image, ItemId item) {
    return is_valid(image, item) && gimp_item_is_layer(item) &&
           gimp_image_base_type(image) != GIMP_INDEXED;
}

bool Gimp2Editor::is_valid(ImageId image, ItemId item) {
    if (!gimp_image_is_valid(image) || !gimp_item_is_valid(item) || !gimp_item_is_drawable(item) ||
        gimp_item_get_image(item) != image)
        return false;
    // a layer that a script made but did not put into the stack has no position
    gimp_image_get_item_position(image, item);
    return gimp_get_pdb_status() == GIMP_PDB_SUCCESS;
}

Result<std::vector<ItemId>> Gimp2Editor::import_layers(const std::vector<LayerImport>& imports) {
    std::vector<ItemId> ids;
    if (imports.empty()) return ids;
    const ImageId image = imports.front().image;

    // All layers are made before the first is put in: a failure so far leaves the image as it was.
    std::vector<std::vector<NewLayerItem>> made;
    for (const LayerImport& import : imports) {
        if (import.image != image || !is_valid(image, import.source)) return source_is_gone();
        if (auto fits = check(import); !fits) return fits.error();
        auto& layers = made.emplace_back();
        for (const NewLayer& layer : import.layers) {
            auto item = make_layer(image, layer, import.mask);
            if (!item) return item.error();
            layers.push_back(std::move(*item));
        }
    }
    const UndoGroup undo_group(image);
    for (std::size_t i = 0; i < imports.size(); ++i) {
        const auto placed = place(imports[i], made[i]);
        if (!placed) return placed.error();
        ids.insert(ids.end(), placed->begin(), placed->end());
    }
    if (!ids.empty()) gimp_image_set_active_layer(image, ids.front());
    gimp_displays_flush();
    return ids;
}

Result<std::vector<ImageId>> Gimp2Editor::import_images(const ImageImport& import) {
    const bool model = gimp_image_is_valid(import.like);
    const auto base_type =
        model && gimp_image_base_type(import.like) == GIMP_GRAY ? GIMP_GRAY : GIMP_RGB;
    const auto precision = model ? gimp_image_get_precision(import.like) : GIMP_PRECISION_U8_GAMMA;
    std::vector<NewImage> made;
    for (const NewLayer& layer : import.layers) {
        NewImage& image = made.emplace_back(gimp_image_new_with_precision(
            layer.pixels.width, layer.pixels.height, base_type, precision));
        if (image.id() == -1) return gimp_failure(ErrorKind::Internal, "an image cannot be made");
        gimp_image_undo_disable(image.id());
        if (model) {
            if (const ProfilePtr profile = adopt(gimp_image_get_color_profile(import.like)))
                gimp_image_set_color_profile(image.id(), profile.get());
            double x = 0, y = 0;
            gimp_image_get_resolution(import.like, &x, &y);
            gimp_image_set_resolution(image.id(), x * import.resolution_factor,
                                      y * import.resolution_factor);
            gimp_image_set_unit(image.id(), gimp_image_get_unit(import.like));
        }
        auto item = make_layer(image.id(), layer, import.mask);
        if (!item) return item.error();
        if (!item->insert(image.id(), -1, 0))
            return gimp_failure(ErrorKind::Internal, "a layer cannot be placed");
        gimp_image_undo_enable(image.id());
    }
    std::vector<ImageId> ids;
    for (NewImage& image : made) {
        if (import.show) gimp_display_new(image.id());
        ids.push_back(image.keep());
    }
    if (import.show) gimp_displays_flush();
    return ids;
}

}  // namespace

std::unique_ptr<Editor> make_editor() { return std::make_unique<Gimp2Editor>(); }

}  // namespace upscale
