// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/metadata_text.hpp"

#include <algorithm>
#include <array>

namespace upscale {
namespace {

constexpr std::array kOrientation{"Exif.Image.Orientation", "Xmp.tiff.Orientation"};
constexpr std::array kWidth{"Exif.Image.ImageWidth", "Exif.Photo.PixelXDimension",
                            "Xmp.tiff.ImageWidth", "Xmp.exif.PixelXDimension"};
constexpr std::array kHeight{"Exif.Image.ImageLength", "Exif.Photo.PixelYDimension",
                             "Xmp.tiff.ImageLength", "Xmp.exif.PixelYDimension"};
/// how the names begin
constexpr std::array kThumbnail{"Exif.Thumbnail.", "Xmp.xmp.Thumbnails"};

/// What becomes of one element, `<tag name="…">…</tag>`.
std::string element_for_enlargement(std::string_view element, std::string_view name, Size size) {
    const auto with = [&](int value) {
        return "<tag name=\"" + std::string(name) + "\">" + std::to_string(value) + "</tag>";
    };
    if (std::ranges::count(kOrientation, name) > 0) return with(1);
    if (std::ranges::count(kWidth, name) > 0) return with(size.width);
    if (std::ranges::count(kHeight, name) > 0) return with(size.height);
    if (std::ranges::any_of(kThumbnail, [&](const char* start) { return name.starts_with(start); }))
        return {};
    return std::string(element);
}

}  // namespace

std::string metadata_for_enlargement(std::string_view xml, Size size) {
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
                                          xml.substr(name, quote - name), size);
        xml.remove_prefix(after);
    }
}

}  // namespace upscale
