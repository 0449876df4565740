// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What an image file says of itself, read from its own bytes before any decoder sees it.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

enum class ImageFormat { Png, Jpeg, Webp };

/// "png", "jpg", "webp": the ending of a file's name.
const char* extension_of(ImageFormat format);
/// The reverse.
std::optional<ImageFormat> format_from_extension(std::string_view extension);
/// "PNG", "JPEG", "WebP": for people.
const char* name_of(ImageFormat format);
/// "image/png", …
const char* mime_type_of(ImageFormat format);

struct ImageHeader {
    ImageFormat format = ImageFormat::Png;
    Size size;
};

constexpr int kMaxResultSide = 16384;  ///< pixels
constexpr long long kMaxResultPixels = 200000000;
constexpr std::size_t kMaxResultBytes = std::size_t{256} << 20;
constexpr int kMaxScans = 100;  ///< of a JPEG; progressive ones have about ten
/// Scans times pixels of a JPEG; libjpeg-turbo does a billion in a second or a few.
constexpr long long kMaxScannedPixels = 2500000000;
/// Bytes of a PNG's compressed texts (zTXt, iTXt), which unpack to a thousand times as much at
/// most, and of its colour profile.
constexpr std::size_t kMaxCompressedText = 64 << 10, kMaxCompressedProfile = 1 << 20;

/// Recognises PNG, JPEG and still WebP by their magic and reads their size from the header
/// (PNG: IHDR; JPEG: SOFn; WebP: VP8, VP8L or VP8X, RFC 9649).
/// BadReply: none of the three, cut off, animated, or no pixels.
Result<ImageHeader> read_image_header(ByteView file);

/// Whether a decoder would be done with the file in seconds and in a sane amount of memory, by the
/// limits above, which are checked without decoding. `header` is the file's. TooLarge.
Status check_decodable(ByteView file, const ImageHeader& header);

/// Checks that the file is all there, since loaders may pass a half over in silence. PNG: every
/// chunk's checksum up to IEND; JPEG: its end marker; WebP: the length that it announces. BadReply.
Status check_complete(ByteView file, ImageFormat format);

}  // namespace upscale
