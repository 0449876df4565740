// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/networks.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "base/files.hpp"
#include "base/utf8.hpp"

namespace upscale {
namespace {

constexpr std::string_view kEnding = ".onnx";

}  // namespace

std::string networks_folder() {
    return base_folder("XDG_DATA_HOME", ".local/share") + "/ideogram-upscale/networks";
}

bool is_network_name(std::string_view name) {
    if (name.size() <= kEnding.size() || name.size() > 255) return false;
    if (name.find_first_of(std::string_view("/\0", 2)) != std::string_view::npos) return false;
    const std::string_view end = name.substr(name.size() - kEnding.size());
    return name.front() != '.' && is_utf8(name) &&
           std::equal(end.begin(), end.end(), kEnding.begin(),
                      [](unsigned char c, char wanted) { return std::tolower(c) == wanted; });
}

std::string network_title(const std::string& name) {
    return name.substr(0, name.size() - std::min(name.size(), kEnding.size()));
}

std::vector<std::string> network_names() {
    std::vector<std::string> names;
    std::error_code code;
    // A folder may hold more other files than anybody wants to wait for.
    std::size_t seen = 0;
    for (std::filesystem::directory_iterator file(networks_folder(), code), end;
         !code && file != end && ++seen < 10'000; file.increment(code)) {
        const std::string name = file->path().filename().string();
        std::error_code ignored;
        if (is_network_name(name) && file->is_regular_file(ignored)) names.push_back(name);
    }
    std::ranges::sort(names);
    names.resize(std::min(names.size(), kMostNetworks));
    return names;
}

}  // namespace upscale
