// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/editor.hpp"

#include <libgimp/gimp.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <utility>

#include "app/origin.hpp"
#include "app/stand_in.hpp"
#include "base/parameters.hpp"
#include "base/utf8.hpp"
#include "common/gobject_ptr.hpp"
#include "common/import/gegl.hpp"
#include "common/import/metadata.hpp"
#include "common/import/rollback.hpp"
#include "gimp2/pixels.hpp"
#include "gimp2/stand_in.hpp"
#include "image/pixels/alpha.hpp"

namespace upscale {
namespace {

/// An error with what we were doing and GIMP's message about the last failed call.
Error gimp_failure(ErrorKind kind, const std::string& doing) {
    const char* reason = gimp_get_pdb_error();
    return {.kind = kind,
            .detail = reason && *reason ? printable_line(doing + ": " + reason) : doing};
}

Error source_is_gone() { return {.kind = ErrorKind::BadInput, .reason = Reason::LayerGone}; }

Rect layer_bounds(ItemId layer) {
    Rect bounds{0, 0, gimp_drawable_width(layer), gimp_drawable_height(layer)};
    gimp_drawable_offsets(layer, &bounds.x, &bounds.y);
    return bounds;
}

// Layers and images ------------------------------------------------------------------------------

/// Deletes an image at the end, unless it is released.
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

/// Deletes a layer at the end, unless it was inserted into an image.
class NewLayerItem {
  public:
    explicit NewLayerItem(ItemId id) : m_id(id) {}
    NewLayerItem(NewLayerItem&& other) noexcept : m_id(std::exchange(other.m_id, -1)) {}
    NewLayerItem& operator=(NewLayerItem&& other) noexcept {
        std::swap(m_id, other.m_id);
        return *this;
    }
    ~NewLayerItem() {
        if (m_id != -1 && gimp_item_is_valid(m_id)) gimp_item_delete(m_id);
    }
    ItemId id() const { return m_id; }
    ItemId keep() { return std::exchange(m_id, -1); }
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

using ParasitePtr = std::unique_ptr<GimpParasite, Release<&gimp_parasite_free>>;

std::string text_of(const ParasitePtr& parasite) {
    if (!parasite) return {};
    return {static_cast<const char*>(gimp_parasite_data(parasite.get())),
            static_cast<std::size_t>(gimp_parasite_data_size(parasite.get()))};
}

/// The text of a parasite; empty if there is none.
std::string parasite_of(ItemId item, const char* name = kLayerParasite) {
    return text_of(ParasitePtr(gimp_item_get_parasite(item, name)));
}

ParasitePtr new_parasite(const char* name, const std::string& text) {
    return ParasitePtr(gimp_parasite_new(name, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                                         static_cast<guint32>(text.size()), text.data()));
}

bool attach_parasite(ItemId item, const std::string& text) {
    return gimp_item_attach_parasite(item, new_parasite(kLayerParasite, text).get());
}

/// Attaches a parasite. A rollback brings back what was there before.
bool attach(ImageId image, const Parasite& wanted, Rollback& rollback) {
    const std::string name = wanted.name;
    const std::string before = text_of(ParasitePtr(gimp_image_get_parasite(image, name.c_str())));
    if (!gimp_image_attach_parasite(image, new_parasite(name.c_str(), wanted.data).get()))
        return false;
    rollback.add([image, name, before] {
        if (before.empty())
            gimp_image_detach_parasite(image, name.c_str());
        else
            gimp_image_attach_parasite(image, new_parasite(name.c_str(), before).get());
    });
    return true;
}

bool same_size(ItemId a, ItemId b) {
    return gimp_drawable_width(a) == gimp_drawable_width(b) &&
           gimp_drawable_height(a) == gimp_drawable_height(b);
}

/// A copy of `like`, with all that it has, that shows what `layer` shows; -1: GIMP refused it.
NewLayerItem copy_showing(ItemId layer, ItemId like) {
    NewLayerItem copy(gimp_layer_copy(like));
    if (copy.id() == -1) return copy;
    if (gimp_drawable_has_alpha(layer) && !gimp_drawable_has_alpha(copy.id()) &&
        !gimp_layer_add_alpha(copy.id()))
        return NewLayerItem(-1);
    const auto from = adopt(gimp_drawable_get_buffer(layer));
    const auto to = adopt(gimp_drawable_get_buffer(copy.id()));
    gegl_buffer_copy(from.get(), nullptr, GEGL_ABYSS_NONE, to.get(), nullptr);
    gegl_buffer_flush(to.get());
    gimp_drawable_update(copy.id(), 0, 0, gimp_drawable_width(copy.id()),
                         gimp_drawable_height(copy.id()));
    return copy;
}

Result<NewLayerItem> make_layer(ImageId image, const NewLayer& layer) {
    const bool alpha = !layer.alpha.empty();
    const bool gray = gimp_image_base_type(image) == GIMP_GRAY;
    const GimpImageType type = gray ? (alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE)
                                    : (alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE);
    NewLayerItem item(gimp_layer_new(image, layer.name.c_str(), layer.pixels.width,
                                     layer.pixels.height, type, 100,
                                     gimp_image_get_default_new_layer_mode(image)));
    if (item.id() == -1) return gimp_failure(ErrorKind::Internal, "a layer cannot be made");
    if (!write_colours(item.id(), layer))
        return gimp_failure(ErrorKind::Internal, "a layer cannot be filled");
    if (!layer.mask.empty() && !add_mask(item.id(), layer.mask))
        return gimp_failure(ErrorKind::Internal, "a mask cannot be made");
    const bool replaces = layer.like != -1 && gimp_item_is_layer(layer.like);
    if (replaces && same_size(item.id(), layer.like)) {
        NewLayerItem copy = copy_showing(item.id(), layer.like);
        if (copy.id() == -1) return gimp_failure(ErrorKind::Internal, "a layer cannot be copied");
        std::swap(item, copy);
    }
    const std::string text =
        with_tattoo(layer.parasite,
                    static_cast<unsigned>(gimp_item_get_tattoo(replaces ? layer.like : item.id())));
    // Attached before the layer is inserted, so that both are the same undo step.
    if (!attach_parasite(item.id(), text))
        return gimp_failure(ErrorKind::Internal, "a parasite cannot be attached");
    return item;
}

/// Inserts a layer into the image. A rollback takes it out again.
bool insert(ImageId image, ItemId layer, ItemId parent, int position, Rollback& rollback) {
    if (!gimp_image_insert_layer(image, layer, parent, position)) return false;
    rollback.add([image, layer] { gimp_image_remove_layer(image, layer); });
    return true;
}

/// Adds these layers and all layers within them, from the top.
void collect(const gint* items, int count, ItemId parent, std::vector<LayerIdentity>& layers) {
    for (int i = 0; i < count; ++i) {
        const bool group = gimp_item_is_group(items[i]);
        layers.push_back({items[i],
                          parent,
                          group,
                          static_cast<unsigned>(gimp_item_get_tattoo(items[i])),
                          adopt(gimp_item_get_name(items[i])).get(),
                          {gimp_drawable_width(items[i]), gimp_drawable_height(items[i])},
                          parasite_of(items[i])});
        if (!group) continue;
        gint children = 0;
        const ArrayPtr<gint> ids(gimp_item_get_children(items[i], &children));
        collect(ids.get(), children, items[i], layers);
    }
}

/// All layers of an image, from the top.
std::vector<LayerIdentity> layers_of(ImageId image) {
    gint count = 0;
    const ArrayPtr<gint> top(gimp_image_get_layers(image, &count));
    std::vector<LayerIdentity> layers;
    collect(top.get(), count, -1, layers);
    return layers;
}

/// Inserts the layers of one source.
bool insert(ImageId image, const LayerStack& stack, Rollback& rollback) {
    const ItemId source = stack.source;
    ItemId parent = gimp_item_get_parent(source);
    int position = gimp_image_get_item_position(image, topmost_result(layers_of(image), source));
    ItemId group = -1;
    if (!stack.group_name.empty()) {
        NewLayerItem made(gimp_layer_group_new(image));
        if (made.id() == -1 || !gimp_item_set_name(made.id(), stack.group_name.c_str()) ||
            !gimp_item_set_visible(made.id(), !stack.hidden) ||
            !insert(image, made.id(), parent, position, rollback))
            return false;
        // so that it is known as a result, whatever it holds
        if (stack.holds_rest)
            attach_parasite(made.id(),
                            with_tattoo(parasite_of(stack.layers.front().layer),
                                        static_cast<unsigned>(gimp_item_get_tattoo(made.id()))));
        parent = group = made.keep();
        position = 0;
    }
    bool visible = group != -1 || !stack.hidden;
    for (const auto& entry : stack.layers) {
        if (!gimp_layer_set_offsets(entry.layer, entry.x, entry.y) ||
            !gimp_item_set_visible(entry.layer, visible) ||
            (stack.looks_like_source && group == -1 && !take_over_look(entry.layer, source)) ||
            !insert(image, entry.layer, parent, position++, rollback))
            return false;
        visible = group == -1;
    }
    if (stack.holds_rest) {
        NewLayerItem rest(plain_copy(source));
        if (rest.id() == -1 || !insert(image, rest.id(), parent, position, rollback)) return false;
        rest.keep();
    }
    // not earlier: the mask of a group has the size of what it holds
    if (stack.looks_like_source && group != -1 && !take_over_look(group, source)) return false;
    for (const ItemId id : stack.hides) {
        if (!gimp_item_set_visible(id, FALSE)) return false;
        rollback.add([id] { gimp_item_set_visible(id, TRUE); });
    }
    return true;
}

/// Where the item is in its image: its position among its siblings, before that those of the groups
/// that it is in, the outermost first.
std::vector<int> path_of(ImageId image, ItemId item) {
    std::vector<int> path;
    for (; item != -1; item = gimp_item_get_parent(item))
        path.insert(path.begin(), gimp_image_get_item_position(image, item));
    return path;
}

/// The item at that place; -1 if there is none.
ItemId item_at(ImageId image, const std::vector<int>& path) {
    ItemId item = -1;
    for (const int position : path) {
        gint count = 0;
        const ArrayPtr<gint> siblings(item == -1 ? gimp_image_get_layers(image, &count)
                                                 : gimp_item_get_children(item, &count));
        if (position < 0 || position >= count) return -1;
        item = siblings[static_cast<std::size_t>(position)];
    }
    return item;
}

/// Inserts copies of the layers into a copy of the image, to see whether GIMP can do it.
bool rehearse(const LayerImport& plan) {
    const NewImage copy(gimp_image_duplicate(plan.image));
    if (copy.id() == -1) return false;
    gimp_image_undo_disable(copy.id());
    std::vector<LayerStack> stacks = plan.stacks;
    for (LayerStack& stack : stacks) {
        stack.source = item_at(copy.id(), path_of(plan.image, stack.source));
        if (stack.source == -1) return false;
        stack.hides.clear();
    }
    Rollback rollback;
    for (LayerStack& stack : stacks) {
        for (auto& entry : stack.layers) {
            entry.layer = gimp_layer_new_from_drawable(entry.layer, copy.id());
            if (entry.layer == -1) return false;
        }
        if (!insert(copy.id(), stack, rollback)) return false;
    }
    rollback.commit();
    return true;
}

/// Puts a layer where another one is, which it hides or not as that did.
bool put_beside(ImageId image, const LayerSwap& swap, Rollback& rollback) {
    const ItemId old = swap.old;
    // a copy has the look of it already
    return gimp_layer_set_offsets(swap.layer, swap.x, swap.y) &&
           gimp_item_set_visible(swap.layer, gimp_item_get_visible(old)) &&
           ((same_size(swap.layer, old) && !swap.takes_look) || take_over_look(swap.layer, old)) &&
           insert(image, swap.layer, gimp_item_get_parent(old),
                  gimp_image_get_item_position(image, old), rollback);
}

/// Removes the layer that another one replaces, which gets its name and tattoo.
bool remove_old(ImageId image, const LayerSwap& swap) {
    const CharPtr name = adopt(gimp_item_get_name(swap.old));
    const int tattoo = gimp_item_get_tattoo(swap.old);
    return gimp_image_remove_layer(image, swap.old) && gimp_item_set_name(swap.layer, name.get()) &&
           gimp_item_set_tattoo(swap.layer, tattoo);
}

/// Scales, inserts and resizes as planned.
/// Adds the channel that selects these parts; does nothing if there are none.
bool mark_plain(ImageId image, std::span<const Rect> parts, Rollback& rollback) {
    if (parts.empty()) return true;
    const GimpRGB color{1, 0.5, 0, 1};
    const ItemId channel = gimp_channel_new(image, _(kPlainChannel), gimp_image_width(image),
                                            gimp_image_height(image), 50, &color);
    if (channel == -1 || !gimp_image_insert_channel(image, channel, 0, 0)) return false;
    rollback.add([image, channel] { gimp_image_remove_channel(image, channel); });
    gimp_item_set_visible(channel, FALSE);
    const ObjectPtr<GeglBuffer> buffer(gimp_drawable_get_buffer(channel));
    mark_parts(buffer.get(), parts);
    return true;
}

bool carry_out(const LayerImport& plan, Rollback& rollback) {
    const ImageId image = plan.image;
    const Size now{gimp_image_width(image), gimp_image_height(image)};
    // Pixels that were scaled do not become the old ones by scaling them back. So what could fail
    // afterwards is tried before.
    if (plan.image_size != now && !rehearse(plan)) return false;
    for (const Parasite& wanted : plan.parasites)
        if (!attach(image, wanted, rollback)) return false;
    if (plan.image_size != now &&
        !gimp_image_scale(image, plan.image_size.width, plan.image_size.height))
        return false;
    for (const LayerStack& stack : plan.stacks)
        if (!insert(image, stack, rollback)) return false;
    if (!mark_plain(image, plan.plain, rollback)) return false;
    for (const LayerSwap& swap : plan.swaps)
        if (!put_beside(image, swap, rollback)) return false;
    // A layer that was removed cannot be put back, so this comes after all that could fail.
    for (const LayerSwap& swap : plan.swaps)
        if (!remove_old(image, swap)) return false;
    const Rect& canvas = plan.canvas;
    return canvas == Rect{0, 0, plan.image_size.width, plan.image_size.height} ||
           gimp_image_resize(image, canvas.width, canvas.height, -canvas.x, -canvas.y);
}

/// The path of the file that the image was opened from or saved as; empty if there is no local
/// file.
std::string path_from(const CharPtr& uri) {
    const CharPtr path = adopt(uri ? g_filename_from_uri(uri.get(), nullptr, nullptr) : nullptr);
    return path ? path.get() : "";
}

std::string file_of(ImageId image) {
    if (!gimp_image_is_valid(image)) return {};
    CharPtr uri = adopt(gimp_image_get_xcf_uri(image));
    if (!uri) uri = adopt(gimp_image_get_imported_uri(image));
    return path_from(uri);
}

/// Sets the name that GIMP proposes when the image is saved, in the folder of `like` or that of the
/// user's documents. The name must have no dot. If it had an extension with a saver, *Save* would
/// write the file without asking; with an unknown extension the dialog would refuse it. To a name
/// without a dot GIMP adds .xcf, and asks.
void propose_name(ImageId image, std::string name, ImageId like) {
    std::ranges::replace(name, '.', '_');
    std::filesystem::path folder = std::filesystem::path(file_of(like)).parent_path();
    const char* documents = g_get_user_special_dir(G_USER_DIRECTORY_DOCUMENTS);
    if (folder.empty()) folder = documents ? documents : g_get_home_dir();
    gimp_image_set_filename(image, (folder / name).c_str());
}

/// True if the item is a drawable in the stack of the image.
bool is_in_image(ImageId image, ItemId item) {
    if (!gimp_image_is_valid(image) || !gimp_item_is_valid(item) || !gimp_item_is_drawable(item) ||
        gimp_item_get_image(item) != image)
        return false;
    // A layer that a script made but did not insert has no position.
    gimp_image_get_item_position(image, item);
    return gimp_get_pdb_status() == GIMP_PDB_SUCCESS;
}

/// The bytes of all layers' pixels. A group counts with the layers in it and with its own
/// rendering.
double bytes_of(const gint* items, int count) {
    double bytes = 0;
    for (int i = 0; i < count; ++i) {
        bytes += static_cast<double>(gimp_drawable_width(items[i])) *
                 gimp_drawable_height(items[i]) * gimp_drawable_bpp(items[i]);
        if (!gimp_item_is_group(items[i])) continue;
        gint children = 0;
        const ArrayPtr<gint> ids(gimp_item_get_children(items[i], &children));
        bytes += bytes_of(ids.get(), children);
    }
    return bytes;
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

/// GIMP's loaders turn a photo upright, unless the user has chosen "Keep original" as the default.
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
    if (image == -1) return gimp_failure(ErrorKind::LocalIo, "GIMP cannot read the picture");
    return NewImage(image);
}

// The port ---------------------------------------------------------------------------------------

class Gimp2Editor final : public Editor {
  public:
    Gimp2Editor() {
        start_gegl();
        gimp_plugin_enable_precision();
        gimp_plugin_set_pdb_error_handler(GIMP_PDB_ERROR_HANDLER_PLUGIN);
    }

    std::string name_of(ItemId item) override;
    Result<Source> read_source(ImageId image, ItemId drawable, int region) override;
    Result<Bitmap> decode(const std::string& path, ImageFormat format) override;
    ImageState state_of(ImageId image) override;
    std::optional<Rect> bounds_of(ImageId image, ItemId item) override;
    std::optional<ItemId> original_of(ImageId image, ItemId item) override;
    std::optional<ItemId> source_of(ImageId image, ItemId item) override;
    unsigned tattoo_of(ItemId layer) override;
    std::string parasite_on_layer(ItemId layer, const char* name) override;
    std::string parasite_on_image(ImageId image, const std::string& name) override;
    Appearance appearance_of(ImageId image, ItemId layer) override;
    Result<ItemId> make_layer(ImageId image, const NewLayer& content) override;
    bool has_link_layers() override { return false; }
    bool is_link(ItemId) override { return false; }
    Result<LinkLayer> make_link(ImageId, const std::string&, const NewLayer&) override {
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoLinkLayers};
    }
    void discard_layer(ItemId layer) override;
    std::string file_stem_of(ImageId image) override;
    std::string saved_file_of(ImageId image) override;
    Result<ImageId> make_image(const ImageOrigin& like, const std::string& name,
                               const std::string& xmp, const NewLayer& content) override;
    void discard_image(ImageId image) override;
    Status import_layers(const LayerImport& import) override;
    void show_images(const std::vector<ImageId>& images) override;
};

std::string Gimp2Editor::name_of(ItemId item) {
    return gimp_item_is_valid(item) ? adopt(gimp_item_get_name(item)).get() : std::string();
}

Result<Source> Gimp2Editor::read_source(ImageId image, ItemId drawable, int region) {
    if (gimp_item_is_valid(drawable) && !gimp_item_is_layer(drawable))
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::NotALayer};
    if (!is_in_image(image, drawable)) return source_is_gone();

    Source source;
    source.image = image;
    source.drawable = drawable;
    source.name = adopt(gimp_item_get_name(drawable)).get();
    source.parasite = parasite_of(drawable);
    source.tattoo = static_cast<unsigned>(gimp_item_get_tattoo(drawable));
    source.indexed = gimp_image_base_type(image) == GIMP_INDEXED;
    source.canvas = {gimp_image_width(image), gimp_image_height(image)};
    double across = 0, down = 0;
    if (gimp_image_get_resolution(image, &across, &down)) source.ppi = across;
    source.layer = layer_bounds(drawable);
    source.region = source.layer;

    const bool selected = region == Region::Selection && !gimp_selection_is_empty(image);
    GeglRectangle area{0, 0, source.layer.width, source.layer.height};
    if (selected) {
        if (!gimp_drawable_mask_intersect(drawable, &area.x, &area.y, &area.width, &area.height))
            return Error{.kind = ErrorKind::BadInput, .reason = Reason::SelectionElsewhere};
        source.region = {source.layer.x + area.x, source.layer.y + area.y, area.width, area.height};
    }
    auto pixels = is_floating_point(image) ? read_float_colours(drawable, area, source.clipped)
                                           : read_colours(drawable, area);
    if (!pixels) return source_is_gone();
    source.pixels = std::move(*pixels);
    source.slow = read_slow_colours(drawable, area, source.pixels);
    if (selected) source.selection = read_selection(image, source.region);
    return source;
}

Result<Bitmap> Gimp2Editor::decode(const std::string& path, ImageFormat format) {
    const auto image = load(path, format);
    if (!image) return image.error();
    if (!loader_rotates(format)) turn_upright(image->id(), orientation_of(path));
    const ItemId drawable = gimp_image_get_active_drawable(image->id());
    const GeglRectangle area{0, 0, gimp_drawable_width(drawable), gimp_drawable_height(drawable)};
    auto pixels = read_colours(drawable, area);
    if (!pixels) return source_is_gone();
    return without_idle_alpha(std::move(*pixels));
}

ImageState Gimp2Editor::state_of(ImageId image) {
    if (!gimp_image_is_valid(image)) return {};
    gint count = 0;
    const ArrayPtr<gint> layers(gimp_image_get_layers(image, &count));
    return {{gimp_image_width(image), gimp_image_height(image)}, bytes_of(layers.get(), count)};
}

std::optional<Rect> Gimp2Editor::bounds_of(ImageId image, ItemId item) {
    if (!is_in_image(image, item) || !gimp_item_is_layer(item) ||
        gimp_image_base_type(image) == GIMP_INDEXED)
        return std::nullopt;
    return layer_bounds(item);
}

std::optional<ItemId> Gimp2Editor::original_of(ImageId image, ItemId item) {
    if (!is_in_image(image, item)) return std::nullopt;
    return original_among(layers_of(image), item);
}

std::optional<ItemId> Gimp2Editor::source_of(ImageId image, ItemId item) {
    if (!is_in_image(image, item)) return std::nullopt;
    return source_among(layers_of(image), item);
}

unsigned Gimp2Editor::tattoo_of(ItemId layer) {
    return gimp_item_is_valid(layer) ? static_cast<unsigned>(gimp_item_get_tattoo(layer)) : 0;
}

std::string Gimp2Editor::parasite_on_layer(ItemId layer, const char* name) {
    return gimp_item_is_valid(layer) ? parasite_of(layer, name) : std::string();
}

std::string Gimp2Editor::parasite_on_image(ImageId image, const std::string& name) {
    if (!gimp_image_is_valid(image)) return {};
    return text_of(ParasitePtr(gimp_image_get_parasite(image, name.c_str())));
}

Appearance Gimp2Editor::appearance_of(ImageId image, ItemId layer) {
    Appearance appearance{.visible = {}, .plain = is_plain(layer)};
    if (gimp_item_get_visible(layer)) appearance.visible.push_back(layer);
    const ItemId parent = gimp_item_get_parent(layer);
    gint count = 0;
    const ArrayPtr<gint> siblings(parent == -1 ? gimp_image_get_layers(image, &count)
                                               : gimp_item_get_children(parent, &count));
    for (gint i = 0; i < count; ++i) {
        const ItemId id = siblings[static_cast<std::size_t>(i)];
        if (gimp_item_get_visible(id) && lies_within(layer_bounds(id), layer_bounds(layer)) &&
            original_of(image, id) == layer)
            appearance.visible.push_back(id);
    }
    return appearance;
}

Result<ItemId> Gimp2Editor::make_layer(ImageId image, const NewLayer& content) {
    if (!gimp_image_is_valid(image)) return source_is_gone();
    auto item = upscale::make_layer(image, content);
    if (!item) return item.error();
    return item->keep();
}

void Gimp2Editor::discard_layer(ItemId layer) { const NewLayerItem gone(layer); }

std::string Gimp2Editor::file_stem_of(ImageId image) {
    return std::filesystem::path(file_of(image)).stem().string();
}

std::string Gimp2Editor::saved_file_of(ImageId image) {
    if (!gimp_image_is_valid(image)) return {};
    CharPtr uri = adopt(gimp_image_get_xcf_uri(image));
    if (!uri) uri = adopt(gimp_image_get_exported_uri(image));
    return uri ? path_from(uri) : file_of(image);
}

Result<ImageId> Gimp2Editor::make_image(const ImageOrigin& origin, const std::string& name,
                                        const std::string& xmp, const NewLayer& content) {
    const ImageId like = origin.image;
    const bool model = gimp_image_is_valid(like);
    const auto base_type = model && gimp_image_base_type(like) == GIMP_GRAY ? GIMP_GRAY : GIMP_RGB;
    const auto precision = model ? gimp_image_get_precision(like) : GIMP_PRECISION_U8_GAMMA;
    NewImage image(gimp_image_new_with_precision(content.pixels.width, content.pixels.height,
                                                 base_type, precision));
    if (image.id() == -1) return gimp_failure(ErrorKind::Internal, "an image cannot be made");
    gimp_image_undo_disable(image.id());
    if (model)
        if (const auto profile = adopt(gimp_image_get_color_profile(like)))
            gimp_image_set_color_profile(image.id(), profile.get());
    auto item = upscale::make_layer(image.id(), content);
    if (!item) return item.error();
    if (!item->insert(image.id(), -1, 0))
        return gimp_failure(ErrorKind::Internal, "a layer cannot be placed");
    if (model)
        inherit(image.id(), {content.pixels.width, content.pixels.height}, like, origin.part);
    add_xmp(image.id(), xmp);
    Rollback rollback;
    mark_plain(image.id(), content.plain, rollback);
    rollback.commit();
    gimp_image_undo_enable(image.id());
    propose_name(image.id(), name, like);
    return image.keep();
}

void Gimp2Editor::discard_image(ImageId image) {
    if (gimp_image_is_valid(image)) gimp_image_delete(image);
}

Status Gimp2Editor::import_layers(const LayerImport& import) {
    for (const LayerStack& stack : import.stacks) {
        if (!is_in_image(import.image, stack.source)) return source_is_gone();
        for (const auto& entry : stack.layers)
            if (!gimp_item_is_valid(entry.layer))
                return Error{.kind = ErrorKind::Internal, .detail = "a new layer is gone"};
    }
    for (const LayerSwap& swap : import.swaps) {
        if (!is_in_image(import.image, swap.old)) return source_is_gone();
        if (!gimp_item_is_valid(swap.layer))
            return Error{.kind = ErrorKind::Internal, .detail = "a new layer is gone"};
    }
    const UndoGroup undo_group(import.image);
    Rollback rollback;  // must end before the undo group does
    if (!carry_out(import, rollback))
        return gimp_failure(ErrorKind::Internal, "the layers cannot be placed");
    rollback.commit();
    gimp_image_set_active_layer(import.image, import.stacks.empty()
                                                  ? import.swaps.front().layer
                                                  : import.stacks.front().layers.front().layer);
    gimp_displays_flush();
    return Done{};
}

void Gimp2Editor::show_images(const std::vector<ImageId>& images) {
    for (const ImageId image : images) gimp_display_new(image);
    gimp_displays_flush();
}

}  // namespace

std::unique_ptr<Editor> make_editor() { return std::make_unique<Gimp2Editor>(); }

}  // namespace upscale
