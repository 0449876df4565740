// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/thumbnail.hpp"

#include <string_view>
#include <utility>

#include "base/files.hpp"
#include "common/import/decoding.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/encode.hpp"
#include "image/files/header.hpp"

namespace upscale {
namespace {

/// The name of the kept small picture; empty: none is kept.
std::string kept_name(std::string_view file) {
    constexpr std::string_view kResult = "result-";
    if (!file.starts_with(kResult)) return {};
    file.remove_prefix(kResult.size());
    return "thumbnail-" + std::string(file.substr(0, file.find('.'))) + ".png";
}

Result<Bitmap> read_small(const std::string& path, std::size_t most_bytes,
                          const std::stop_token& stop) {
    const auto file = read_file(path, most_bytes);
    if (!file) return file.error();
    auto small = decode_reduced(*file, kThumbnailSide, picture_budget(), stop);
    if (!small) return small.error();
    if (!*small) return Error{.kind = ErrorKind::BadReply, .detail = "not decoded: " + path};
    return std::move((*small)->pixels);
}

}  // namespace

Result<Bitmap> make_thumbnail(const std::string& folder, const std::string& file,
                              const std::stop_token& stop) {
    constexpr std::size_t kMostKept = 1 << 20;
    const std::string name = kept_name(file);
    const std::string kept = folder + "/" + name;
    if (!name.empty())
        if (auto small = read_small(kept, kMostKept, stop)) return small;
    auto small = read_small(folder + "/" + file, kMaxResultBytes, stop);
    if (!small || name.empty()) return small;
    // If it cannot be kept, it is made again the next time.
    if (const auto png = encode_png(*small)) static_cast<void>(write_file(kept, *png, Sync::None));
    return small;
}

}  // namespace upscale
