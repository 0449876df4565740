// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/files/header.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace upscale {
namespace {

using namespace std::string_view_literals;

Error bad(const char* why) { return {.kind = ErrorKind::BadReply, .detail = why}; }

unsigned big16(ByteView b, std::size_t at) { return b[at] << 8 | b[at + 1]; }
unsigned long big32(ByteView b, std::size_t at) {
    return static_cast<unsigned long>(big16(b, at)) << 16 | big16(b, at + 2);
}
unsigned little16(ByteView b, std::size_t at) { return b[at] | b[at + 1] << 8; }
unsigned little24(ByteView b, std::size_t at) { return little16(b, at) | b[at + 2] << 16; }

struct WideSize {
    unsigned long width, height;
};

bool has_length(unsigned jpeg_marker) {
    return jpeg_marker != 0x01 && (jpeg_marker < 0xD0 || jpeg_marker > 0xD8);
}

Result<WideSize> png_size(ByteView file) {
    if (file.size() < 33 || as_text(file).substr(12, 4) != "IHDR")
        return bad("PNG without a header");
    return WideSize{big32(file, 16), big32(file, 20)};
}

Result<WideSize> jpeg_size(ByteView file) {
    std::size_t at = 2;
    while (at + 4 <= file.size()) {
        if (file[at] != 0xFF) break;
        const unsigned marker = file[at + 1];
        if (marker == 0xFF) {  // fill byte
            ++at;
            continue;
        }
        const bool start_of_frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (start_of_frame) {
            if (at + 9 > file.size()) break;
            return WideSize{big16(file, at + 7), big16(file, at + 5)};
        }
        if (marker == 0xD9 || marker == 0xDA) break;
        if (!has_length(marker)) {
            at += 2;
            continue;
        }
        at += 2 + std::max(2u, big16(file, at + 2));
    }
    return bad("JPEG without a frame header");
}

Result<WideSize> webp_size(ByteView file) {
    if (file.size() < 30) return bad("WebP without a header");
    const std::string_view chunk = as_text(file).substr(12, 4);
    if (chunk == "VP8X") {
        constexpr unsigned kAnimation = 0x02;
        if (file[20] & kAnimation) return bad("an animated WebP");
        return WideSize{little24(file, 24) + 1ul, little24(file, 27) + 1ul};
    }
    if (chunk == "VP8L" && file[20] == 0x2F) {
        const unsigned long bits = little24(file, 21) | static_cast<unsigned long>(file[24]) << 24;
        return WideSize{(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
    }
    if (chunk == "VP8 " && file[23] == 0x9D && file[24] == 0x01 && file[25] == 0x2A)
        return WideSize{little16(file, 26) & 0x3FFFul, little16(file, 28) & 0x3FFFul};
    return bad("WebP without a frame header");
}

/// Counts the scans up to the end marker, but at most kMaxScans + 1.
int count_scans(ByteView file) {
    int scans = 0;
    for (std::size_t at = 2; at + 4 <= file.size() && scans <= kMaxScans;) {
        const unsigned marker = file[at + 1];
        // Compressed data, in which FF 00 stands for a byte FF, or fill bytes.
        if (file[at] != 0xFF || marker == 0x00 || marker == 0xFF) {
            const auto next = std::find(file.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                                        file.end(), std::uint8_t{0xFF});
            at = static_cast<std::size_t>(next - file.begin());
            continue;
        }
        if (marker == 0xD9) break;
        scans += marker == 0xDA;
        at += has_length(marker) ? 2 + std::max(2u, big16(file, at + 2)) : 2;
    }
    return scans;
}

struct CompressedBytes {
    std::size_t text = 0, profile = 0;
};

/// Counts the compressed bytes of a PNG's chunks other than the pixels.
CompressedBytes compressed_bytes(ByteView file) {
    CompressedBytes bytes;
    for (std::size_t at = 8; file.size() >= at + 12;) {
        const std::size_t length = std::min<std::size_t>(big32(file, at), file.size() - at - 12);
        const std::string_view type = as_text(file).substr(at + 4, 4);
        const std::string_view data = as_text(file).substr(at + 8, length);
        // keyword, NUL, "is compressed"
        const std::size_t flag = data.substr(0, 80).find('\0') + 1;
        const bool packed = type == "zTXt" || (type == "iTXt" && flag > 0 && flag < data.size() &&
                                               data[flag] != '\0');
        if (packed) bytes.text += length;
        if (type == "iCCP") bytes.profile += length;
        at += 12 + length;
    }
    return bytes;
}

/// Walks over length, type, data and CRC of each chunk.
bool is_complete_png(ByteView file) {
    std::size_t at = 8;
    while (file.size() >= at + 12) {
        const unsigned long length = big32(file, at);
        if (length > file.size() - at - 12) return false;
        const ByteView checked = file.subspan(at + 4, 4 + length);
        // A decoder passes over a damaged chunk that the picture does not need (PNG, 5.4: the
        // fifth bit of the first letter of its name).
        const bool critical = (checked[0] & 0x20) == 0;
        if (critical &&
            libdeflate_crc32(0, checked.data(), checked.size()) != big32(file, at + 8 + length))
            return false;
        if (as_text(checked).starts_with("IEND")) return true;
        at += 12 + length;
    }
    return false;
}

bool is_complete_jpeg(ByteView file) {
    constexpr std::size_t kTrailer = 65536;  // some cameras append data after the end marker
    const std::string_view text = as_text(file);
    return text.substr(text.size() - std::min(text.size(), kTrailer)).rfind("\xFF\xD9"sv) !=
           std::string_view::npos;
}

bool is_complete_webp(ByteView file) {
    if (file.size() < 12) return false;
    const unsigned long length = little24(file, 4) | static_cast<unsigned long>(file[7]) << 24;
    return length <= file.size() - 8;
}

std::optional<ImageFormat> format_of(std::string_view file) {
    if (file.starts_with("\x89PNG\r\n\x1a\n"sv)) return ImageFormat::Png;
    if (file.starts_with("\xFF\xD8\xFF"sv)) return ImageFormat::Jpeg;
    if (file.size() >= 12 && file.starts_with("RIFF"sv) && file.substr(8, 4) == "WEBP"sv)
        return ImageFormat::Webp;
    return std::nullopt;
}

}  // namespace

std::optional<Size> size_in_beginning(ByteView beginning) {
    if (const auto header = read_image_header(beginning)) return header->size;
    constexpr std::size_t kNeeded = 22;
    if (beginning.size() < kNeeded) return std::nullopt;
    unsigned long width = 0, height = 0;
    if (as_text(beginning).starts_with("gimp xcf ")) {
        width = big32(beginning, 14);
        height = big32(beginning, 18);
    } else if (as_text(beginning).starts_with("8BPS")) {
        height = big32(beginning, 14);
        width = big32(beginning, 18);
    }
    constexpr unsigned long kMostSide = 524288;  // of GIMP
    if (width < 1 || height < 1 || width > kMostSide || height > kMostSide) return std::nullopt;
    return Size{static_cast<int>(width), static_cast<int>(height)};
}

std::string_view picture_extension(ByteView file) {
    const std::string_view text = as_text(file);
    if (const auto format = format_of(text)) return extension_of(*format);
    for (const auto& [magic, extension] :
         {std::pair("GIF8"sv, "gif"sv), std::pair("BM"sv, "bmp"sv), std::pair("II*\0"sv, "tif"sv),
          std::pair("MM\0*"sv, "tif"sv), std::pair("\xFF\x0A"sv, "jxl"sv),
          std::pair("\0\0\0\x0CJXL "sv, "jxl"sv), std::pair("\0\0\0\x0CjP  "sv, "jp2"sv)})
        if (text.starts_with(magic)) return extension;
    // ISO base media: the length of the box, "ftyp", and the brand of the file
    if (text.size() < 12 || text.substr(4, 4) != "ftyp") return {};
    return text.substr(8, 4).starts_with("avi") ? "avif" : "heic";
}

const char* extension_of(ImageFormat format) {
    return format == ImageFormat::Png ? "png" : format == ImageFormat::Jpeg ? "jpg" : "webp";
}

std::optional<ImageFormat> format_from_extension(std::string_view extension) {
    for (const auto format : {ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Webp})
        if (extension == extension_of(format)) return format;
    return std::nullopt;
}

const char* name_of(ImageFormat format) {
    return format == ImageFormat::Png ? "PNG" : format == ImageFormat::Jpeg ? "JPEG" : "WebP";
}

const char* mime_type_of(ImageFormat format) {
    return format == ImageFormat::Png    ? "image/png"
           : format == ImageFormat::Jpeg ? "image/jpeg"
                                         : "image/webp";
}

Result<ImageHeader> read_image_header(ByteView file) {
    const auto format = format_of(as_text(file));
    if (!format) return bad("not a PNG, JPEG or WebP image");
    const auto size = *format == ImageFormat::Png    ? png_size(file)
                      : *format == ImageFormat::Jpeg ? jpeg_size(file)
                                                     : webp_size(file);
    if (!size) return size.error();
    if (size->width == 0 || size->height == 0) return bad("an image without pixels");
    constexpr unsigned long kMaxSide = 0x7FFFFFFF;
    if (size->width > kMaxSide || size->height > kMaxSide) return bad("PNG of an impossible size");
    return ImageHeader{*format, {static_cast<int>(size->width), static_cast<int>(size->height)}};
}

Status check_decodable(ByteView file, const ImageHeader& header) {
    const auto too_large = [](std::string what) {
        return Error{.kind = ErrorKind::TooLarge, .detail = std::move(what)};
    };
    const auto [width, height] = header.size;
    const long long pixels = 1LL * width * height;
    if (width > kMaxResultSide || height > kMaxResultSide || pixels > kMaxResultPixels)
        return too_large("an image of " + std::to_string(width) + " × " + std::to_string(height) +
                         " pixels");
    if (header.format == ImageFormat::Jpeg)
        if (const int scans = count_scans(file);
            scans > kMaxScans || scans * pixels > kMaxScannedPixels)
            return too_large("a JPEG of too many scans");
    if (header.format == ImageFormat::Png) {
        const CompressedBytes bytes = compressed_bytes(file);
        if (bytes.text > kMaxCompressedText || bytes.profile > kMaxCompressedProfile)
            return too_large("a PNG with too much beside its pixels");
    }
    return Done{};
}

Status check_complete(ByteView file, ImageFormat format) {
    const bool complete = format == ImageFormat::Png    ? is_complete_png(file)
                          : format == ImageFormat::Jpeg ? is_complete_jpeg(file)
                                                        : is_complete_webp(file);
    if (!complete) return bad("the image is damaged or cut off");
    return Done{};
}

}  // namespace upscale
