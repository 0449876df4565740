// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Files to pixels: the one door to libpng, libjpeg-turbo and libwebp. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/byte_budget.hpp"
#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

struct Decoded {
    Bitmap pixels;  ///< RGB, or RGBA (not premultiplied) if anything is transparent; sRGB, upright
    ByteBudget::Share share;  ///< of the budget, as large as `pixels`
};

/// Decodes a PNG, JPEG or still WebP, after its header was checked against the limits of
/// header.hpp. An embedded colour profile, or what a PNG says about its gamma and primaries, is
/// converted to sRGB (relative colorimetric), and the EXIF orientation is applied. Waits until the
/// budget has room for all that the decoder needs (without `file` itself). Nullopt: the file may be
/// fine, but the libraries do not read its kind (a JPEG of 12 bits). BadReply: damaged, cut off or
/// no such image; TooLarge: beyond the limits; Cancelled: within 200 ms of a stop; Internal: not
/// enough memory.
Result<std::optional<Decoded>> decode(ByteView file, ByteBudget& budget,
                                      const std::stop_token& stop);

/// A small picture of a file, at most `side` pixels a side and never enlarged, made while decoding,
/// so that the whole picture is not in memory if the format allows that. TooLarge: it would need
/// more than kMostForReduced bytes. Otherwise as above.
Result<std::optional<Decoded>> decode_reduced(ByteView file, int side, ByteBudget& budget,
                                              const std::stop_token& stop);

constexpr std::size_t kMostForReduced = std::size_t{256} << 20;

class RowDecoder;
class ToSrgb;

/// Reads a PNG, JPEG or still WebP row by row, so that the picture need not be whole in memory
/// (WebP, an interlaced PNG and a progressive JPEG still are). Colours are as in decode(), but the
/// EXIF orientation is not applied, and alpha is ignored. One thread at a time.
class RowReader {
  public:
    /// The file must outlive the reader. Errors as in decode().
    static Result<std::optional<RowReader>> open(ByteView file, const std::stop_token& stop);

    RowReader(RowReader&&) noexcept;
    RowReader& operator=(RowReader&&) noexcept;
    ~RowReader();

    Size size() const;
    /// Writes the next row from the top, 3 bytes a pixel. BadReply, Cancelled.
    Status next(std::uint8_t* rgb);

  private:
    RowReader(std::unique_ptr<RowDecoder> decoder, std::unique_ptr<ToSrgb> to_srgb);
    std::unique_ptr<RowDecoder> m_decoder;
    std::unique_ptr<ToSrgb> m_to_srgb;
    std::vector<std::uint8_t> m_row, m_rgba;  ///< samples; their colours, if they have alpha
};

}  // namespace upscale
