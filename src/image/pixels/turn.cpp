// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/pixels/turn.hpp"

namespace upscale {

Bitmap turned(Bitmap bitmap, const Turn& turn) {
    if (turn == Turn{} || bitmap.empty()) return bitmap;
    const Size size{bitmap.width, bitmap.height}, target = turned(size, turn);
    Bitmap made(target.width, target.height, bitmap.channels);
    const auto offset_of = [&](int x, int y) {
        const Rect pixel = turned(Rect{x, y, 1, 1}, size, turn);
        return static_cast<std::ptrdiff_t>(made.stride()) * pixel.y +
               static_cast<std::ptrdiff_t>(pixel.x) * made.channels;
    };
    // Where the next pixel of a row goes is always the same distance away.
    const std::ptrdiff_t step = size.width > 1 ? offset_of(1, 0) - offset_of(0, 0) : 0;
    for (int y = 0; y < size.height; ++y) {
        const std::uint8_t* from = bitmap.row(y);
        std::ptrdiff_t to = offset_of(0, y);
        for (int x = 0; x < size.width; ++x, from += bitmap.channels, to += step)
            std::copy_n(from, bitmap.channels, made.pixels.data() + to);
    }
    return made;
}

}  // namespace upscale
