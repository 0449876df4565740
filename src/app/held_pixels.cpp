// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/held_pixels.hpp"

#include <filesystem>
#include <utility>

namespace upscale {
namespace {

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

void HeldPixels::to_disk(const std::string& folder) {
    if (!m_pixels) return;
    const ByteBudget::Share share = std::move(m_share);
    const ResultPixels pixels = std::move(*m_pixels);
    m_pixels.reset();
    const std::size_t rgb = pixels.rgb.pixels.size(), alpha = pixels.alpha.pixels.size();
    std::error_code code;
    const auto space = std::filesystem::space(folder, code);
    if (code || (rgb + alpha) > space.available / 4) return;
    std::string path = folder + "/pixels";
    platform::Handle file = platform::create_private_file(path, code);
    if (code) return;
    std::filesystem::remove(path, code);  // the content exists as long as the handle is open
    m_rgb = shape_of(pixels.rgb);
    m_alpha = shape_of(pixels.alpha);
    platform::write(file, pixels.rgb.pixels, code);
    if (!code) platform::write(file, pixels.alpha.pixels, code);
    if (!code) m_file = std::move(file);
}

std::optional<ResultPixels> HeldPixels::take() {
    if (m_pixels) {
        m_share = {};
        return std::exchange(m_pixels, std::nullopt);
    }
    if (!m_file) return std::nullopt;
    ResultPixels pixels{m_rgb, m_alpha};
    pixels.rgb.pixels.resize(bytes_of(m_rgb));
    pixels.alpha.pixels.resize(bytes_of(m_alpha));
    std::error_code code;
    platform::rewind(m_file, code);
    for (Bitmap* bitmap : {&pixels.rgb, &pixels.alpha})
        if (code || platform::read(m_file, bitmap->pixels, code) != bitmap->pixels.size())
            return std::nullopt;
    if (code) return std::nullopt;
    return pixels;
}

}  // namespace upscale
