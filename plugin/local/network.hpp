// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The waifu2x network: doubles a picture on the CPU, tile by tile.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale::local {

class Network {
  public:
    static constexpr int kTile = 80;  ///< pixels; larger tiles are no faster, but need more memory

    /// Loads an ONNX file and tries it on a few pixels. LocalIo: it cannot be read, is no ONNX
    /// file, or is a network that does not double RGB planes 0..1 with a margin of 7 pixels on each
    /// side.
    static Result<Network> load(const std::string& file);

    Network(Network&&) noexcept;
    Network& operator=(Network&&) noexcept;
    ~Network();

    /// Doubles the size in both directions; `rgb` has 3 channels and is not empty. Works on tiles
    /// of at most `tile` pixels a side, which limits the memory beside the two bitmaps (about 20 MB
    /// for 80) and leaves no seams. Uses all cores; not for two threads at the same time.
    /// Cancelled: stopped between two tiles; Internal: OpenCV failed. `progress` gets the share
    /// that is done, 0..1, after each tile.
    Result<Bitmap> enlarge(const Bitmap& rgb, std::stop_token stop, int tile = kTile,
                           const std::function<void(double)>& progress = {});

  private:
    struct Engine;
    explicit Network(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> m_engine;
};

}  // namespace upscale::local
