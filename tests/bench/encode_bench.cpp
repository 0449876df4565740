// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// From pixels to upload-ready bytes, as a ratio to stb_image_write's own encoder in the same run.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/parameters.hpp"
#include "bench/stb_as_it_is.hpp"
#include "image/alpha.hpp"
#include "image/padding.hpp"
#include "image/upload_encoder.hpp"
#include "support/photo.hpp"

namespace upscale {
namespace {

constexpr int kSide = 2048, kRounds = 5;

/// 2048 × 2048 pixels of photos at their own size, side by side.
Bitmap mosaic() {
    const Bitmap photos[] = {load_photo("astronaut.png"), load_photo("coffee.png"),
                             load_photo("rocket.jpg")};
    Bitmap canvas(kSide, kSide, 3);
    int next = 0;
    for (int y = 0; y < kSide; y += 400)
        for (int x = 0; x < kSide; x += 512) {
            const Bitmap& photo = photos[next++ % 3];
            for (int row = 0; row < std::min(400, kSide - y); ++row)
                std::copy_n(photo.row(row), 512 * 3, canvas.row(y + row) + x * 3);
        }
    return canvas;
}

template <class Work>
double best_ms(Work&& work) {
    double best = 1e9;
    for (int i = 0; i < kRounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> time =
            std::chrono::steady_clock::now() - start;
        best = std::min(best, time.count());
    }
    return best;
}

int run() {
    const Bitmap photo = mosaic();
    std::size_t peer = 0;
    Upload upload;
    const double peer_ms = best_ms([&] { peer = stb_png_size(photo); });
    const double ours_ms =
        best_ms([&] { upload = *encode_upload(photo, UploadFormat::Png, {}, 1u << 30); });
    const double auto_ms = best_ms([&] { upload = *encode_upload(photo, UploadFormat::Auto, {}); });
    const std::size_t ours = encode_upload(photo, UploadFormat::Png, {}, 1u << 30)->file.size();
    std::printf("upload encoding, %d x %d photo, best of %d\n", kSide, kSide, kRounds);
    std::printf("  stb_image_write        %7.1f ms  %9zu bytes\n", peer_ms, peer);
    std::printf("  ours, PNG              %7.1f ms  %9zu bytes  time x %.3f  size x %.3f\n",
                ours_ms, ours, ours_ms / peer_ms,
                static_cast<double>(ours) / static_cast<double>(peer));
    std::printf("  ours, auto (%s)       %7.1f ms  %9zu bytes  time x %.3f  size x %.3f\n",
                extension_of(upload.format), auto_ms, upload.file.size(), auto_ms / peer_ms,
                static_cast<double>(upload.file.size()) / static_cast<double>(peer));

    Bitmap cut_out(kSide, kSide, 4);
    for (std::size_t i = 0; i < photo.pixels.size() / 3; ++i) {
        std::copy_n(photo.pixels.data() + i * 3, 3, cut_out.pixels.data() + i * 4);
        cut_out.pixels[i * 4 + 3] = i / 64 % 3 ? 255 : 0;
    }
    const double bleed_ms = best_ms([&] { bleed(cut_out); });
    std::printf("bleeding under alpha     %7.1f ms  (%.1f ns a pixel)\n", bleed_ms,
                bleed_ms * 1e6 / kSide / kSide);
    const bool good = upload.file.size() <= peer && std::max(ours_ms, auto_ms) <= peer_ms / 4;
    std::printf("target: at most 0.250 of the time at no larger size: %s\n",
                good ? "met" : "missed");
    return good ? 0 : 1;
}

}  // namespace
}  // namespace upscale

int main() { return upscale::run(); }
