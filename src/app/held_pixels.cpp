// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/held_pixels.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace upscale {
namespace {

/// `move` is pread() or pwrite().
template <class Byte, class Move>
bool move_all(Move move, int file, Byte* bytes, std::size_t count, std::size_t at) {
    while (count > 0) {
        const ssize_t moved = move(file, bytes, count, static_cast<off_t>(at));
        if (moved < 0 && errno == EINTR) continue;
        if (moved <= 0) return false;
        bytes += moved;
        at += static_cast<std::size_t>(moved);
        count -= static_cast<std::size_t>(moved);
    }
    return true;
}

std::size_t bytes_of(const Bitmap& bitmap) {
    return static_cast<std::size_t>(bitmap.width) * static_cast<std::size_t>(bitmap.height) *
           static_cast<std::size_t>(bitmap.channels);
}

Bitmap shape_of(const Bitmap& bitmap) {
    Bitmap shape;
    shape.width = bitmap.width;
    shape.height = bitmap.height;
    shape.channels = bitmap.channels;
    return shape;
}

}  // namespace

HeldPixels::~HeldPixels() {
    if (m_file >= 0) close(m_file);
}

void HeldPixels::to_disk(const std::string& folder) {
    if (!m_pixels) return;
    const ResultPixels pixels = std::move(*m_pixels);
    m_pixels.reset();
    const std::size_t rgb = pixels.rgb.pixels.size(), alpha = pixels.alpha.pixels.size();
    std::error_code code;
    const auto space = std::filesystem::space(folder, code);
    if (code || (rgb + alpha) > space.available / 4) return;
    std::string path = folder + "/pixels-XXXXXX";
    m_file = mkostemp(path.data(), O_CLOEXEC);
    if (m_file < 0) return;
    unlink(path.c_str());
    m_rgb = shape_of(pixels.rgb);
    m_alpha = shape_of(pixels.alpha);
    if (move_all(pwrite, m_file, pixels.rgb.pixels.data(), rgb, 0) &&
        move_all(pwrite, m_file, pixels.alpha.pixels.data(), alpha, rgb))
        return;
    close(std::exchange(m_file, -1));
}

std::optional<ResultPixels> HeldPixels::take() {
    if (m_pixels) return std::exchange(m_pixels, std::nullopt);
    if (m_file < 0) return std::nullopt;
    ResultPixels pixels{m_rgb, m_alpha};
    const std::size_t rgb = bytes_of(m_rgb), alpha = bytes_of(m_alpha);
    pixels.rgb.pixels.resize(rgb);
    pixels.alpha.pixels.resize(alpha);
    if (!move_all(pread, m_file, pixels.rgb.pixels.data(), rgb, 0) ||
        !move_all(pread, m_file, pixels.alpha.pixels.data(), alpha, rgb))
        return std::nullopt;
    return pixels;
}

}  // namespace upscale
