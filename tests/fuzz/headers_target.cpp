// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Files that the service delivers as results.
#include <webp/decode.h>

#include <cstddef>
#include <cstdint>

#include "fuzz/check.hpp"
#include "image/files/header.hpp"

namespace upscale {
namespace {

using fuzz::is_fit_for_people;
using fuzz::require;

void check_size(Size size) {
    require(size.width <= kMaxResultSide && size.height <= kMaxResultSide, "no side is too long");
    require(1LL * size.width * size.height <= kMaxResultPixels, "no image is too large");
}

/// Our limits protect a decoder only if it sees the same size as we do.
void check_against_decoder(ByteView file, Size size) {
    WebPBitstreamFeatures seen;
    if (WebPGetFeatures(file.data(), file.size(), &seen) != VP8_STATUS_OK) return;
    require(!seen.has_animation, "animations are refused");
    require(seen.width == size.width && seen.height == size.height, "libwebp sees the same size");
}

}  // namespace
}  // namespace upscale

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace upscale;
    const ByteView file(data, size);
    for (const auto format : {ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Webp}) {
        require(format_from_extension(extension_of(format)) == format, "formats have names");
        if (const auto complete = check_complete(file, format); !complete)
            require(complete.error().kind == ErrorKind::BadReply, "the kind as announced");
    }
    const auto header = read_image_header(file);
    if (!header) {
        const Error& error = header.error();
        require(error.kind == ErrorKind::BadReply, "the kind as announced");
        require(is_fit_for_people(error.detail, 300), "details can be shown");
        return 0;
    }
    require(header->size.width > 0 && header->size.height > 0, "an image has pixels");
    if (const auto fine = check_decodable(file, *header)) {
        check_size(header->size);
    } else {
        require(fine.error().kind == ErrorKind::TooLarge, "the kind as announced");
        require(is_fit_for_people(fine.error().detail, 300), "details can be shown");
    }
    if (header->format == ImageFormat::Webp) check_against_decoder(file, header->size);
    Bytes longer(file.begin(), file.end());
    longer.resize(size + 32);
    const auto again = read_image_header(longer);
    require(again && again->format == header->format && again->size == header->size,
            "the header does not depend on what follows");
    return 0;
}
