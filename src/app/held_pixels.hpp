// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a decoded result from registration until its layer is made. Decoding it twice would take
// longer, and all results of a job together would need too much memory, so it can be moved to the
// disk.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/byte_budget.hpp"
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
    /// `share`: of the budget for decoded pictures; given back when they leave the memory.
    explicit HeldPixels(ResultPixels pixels, ByteBudget::Share share = {})
        : m_pixels(std::move(pixels)), m_share(std::move(share)) {}
    HeldPixels(const HeldPixels&) = delete;
    HeldPixels& operator=(const HeldPixels&) = delete;

    /// Moves the pixels from memory into a nameless file in `folder`. They are dropped if they
    /// would take more than a quarter of the free space there, or if they cannot be written.
    void to_disk(const std::string& folder);
    /// Pixels in memory can be taken once, pixels on the disk any number of times. Nullopt: they
    /// were dropped.
    std::optional<ResultPixels> take();

  private:
    std::optional<ResultPixels> m_pixels;  ///< while they are in memory
    ByteBudget::Share m_share;
    platform::Handle m_file;
    Bitmap m_rgb, m_alpha;  ///< size and channels of what is in the file; no pixels
};

}  // namespace upscale
