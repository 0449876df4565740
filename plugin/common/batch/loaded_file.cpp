// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/batch/loaded_file.hpp"

#include "base/utf8.hpp"
#include "batch/name_pattern.hpp"
#include "common/runs/run_jobs.hpp"
#include "image/pixels/alpha.hpp"

namespace upscale {
namespace {

std::vector<std::string> names_of(const std::vector<LoadedLayer>& layers) {
    std::vector<std::string> names;
    for (const LoadedLayer& layer : layers) names.push_back(layer.name);
    return layer_names(names);
}

}  // namespace

Result<LoadedFile> LoadedFile::load(Editor& editor, FilePort& files, const std::string& path,
                                    const SourceStamp& stamp) {
    const auto image = files.load(path);
    if (!image) return image.error();
    LoadedFile loaded(UnseenImage(editor, *image), stamp);
    // what was read may be neither the old file nor the new one
    const auto after = stamp_of(path);
    if (!after) return after.error();
    if (*after != stamp)
        return Error{.kind = ErrorKind::LocalIo,
                     .reason = Reason::FileChanged,
                     .about = printable_line(path)};
    return loaded;
}

Result<ItemId> LoadedFile::layer(FilePort& files, const std::string& name) const {
    const auto layers = files.layers_of(image());
    const auto names = names_of(layers);
    for (std::size_t i = 0; i < layers.size(); ++i)
        if (names[i] == name) return layers[i].id;
    return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoLayer};
}

std::vector<LayerOfFile> LoadedFile::layers(Editor& editor, FilePort& files,
                                            const Parameters& values) const {
    std::vector<LayerOfFile> found;
    const auto layers = files.layers_of(image());
    const auto names = names_of(layers);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        LayerOfFile& layer = found.emplace_back(LayerOfFile{.name = names[i], .size = {1, 1}});
        const auto start =
            read_assignment(editor, image(), {layers[i].id, {}, Pixels::Own}, values);
        if (!start) continue;  // it fails when it is begun, and says why
        layer.size = {start->pixels.width, start->pixels.height};
        if (is_invisible(take_alpha(start->pixels))) layer.size = {};
        layer.ppi = start->source.ppi;
    }
    return found;
}

}  // namespace upscale
