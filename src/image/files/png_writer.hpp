// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Pixels to a PNG row by row, so that the picture need not be whole in memory.
#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// Compresses quickly, by libpng. One thread at a time.
class PngWriter {
  public:
    /// `channels`: 1 (gray) or 3 (RGB). Internal: not enough memory.
    static Result<PngWriter> begin(Size size, int channels);

    PngWriter(PngWriter&&) noexcept;
    PngWriter& operator=(PngWriter&&) noexcept;
    ~PngWriter();

    /// Writes the next row from the top. Internal: not enough memory.
    Status write(const std::uint8_t* row);
    /// The file, after all rows.
    Result<Bytes> finish();

  private:
    struct State;
    explicit PngWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace upscale
