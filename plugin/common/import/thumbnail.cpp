// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/thumbnail.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "base/files.hpp"
#include "common/import/decoding.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/encode.hpp"
#include "image/files/header.hpp"
#include "image/pixels/resample.hpp"

namespace upscale {
namespace {

/// The name of the kept small picture; empty: none is kept.
std::string kept_name(std::string_view file) {
    constexpr std::string_view kResult = "result-";
    if (!file.starts_with(kResult)) return {};
    file.remove_prefix(kResult.size());
    return "thumbnail-" + std::string(file.substr(0, file.find('.'))) + ".png";
}

Result<Bitmap> decode_small(ByteView file, const std::string& path, int side,
                            const std::stop_token& stop) {
    auto small = decode_reduced(file, side, picture_budget(), stop);
    if (!small) return small.error();
    if (!*small) return Error{.kind = ErrorKind::BadReply, .detail = "not decoded: " + path};
    return std::move((*small)->pixels);
}

Result<Bitmap> read_small(const std::string& path, std::size_t most_bytes,
                          const std::stop_token& stop) {
    const auto file = read_file(path, most_bytes);
    if (!file) return file.error();
    return decode_small(*file, path, kThumbnailSide, stop);
}

}  // namespace

Result<Bitmap> picture_of_part(const std::string& folder, const std::string& file, RectF part,
                               int side, const std::stop_token& stop) {
    const std::string path = folder + "/" + file;
    const auto bytes = read_file(path, kMaxResultBytes);
    if (!bytes) return bytes.error();
    const auto header = read_image_header(*bytes);
    if (!header) return header.error();
    // The whole picture is decoded only as large as the part needs.
    const int longest = std::max(header->size.width, header->size.height);
    const double of_part =
        std::max(part.width * header->size.width, part.height * header->size.height);
    const double scale = std::min(1.0, side / std::max(1.0, of_part));
    auto whole =
        decode_small(*bytes, path, std::max(1, static_cast<int>(std::ceil(longest * scale))), stop);
    if (!whole) return whole;
    const RectF area{part.x * whole->width, part.y * whole->height, part.width * whole->width,
                     part.height * whole->height};
    const double factor = side / std::max({1.0, area.width, area.height});
    const auto scaled = [&](double length) {
        return std::clamp(static_cast<int>(std::lround(length * factor)), 1, side);
    };
    return resample(*whole, area, {scaled(area.width), scaled(area.height)},
                    factor < 1 ? Kernel::Box : Kernel::CatmullRom, stop);
}

Result<Bitmap> small_picture_of(const std::string& path, const std::stop_token& stop) {
    return read_small(path, kMaxResultBytes, stop);
}

Result<Bitmap> make_thumbnail(const std::string& folder, const std::string& file,
                              const std::stop_token& stop) {
    constexpr std::size_t kMostKept = 1 << 20;
    const std::string name = kept_name(file);
    const std::string kept = folder + "/" + name;
    if (!name.empty())
        if (auto small = read_small(kept, kMostKept, stop)) return small;
    auto small = small_picture_of(folder + "/" + file, stop);
    if (!small || name.empty()) return small;
    // If it cannot be kept, it is made again the next time.
    if (const auto png = encode_png(*small)) static_cast<void>(write_file(kept, *png, Sync::None));
    return small;
}

}  // namespace upscale
