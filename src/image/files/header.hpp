// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What an image file says about itself: read from its bytes before any decoder gets them.
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
/// "PNG", "JPEG", "WebP": the names that users see.
const char* name_of(ImageFormat format);
/// "image/png", …
const char* mime_type_of(ImageFormat format);

struct ImageHeader {
    ImageFormat format = ImageFormat::Png;
    Size size;
};

constexpr int kMaxResultSide = 16384;  ///< pixels
constexpr long long kMaxResultPixels = 256000000;
constexpr std::size_t kMaxResultBytes = std::size_t{512} << 20;  ///< of any engine
/// Of a file that comes over a network.
constexpr std::size_t kMaxDownloadBytes = std::size_t{256} << 20;
constexpr int kMaxScans = 100;  ///< of a JPEG; progressive ones have about ten
/// Limit for the scans times the pixels of a JPEG; libjpeg-turbo decodes a billion in a few
/// seconds.
constexpr long long kMaxScannedPixels = 2500000000;
/// Limit for a PNG's compressed texts (zTXt, iTXt), which can unpack to a thousand times their
/// size, and for its colour profile.
constexpr std::size_t kMaxCompressedText = 64 << 10, kMaxCompressedProfile = 1 << 20;

/// Recognises PNG, JPEG and still WebP by their magic and reads their size from the header
/// (PNG: IHDR; JPEG: SOFn; WebP: VP8, VP8L or VP8X, RFC 9649).
/// BadReply: none of the three, cut off, animated, or no pixels.
Result<ImageHeader> read_image_header(ByteView file);

/// The size of a file's picture, by the bytes that it begins with: also the canvas of XCF and PSD,
/// which are not read otherwise. Nullopt: another kind of file, or these bytes do not say it.
std::optional<Size> size_in_beginning(ByteView beginning);

/// The usual ending of the name of a picture file, by its first bytes, also of formats that we do
/// not read ("avif", "jxl", "tif", …); empty: not known to be a picture.
std::string_view picture_extension(ByteView file);

/// Checks, without decoding, that a decoder would finish the file within seconds and with a
/// reasonable amount of memory; the limits are those above. `header` is the file's. TooLarge.
Status check_decodable(ByteView file, const ImageHeader& header);

/// Checks that the file is complete, because decoders may show half a picture without an error.
/// PNG: the checksum of every critical chunk up to IEND; JPEG: its end marker; WebP: the length
/// that it announces. BadReply.
Status check_complete(ByteView file, ImageFormat format);

}  // namespace upscale
