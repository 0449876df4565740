// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/file_name.hpp"

#include <cmath>

#include "base/utf8.hpp"

namespace upscale {

std::string file_stem(const std::string& name) {
    std::string stem = printable_line(name, 100);
    for (char& c : stem)
        if (c == '/') c = '-';
    while (!stem.empty() && (stem.front() == '.' || stem.front() == ' ')) stem.erase(0, 1);
    return stem;
}

std::string new_image_name(const std::string& source, double factor, std::size_t index,
                           std::size_t count) {
    std::string name = file_stem(source);
    if (name.empty()) name = "upscale";
    const long tenths = std::lround(factor * 10);
    name += "-" + std::to_string(tenths / 10);
    if (tenths % 10 != 0) name += "." + std::to_string(tenths % 10);
    name += "x";
    if (count > 1) name += "-" + std::to_string(index + 1);
    return name;
}

}  // namespace upscale
