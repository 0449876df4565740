// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/last_values.hpp"

#include <libgimp/gimp.h>

#include <filesystem>

#include "app/last_values.hpp"
#include "base/files.hpp"
#include "json/json.hpp"

namespace upscale {
namespace {

std::string path() {
    return (std::filesystem::path(gimp_directory()) / "ideogram-upscale.json").string();
}

}  // namespace

Parameters load_last_values() {
    const auto content = read_file(path(), json::kMaxText);
    return content ? parameters_from_json(as_text(*content)) : Parameters{};
}

void save_last_values(const Parameters& values) {
    const std::string text = to_json(values);
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    if (const auto saved = write_file(path(), bytes); !saved)
        g_printerr("ideogram-upscale: %s\n", saved.error().detail.c_str());
}

}  // namespace upscale
