// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/decoding/decode.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "image/decoding/decoders.hpp"
#include "image/decoding/exif.hpp"
#include "image/files/header.hpp"
#include "image/pixels/alpha.hpp"
#include "image/pixels/resample.hpp"

namespace upscale {
namespace {

/// A decoder that has read everything before the pixels.
Result<std::unique_ptr<RowDecoder>> open(ByteView file) {
    const Error too_large{.kind = ErrorKind::TooLarge, .detail = "a file of too many bytes"};
    if (file.size() > kMaxResultBytes) return too_large;
    const auto header = read_image_header(file);
    if (!header) return header.error();
    if (auto checked = check_decodable(file, *header); !checked) return checked.error();
    auto decoder = header->format == ImageFormat::Png    ? png_decoder(file)
                   : header->format == ImageFormat::Jpeg ? jpeg_decoder(file)
                                                         : webp_decoder(file);
    const auto begun = decoder->begin();
    if (!begun) return begun.error();
    if (!*begun) return std::unique_ptr<RowDecoder>();
    // A file can state its size twice; the size that was checked must be the one that counts.
    if (decoder->size != header->size) return damaged_file("two different sizes");
    return decoder;
}

std::size_t bytes_of(Size size, int channels) {
    return static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) *
           static_cast<std::size_t>(channels);
}

/// A row of samples, aligned for those of 16 bits.
std::vector<std::uint8_t> row_for(const RowDecoder& decoder) {
    return std::vector<std::uint8_t>(static_cast<std::size_t>(decoder.size.width) *
                                     decoder.colours.bytes_per_pixel());
}

Result<Bitmap> read_all(RowDecoder& decoder, ToSrgb& to_srgb) {
    Bitmap bitmap(decoder.size.width, decoder.size.height, to_srgb.channels());
    auto row = row_for(decoder);
    for (int y = 0; y < bitmap.height; ++y) {
        if (auto read = decoder.next(row.data()); !read) return read.error();
        to_srgb.convert(row.data(), bitmap.row(y), bitmap.width);
    }
    return bitmap;
}

/// Sums rows of 8 bits into the blocks of a smaller picture, and averages them.
class Reducer {
  public:
    Reducer(Size from, Size to, int channels)
        : m_from(from),
          m_to(to),
          m_channels(channels),
          m_sums(static_cast<std::size_t>(to.width) * static_cast<std::size_t>(channels + 1)),
          m_made(to.width, to.height, channels) {}

    void add(const std::uint8_t* row, int y) {
        const bool alpha = m_channels == 4;
        const auto parts = static_cast<std::size_t>(m_channels + 1);
        for (int x = 0; x < m_from.width; ++x, row += m_channels) {
            auto* sums =
                &m_sums[static_cast<std::size_t>(1LL * x * m_to.width / m_from.width) * parts];
            // Colours count as much as they are seen.
            const std::uint64_t weight = alpha ? row[3] : 1;
            for (int i = 0; i < 3; ++i) sums[i] += row[i] * weight;
            if (alpha) sums[3] += weight;
            ++sums[m_channels];
        }
        const auto block = [&](int line) {
            return static_cast<int>(1LL * line * m_to.height / m_from.height);
        };
        if (y + 1 == m_from.height || block(y + 1) != block(y)) finish(block(y));
    }
    Bitmap take() { return std::move(m_made); }

  private:
    void finish(int y) {
        std::uint8_t* to = m_made.row(y);
        for (std::size_t at = 0; at < m_sums.size();
             at += static_cast<std::size_t>(m_channels + 1)) {
            const std::uint64_t count = m_sums[at + static_cast<std::size_t>(m_channels)];
            const std::uint64_t weight = m_channels == 4 ? m_sums[at + 3] : count;
            for (std::size_t i = 0; i < 3; ++i)
                *to++ =
                    static_cast<std::uint8_t>(weight ? (m_sums[at + i] + weight / 2) / weight : 0);
            if (m_channels == 4) *to++ = static_cast<std::uint8_t>((weight + count / 2) / count);
        }
        std::ranges::fill(m_sums, 0);
    }

    Size m_from, m_to;
    int m_channels;
    std::vector<std::uint64_t> m_sums;  ///< for each block of the row: its channels, and its pixels
    Bitmap m_made;
};

/// The size with its longer side shortened to `side`, if it is longer.
Size reduced(Size size, int side) {
    const int longest = std::max(size.width, size.height);
    if (longest <= side) return size;
    return {std::max(1, static_cast<int>(1LL * size.width * side / longest)),
            std::max(1, static_cast<int>(1LL * size.height * side / longest))};
}

Result<Bitmap> read_reduced(RowDecoder& decoder, ToSrgb& to_srgb, int side) {
    const Size size = decoder.size;
    Reducer reducer(size, reduced(size, side), to_srgb.channels());
    auto row = row_for(decoder);
    std::vector<std::uint8_t> colours(bytes_of({size.width, 1}, to_srgb.channels()));
    for (int y = 0; y < size.height; ++y) {
        if (auto read = decoder.next(row.data()); !read) return read.error();
        to_srgb.convert(row.data(), colours.data(), size.width);
        reducer.add(colours.data(), y);
    }
    return reducer.take();
}

/// `side`: 0 for the picture as it is.
Result<std::optional<Decoded>> decode_to(ByteView file, int side, ByteBudget& budget,
                                         const std::stop_token& stop) try {
    auto opened = open(file);
    if (!opened) return opened.error();
    if (!*opened) return std::optional<Decoded>();
    RowDecoder& decoder = **opened;
    ToSrgb to_srgb(decoder.colours);
    const Size size = side ? reduced(decoder.size, side) : decoder.size;
    const std::size_t result = bytes_of(size, to_srgb.channels());
    const std::size_t bytes = decoder.own_bytes() + result * (decoder.orientation > 1 ? 2 : 1);
    if (side && bytes > kMostForReduced)
        return Error{.kind = ErrorKind::TooLarge, .detail = "too much memory for a small picture"};
    auto share = budget.take(bytes, stop);
    if (!share || stop.stop_requested()) return cancelled();
    if (auto started = decoder.start(side, stop); !started) return started.error();
    auto bitmap = side ? read_reduced(decoder, to_srgb, side) : read_all(decoder, to_srgb);
    const int orientation = decoder.orientation;
    opened->reset();  // frees its memory
    if (!bitmap) return bitmap.error();
    Decoded decoded{upright(without_idle_alpha(std::move(*bitmap)), orientation),
                    std::move(*share)};
    decoded.share.shrink(decoded.pixels.pixels.size());
    return std::optional(std::move(decoded));
} catch (const std::bad_alloc&) {
    return Error{.kind = ErrorKind::Internal, .detail = "not enough memory to decode"};
}

}  // namespace

Result<std::optional<Decoded>> decode(ByteView file, ByteBudget& budget,
                                      const std::stop_token& stop) {
    return decode_to(file, 0, budget, stop);
}

Result<std::optional<Decoded>> decode_reduced(ByteView file, int side, ByteBudget& budget,
                                              const std::stop_token& stop) {
    return decode_to(file, side, budget, stop);
}

RowReader::RowReader(std::unique_ptr<RowDecoder> decoder, std::unique_ptr<ToSrgb> to_srgb)
    : m_decoder(std::move(decoder)), m_to_srgb(std::move(to_srgb)), m_row(row_for(*m_decoder)) {
    if (m_to_srgb->channels() == 4) m_rgba.resize(bytes_of({m_decoder->size.width, 1}, 4));
}
RowReader::RowReader(RowReader&&) noexcept = default;
RowReader& RowReader::operator=(RowReader&&) noexcept = default;
RowReader::~RowReader() = default;

Result<std::optional<RowReader>> RowReader::open(ByteView file, const std::stop_token& stop) try {
    auto opened = upscale::open(file);
    if (!opened) return opened.error();
    if (!*opened) return std::optional<RowReader>();
    if (auto started = (*opened)->start(0, stop); !started) return started.error();
    auto to_srgb = std::make_unique<ToSrgb>((*opened)->colours);
    return std::optional(RowReader(std::move(*opened), std::move(to_srgb)));
} catch (const std::bad_alloc&) {
    return Error{.kind = ErrorKind::Internal, .detail = "not enough memory to decode"};
}

Size RowReader::size() const { return m_decoder->size; }

Status RowReader::next(std::uint8_t* rgb) {
    if (auto read = m_decoder->next(m_row.data()); !read) return read;
    const int width = m_decoder->size.width;
    if (m_rgba.empty()) {
        m_to_srgb->convert(m_row.data(), rgb, width);
        return Done{};
    }
    m_to_srgb->convert(m_row.data(), m_rgba.data(), width);
    for (const std::uint8_t *from = m_rgba.data(), *end = from + m_rgba.size(); from != end;
         from += 4, rgb += 3)
        std::copy_n(from, 3, rgb);
    return Done{};
}

}  // namespace upscale
