// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/copies.hpp"

#include <libgimp/gimp.h>

#include <filesystem>
#include <memory>
#include <set>
#include <system_error>

#include "batch/file_record.hpp"
#include "common/gobject_ptr.hpp"
#include "platform/process.hpp"
#include "results/file_name.hpp"

namespace upscale {
namespace {

namespace fs = std::filesystem;
using Duplicate = std::unique_ptr<GimpImage, Release<&gimp_image_delete>>;

/// The file that the image was opened from or saved in as XCF; null: there is none.
ObjectPtr<GFile> file_of(GimpImage* image) {
    auto file = adopt(gimp_image_get_xcf_file(image));
    if (!file) file = adopt(gimp_image_get_imported_file(image));
    if (!file) file = adopt(gimp_image_get_file(image));  // that a script has loaded
    return file;
}

/// The file that holds the image as it is now; empty: there is none.
std::string up_to_date_file_of(GimpImage* image) {
    const auto file = file_of(image);
    const CharPtr path = adopt(file ? g_file_get_path(file.get()) : nullptr);
    std::error_code ignored;
    const bool is_same = !gimp_image_is_dirty(image) && path;
    return is_same && fs::is_regular_file(path.get(), ignored) ? path.get() : "";
}

/// The name of the image's file without the extension; "image": it has none.
std::string stem_of(GimpImage* image) {
    const auto file = file_of(image);
    const CharPtr name = adopt(file ? g_file_get_basename(file.get()) : nullptr);
    const std::string stem = name ? file_stem(fs::path(name.get()).stem().string()) : std::string();
    return stem.empty() ? "image" : stem;
}

/// Leaves one layer with what the image shows, so that the file is the same as long as that is.
/// False: GIMP refused.
bool merge(GimpImage* image) {
    if (gimp_image_get_base_type(image) == GIMP_INDEXED && !gimp_image_convert_rgb(image))
        return false;
    if (GimpLayer* const floating = gimp_image_get_floating_sel(image))
        gimp_floating_sel_anchor(floating);
    GimpLayer* const shown = gimp_layer_new_from_visible(image, image, "Visible");
    if (!shown || !gimp_image_insert_layer(image, shown, nullptr, 0)) return false;
    const ArrayPtr<GimpLayer*> layers(gimp_image_get_layers(image));
    for (int i = 0; layers && layers[i]; ++i)
        if (layers[i] != shown) gimp_image_remove_layer(image, layers[i]);
    const ArrayPtr<GimpChannel*> channels(gimp_image_get_channels(image));
    for (int i = 0; channels && channels[i]; ++i) gimp_image_remove_channel(image, channels[i]);
    const ArrayPtr<GimpPath*> lines(gimp_image_get_paths(image));
    for (int i = 0; lines && lines[i]; ++i) gimp_image_remove_path(image, lines[i]);
    gimp_selection_none(image);
    return gimp_item_set_tattoo(GIMP_ITEM(shown), 1) && gimp_image_set_tattoo_state(image, 1);
}

/// Saves what a duplicate shows, because an image must not get the file as its own. The file is in
/// a folder that is called by its contents, so that a batch knows it again. `taken`: the names of
/// other copies, whose results must not get the same name. Returns the path; empty: it failed.
std::string save(const Duplicate& copy, const std::string& folder, std::string stem,
                 std::set<std::string>& taken) {
    if (!copy || !merge(copy.get())) return {};
    const std::string made = folder + "/new-" + std::to_string(platform::process_number()) + ".xcf";
    const auto file = adopt(g_file_new_for_path(made.c_str()));
    if (!gimp_file_save(GIMP_RUN_NONINTERACTIVE, copy.get(), file.get(), nullptr)) return {};
    std::error_code failed;
    if (const auto content = content_hash(made)) {
        const fs::path place = fs::path(folder) / *content;
        if (!taken.insert(stem).second) stem += "-" + content->substr(0, 6);
        const std::string path = place / (stem + ".xcf");
        fs::create_directory(place, failed);
        if (!failed) fs::rename(made, path, failed);
        if (!failed) return path;
    }
    fs::remove(made, failed);
    return {};
}

/// Takes out everything but one layer.
void keep_only(GimpImage* image, GimpLayer* layer) {
    gimp_image_reorder_item(image, GIMP_ITEM(layer), nullptr, 0);  // out of its group
    const ArrayPtr<GimpLayer*> layers(gimp_image_get_layers(image));
    for (int i = 0; layers && layers[i]; ++i)
        if (layers[i] != layer) gimp_image_remove_layer(image, layers[i]);
    gimp_item_set_visible(GIMP_ITEM(layer), TRUE);
    gimp_layer_set_opacity(layer, 100);
    gimp_layer_set_mode(layer, GIMP_LAYER_MODE_NORMAL);
    gimp_image_resize_to_layers(image);
}

}  // namespace

std::vector<std::string> files_of_open_images(const std::string& folder) {
    std::vector<std::string> paths;
    std::set<std::string> taken;
    const ArrayPtr<GimpImage*> images(gimp_get_images());
    for (int i = 0; images && images[i]; ++i) {
        std::string path = up_to_date_file_of(images[i]);
        if (path.empty())
            path =
                save(Duplicate(gimp_image_duplicate(images[i])), folder, stem_of(images[i]), taken);
        if (!path.empty()) paths.push_back(std::move(path));
    }
    return paths;
}

std::vector<std::string> files_of_selected_layers(const std::string& folder) {
    std::vector<std::string> paths;
    std::set<std::string> taken;
    const ArrayPtr<GimpImage*> images(gimp_get_images());
    for (int i = 0; images && images[i]; ++i) {
        const ArrayPtr<GimpLayer*> layers(gimp_image_get_selected_layers(images[i]));
        for (int k = 0; layers && layers[k]; ++k) {
            const Duplicate copy(gimp_image_duplicate(images[i]));
            if (!copy) continue;
            // a duplicate has the same layers selected, in the same order
            const ArrayPtr<GimpLayer*> same(gimp_image_get_selected_layers(copy.get()));
            GimpLayer* layer = nullptr;
            for (int at = 0; same && same[at]; ++at)
                if (at == k) layer = same[at];
            if (!layer) continue;
            keep_only(copy.get(), layer);
            const std::string name = file_stem(adopt(gimp_item_get_name(GIMP_ITEM(layer))).get());
            std::string path = save(
                copy, folder, stem_of(images[i]) + "-" + (name.empty() ? "layer" : name), taken);
            if (!path.empty()) paths.push_back(std::move(path));
        }
    }
    return paths;
}

}  // namespace upscale
