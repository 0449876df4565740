// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/last_values.hpp"

#include <libgimp/gimp.h>

#include <filesystem>

#include "base/files.hpp"
#include "json/json.hpp"
#include "state/journal.hpp"
#include "state/parameters_json.hpp"

namespace upscale {
namespace {

std::string path() {
    return (std::filesystem::path(gimp_directory()) / "ideogram-upscale.json").string();
}

std::string content() {
    const auto file = read_file(path(), json::kMaxText);
    return file ? std::string(as_text(*file)) : std::string();
}

/// A script may have asked for link layers, which GIMP 2.10 does not have.
Parameters possible_here(Parameters values) {
    if (values.placement == Placement::Link) values.placement = Placement::Fit;
    return values;
}

/// Names an image in this run of GIMP.
std::string name_of_image(ImageId image) { return editor_session() + " " + std::to_string(image); }

}  // namespace

Parameters load_last_values() { return possible_here(parameters_from_json(content())); }

Parameters load_last_values_for(ImageId image) {
    const std::string text = content();
    Parameters values = possible_here(parameters_from_json(text));
    const auto root = json::parse(text);
    if (root && json::string_at(*root, {"image"}) == name_of_image(image)) return values;
    const Parameters fresh;
    for (const Parameter& entry : parameter_table())
        if (entry.belongs_to_image) copy_value(entry, fresh, values);
    return values;
}

void save_last_values(const Parameters& values, ImageId image) {
    std::string text = to_json(values);
    text.insert(text.rfind('}'), ",\"image\":\"" + name_of_image(image) + "\"");
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    if (const auto saved = write_file(path(), bytes); !saved)
        g_printerr("ideogram-upscale: %s\n", saved.error().detail.c_str());
}

}  // namespace upscale
