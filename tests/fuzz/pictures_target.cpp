// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The decoders of results and of their small pictures.
#include <cstddef>
#include <cstdint>

#include "fuzz/check.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/header.hpp"

namespace upscale {
namespace {

using fuzz::is_fit_for_people;
using fuzz::require;

constexpr long long kMostPixels = 1 << 18;  ///< more would only take time

ByteBudget& budget() {
    static ByteBudget all(std::size_t{1} << 30);
    return all;
}

void check_error(const Error& error) {
    require(error.kind == ErrorKind::BadReply || error.kind == ErrorKind::TooLarge ||
                error.kind == ErrorKind::Internal,
            "the kinds as announced");
    require(is_fit_for_people(error.detail, 300), "details can be shown");
}

void check_picture(const Decoded& decoded) {
    const Bitmap& pixels = decoded.pixels;
    require(pixels.channels == 3 || pixels.channels == 4, "RGB or RGBA");
    require(pixels.pixels.size() == pixels.stride() * static_cast<std::size_t>(pixels.height),
            "all rows");
    require(decoded.share.bytes() == pixels.pixels.size(), "the share of the budget");
}

}  // namespace
}  // namespace upscale

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace upscale;
    constexpr int kSide = 16;
    const ByteView file(data, size);
    const auto header = read_image_header(file);
    if (header && 1LL * header->size.width * header->size.height > kMostPixels) return 0;
    if (const auto decoded = decode(file, budget(), {}); !decoded) {
        check_error(decoded.error());
    } else if (*decoded) {
        check_picture(**decoded);
        const Bitmap& pixels = (*decoded)->pixels;
        require(header && 1LL * pixels.width * pixels.height ==
                              1LL * header->size.width * header->size.height,
                "as many pixels as the header says");
    }
    if (const auto small = decode_reduced(file, kSide, budget(), {}); !small) {
        check_error(small.error());
    } else if (*small) {
        check_picture(**small);
        require((*small)->pixels.width <= kSide && (*small)->pixels.height <= kSide, "small");
    }
    return 0;
}
