// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A network that enlarges pictures on the CPU, tile by tile.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"
#include "local/networks/traits.hpp"
#include "local/picture/strip.hpp"

namespace upscale::local {

/// How a length is divided: `count` pieces of equal `size`; the last ones overlap the ones before
/// so that they end with the length. All pieces have one size because OpenCV prepares the network
/// anew for each other size.
struct Cut {
    int length, count, size;
    Cut(int whole, int piece)
        : length(whole), count((whole + piece - 1) / piece), size((whole + count - 1) / count) {}
    int start(int i) const { return std::min(i * size, length - size); }
    int end(int i) const { return start(i) + size; }
};

/// The tiles of a picture.
struct TileGrid {
    Cut across, down;  ///< in pixels of the source
    int border;        ///< what the network gets on the left of a tile and above it
    Size input;        ///< of the network: tile, border, and what is missing on the right and below

    /// The source rows that the tiles of row `j` need, within a picture of any height.
    int first_row(int j) const { return std::max(0, down.start(j) - border); }
    int last_row(int j) const {
        return std::min(down.length, down.start(j) - border + input.height);
    }
};

class Network {
  public:
    /// Loads an ONNX file and tries it on a few pixels. LocalIo: it cannot be read, is no ONNX
    /// file, or does not do what `traits` say.
    static Result<Network> load(const std::string& file, const Traits& traits = kOurs);

    Network(Network&&) noexcept;
    Network& operator=(Network&&) noexcept;
    ~Network();

    const Traits& traits() const { return m_traits; }

    /// The tiles of a picture; `tile`: pixels a side at most, 0: as the traits say.
    TileGrid tiles(Size picture, int tile = 0) const;

    /// Enlarges the tiles of row `j`. `source` holds the rows from first_row(j) to last_row(j),
    /// `enlarged` the rows of these tiles; both RGB. `gray`: the picture is gray, and so is the
    /// result. `after_tile` is called after each tile. Uses all cores; not for two threads at the
    /// same time. Cancelled: stopped between two tiles; Internal: the network failed, or gave
    /// something else than pixels, which network_fault names.
    Status enlarge_row(const TileGrid& tiles, int j, const Strip& source, bool gray,
                       Strip& enlarged, const std::stop_token& stop,
                       const std::function<void()>& after_tile = {});

    /// The same for a whole picture in memory, 3 channels, not empty.
    Result<Bitmap> enlarge(const Bitmap& rgb, const std::stop_token& stop, int tile = 0,
                           const std::function<void()>& after_tile = {});

  private:
    struct Engine;
    Network(std::unique_ptr<Engine> engine, const Traits& traits);
    std::unique_ptr<Engine> m_engine;
    Traits m_traits;
};

}  // namespace upscale::local
