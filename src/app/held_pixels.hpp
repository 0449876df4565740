// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A decoded result between the look at where it belongs and the making of its layer: decoding it
// twice takes longer, and all results together are too much for the memory.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "image/pixels/bitmap.hpp"
#include "platform/files.hpp"

namespace upscale {

/// A decoded result. Colour and transparency are apart, as they are scaled apart.
struct ResultPixels {
    Bitmap rgb;    ///< where the file is transparent, the colours around it (see bleed())
    Bitmap alpha;  ///< 1 channel; empty: opaque
};

class HeldPixels {
  public:
    explicit HeldPixels(ResultPixels pixels) : m_pixels(std::move(pixels)) {}
    HeldPixels(const HeldPixels&) = delete;
    HeldPixels& operator=(const HeldPixels&) = delete;

    /// Moves them from memory into a file without a name in `folder`. If they would take more than
    /// a quarter of the free space there, or cannot be written, they are gone.
    void to_disk(const std::string& folder);
    /// From memory they can be had once, from the disk as often as wanted; nothing: they are gone.
    std::optional<ResultPixels> take();

  private:
    std::optional<ResultPixels> m_pixels;  ///< in memory
    platform::Handle m_file;
    Bitmap m_rgb, m_alpha;  ///< of what is in the file, without their pixels
};

}  // namespace upscale
