// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/metadata_text.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

TEST(MetadataText, IsCorrectedForTheEnlargement) {
    const struct {
        const char *given, *expected;
    } cases[] = {
        {"", ""},
        {"<metadata>\n</metadata>", "<metadata>\n</metadata>"},
        {"<tag name=\"Exif.Image.Artist\">A &amp; B</tag>",
         "<tag name=\"Exif.Image.Artist\">A &amp; B</tag>"},
        {"<tag name=\"Exif.Image.Orientation\">6</tag>",
         "<tag name=\"Exif.Image.Orientation\">1</tag>"},
        {"<a/><tag name=\"Exif.Photo.PixelXDimension\">100</tag>\n"
         "<tag name=\"Xmp.tiff.ImageLength\">50</tag><b/>",
         "<a/><tag name=\"Exif.Photo.PixelXDimension\">200</tag>\n"
         "<tag name=\"Xmp.tiff.ImageLength\">120</tag><b/>"},
        {"<m><tag name=\"Exif.Thumbnail.Compression\">6</tag></m>", "<m></m>"},
        {"<tag name=\"Xmp.xmp.Thumbnails[1]\" encoding=\"base64\">AA==</tag>", ""},
        {"<tag name=\"Exif.Image.Orientation\">6", "<tag name=\"Exif.Image.Orientation\">6"},
        {"<tag name=\"Exif.Image", "<tag name=\"Exif.Image"},
    };
    for (const auto& c : cases)
        EXPECT_EQ(metadata_for_enlargement(c.given, {200, 120}), c.expected) << c.given;
}

}  // namespace
}  // namespace upscale
