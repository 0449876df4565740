// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metadata_text.hpp"

#include <algorithm>
#include <array>

namespace upscale {
namespace {

constexpr std::array kOrientation{"Exif.Image.Orientation", "Xmp.tiff.Orientation"};
/// beginnings of names
constexpr std::array kOfOldPixels{"Exif.Thumbnail.",          "Xmp.xmp.Thumbnails",
                                  "Xmp.tiff.ImageWidth",      "Xmp.tiff.ImageLength",
                                  "Xmp.exif.PixelXDimension", "Xmp.exif.PixelYDimension"};

/// What becomes of one element, `<tag name="…">…</tag>`.
std::string element_for_enlargement(std::string_view element, std::string_view name) {
    if (std::ranges::any_of(kOfOldPixels, [&](const char* old) { return name.starts_with(old); }))
        return {};
    if (std::ranges::count(kOrientation, name) > 0)
        return "<tag name=\"" + std::string(name) + "\">1</tag>";
    return std::string(element);
}

}  // namespace

std::string metadata_for_enlargement(std::string_view xml) {
    constexpr std::string_view kStart = "<tag name=\"", kEnd = "</tag>";
    std::string result;
    for (;;) {
        const auto start = xml.find(kStart);
        const auto quote = start == xml.npos ? start : xml.find('"', start + kStart.size());
        const auto end = quote == xml.npos ? quote : xml.find(kEnd, quote);
        if (end == xml.npos) return result.append(xml);
        result.append(xml.substr(0, start));
        const auto after = end + kEnd.size();
        const auto name = start + kStart.size();
        result += element_for_enlargement(xml.substr(start, after - start),
                                          xml.substr(name, quote - name));
        xml.remove_prefix(after);
    }
}

}  // namespace upscale
