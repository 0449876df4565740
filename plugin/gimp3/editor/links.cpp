// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/editor/links.hpp"

#include <filesystem>
#include <utility>

#include "common/gobject_ptr.hpp"
#include "common/import/user_file.hpp"
#include "gimp3/editor/layers.hpp"
#include "gimp3/editor/parasites.hpp"
#include "results/file_name.hpp"

namespace upscale {
namespace {

constexpr const char* kNewLink = "gimp-link-layer-new";

void remove_file(const std::string& path) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
}

struct WrittenFile {
    std::string path;
    bool beside = false;  ///< it lies beside the image's own
};

/// Where the linked files of an image go. A folder of their own moves together with the image.
WrittenFile folder_of_links(GimpImage* image) {
    const auto xcf = adopt(gimp_image_get_xcf_file(image));
    const CharPtr path = adopt(xcf ? g_file_get_path(xcf.get()) : nullptr);
    if (!path) return {pictures_folder(), false};
    const std::filesystem::path file(path.get());
    return {(file.parent_path() / (file.stem().string() + "-links")).string(), true};
}

/// Writes the content as a PNG in the colours of the image. Its name appears when it is whole.
Result<WrittenFile> write_linked(GimpImage* image, const std::string& name,
                                 const NewLayer& content) {
    const WrittenFile folder = folder_of_links(image);
    std::error_code code;
    if (folder.beside) std::filesystem::create_directory(folder.path, code);
    const std::string stem = file_stem(name);
    auto path = reserve_file(folder.path, stem.empty() ? "upscale" : stem + "-upscale", ".png");
    if (!path) return path.error();
    const OwnImage picture = new_image({content.pixels.width, content.pixels.height}, image);
    LooseLayer layer = picture ? new_layer(picture.get(), content) : nullptr;
    const std::string part = *path + ".part";
    bool written = layer && gimp_image_insert_layer(picture.get(), layer.get(), nullptr, 0);
    if (written) {
        layer.release();
        const auto file = adopt(g_file_new_for_path(part.c_str()));
        const ValuesPtr values(gimp_procedure_run(
            gimp_pdb_lookup_procedure(gimp_get_pdb(), "file-png-export"), "run-mode",
            GIMP_RUN_NONINTERACTIVE, "image", picture.get(), "file", file.get(),
            "include-color-profile", TRUE, "include-thumbnail", FALSE, nullptr));
        written = GIMP_VALUES_GET_ENUM(values.get(), 0) == GIMP_PDB_SUCCESS;
    }
    if (written) {
        std::filesystem::rename(part, *path, code);
        if (!code) return WrittenFile{std::move(*path), folder.beside};
    }
    Error error = gimp_fault(ErrorKind::LocalIo, "GIMP could not write " + *path);
    remove_file(part);
    remove_file(*path);
    return error;
}

/// Nothing is selected as long as this lives: a selection would limit what is transformed.
class NoSelection {
  public:
    explicit NoSelection(GimpImage* image) : m_image(image) {
        if (gimp_selection_is_empty(image)) return;
        m_saved = gimp_selection_save(image);
        gimp_selection_none(image);
    }
    NoSelection(const NoSelection&) = delete;
    NoSelection& operator=(const NoSelection&) = delete;
    ~NoSelection() {
        if (!m_saved) return;
        gimp_image_select_item(m_image, GIMP_CHANNEL_OP_REPLACE, GIMP_ITEM(m_saved));
        gimp_image_remove_channel(m_image, m_saved);
    }

  private:
    GimpImage* m_image;
    GimpChannel* m_saved = nullptr;
};

}  // namespace

bool knows_link_layers() { return gimp_pdb_procedure_exists(gimp_get_pdb(), kNewLink); }

bool is_link_layer(ItemId layer) {
    if (!knows_link_layers() || !gimp_item_id_is_layer(layer)) return false;
    // called by name, because GIMP 3.0 has no such function
    const ValuesPtr values(
        gimp_procedure_run(gimp_pdb_lookup_procedure(gimp_get_pdb(), "gimp-item-id-is-link-layer"),
                           "item-id", layer, nullptr));
    return GIMP_VALUES_GET_ENUM(values.get(), 0) == GIMP_PDB_SUCCESS &&
           GIMP_VALUES_GET_BOOLEAN(values.get(), 1);
}

Result<LinkLayer> make_link(GimpImage* image, const std::string& name, const NewLayer& content) {
    NewLayer without_mask = content;
    without_mask.mask = {};
    auto file = write_linked(image, name, without_mask);
    if (!file) return file.error();
    LinkLayer link{-1, std::move(file->path), file->beside};
    const auto linked = adopt(g_file_new_for_path(link.file.c_str()));
    const ValuesPtr values(gimp_procedure_run(gimp_pdb_lookup_procedure(gimp_get_pdb(), kNewLink),
                                              "image", image, "file", linked.get(), nullptr));
    LooseLayer layer(GIMP_VALUES_GET_ENUM(values.get(), 0) == GIMP_PDB_SUCCESS
                         ? GIMP_LAYER(GIMP_VALUES_GET_LAYER(values.get(), 1))
                         : nullptr);
    if (!layer || !add_mask(layer.get(), content.mask)) {
        remove_file(link.file);
        return gimp_fault(ErrorKind::LocalIo, "GIMP could not link the file");
    }
    gimp_item_set_name(GIMP_ITEM(layer.get()), content.name.c_str());
    attach_own_parasite(layer.get(), content);
    link.layer = gimp_item_get_id(GIMP_ITEM(layer.release()));
    return link;
}

// GIMP keeps the scale in single precision in the XCF file, and rounds the size up when it opens
// that: if the scale were not a little smaller, the layer would often be larger by a pixel then.
bool show_in(GimpLayer* layer, Size size) {
    if (size.width == 0) return true;
    constexpr double kSmaller = 1 - 2e-7;
    const auto scale = [](int shown, int pixels) {
        return shown == pixels ? 1 : kSmaller * shown / pixels;
    };
    GimpDrawable* const drawable = GIMP_DRAWABLE(layer);
    const double across = scale(size.width, gimp_drawable_get_width(drawable));
    const double down = scale(size.height, gimp_drawable_get_height(drawable));
    const NoSelection everything(gimp_item_get_image(GIMP_ITEM(layer)));
    gimp_context_push();
    gimp_context_set_defaults();  // forward, adjusting the size
    const bool done =
        gimp_layer_set_offsets(layer, 0, 0) &&
        gimp_item_transform_matrix(GIMP_ITEM(layer), across, 0, 0, 0, down, 0, 0, 0, 1) != nullptr;
    gimp_context_pop();
    return done;
}

}  // namespace upscale
