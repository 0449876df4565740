// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <png.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <csetjmp>
#include <cstring>
#include <string>
#include <vector>

#include "image/decoding/decoders.hpp"
#include "image/decoding/exif.hpp"

namespace upscale {
namespace {

/// How libpng reads: its calls run in attempt(), which a longjmp() of the error handler ends.
struct PngInput {
    ByteView file;
    std::size_t at = 0;
    std::jmp_buf back;
    char why[80] = {};
};

[[noreturn]] void on_error(png_structp png, png_const_charp why) {
    auto* const input = static_cast<PngInput*>(png_get_error_ptr(png));
    std::strncpy(input->why, why, sizeof input->why - 1);
    std::longjmp(input->back, 1);
}

void on_warning(png_structp, png_const_charp) {}

void on_read(png_structp png, png_bytep to, std::size_t size) {
    auto* const input = static_cast<PngInput*>(png_get_io_ptr(png));
    if (size > input->file.size() - input->at) png_error(png, "cut off");
    std::memcpy(to, input->file.data() + input->at, size);
    input->at += size;
}

/// Runs calls of libpng; false: one of them failed. Nothing in `calls` may have a destructor,
/// because longjmp() would skip it.
template <class Calls>
bool attempt(PngInput& input, const Calls& calls) {
    if (setjmp(input.back)) return false;
    calls();
    return true;
}

/// The words of libpng are English and short, but may repeat bytes of the file.
std::string printable(const char* words) {
    std::string text(words);
    std::ranges::replace_if(
        text, [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

/// What the specification of PNG gives for sRGB pictures beside or instead of the chunk sRGB.
bool is_srgb(const Colours::Encoding& encoding) {
    const Colours::Encoding srgb;
    if (std::abs(encoding.exponent - srgb.exponent) > 0.01) return false;
    for (std::size_t i = 0; i < srgb.chromaticities.size(); ++i)
        if (std::abs(encoding.chromaticities[i] - srgb.chromaticities[i]) > 0.002) return false;
    return true;
}

class PngDecoder final : public RowDecoder {
  public:
    explicit PngDecoder(ByteView file) { m_input.file = file; }
    ~PngDecoder() override {
        if (m_png) png_destroy_read_struct(&m_png, &m_info, nullptr);
    }

    Result<std::optional<Done>> begin() override;
    std::size_t own_bytes() const override;
    Status start(int longest, const std::stop_token& stop) override;
    Status next(std::uint8_t* row) override;

  private:
    Error failed() const { return damaged_file(printable(m_input.why)); }
    void read_colours();

    PngInput m_input;
    png_structp m_png = nullptr;
    png_infop m_info = nullptr;
    int m_passes = 1;
    std::stop_token m_stop;
    std::vector<std::uint8_t> m_whole;  ///< all rows of an interlaced picture
    int m_row = 0;
};

Result<std::optional<Done>> PngDecoder::begin() {
    const Error no_memory{.kind = ErrorKind::Internal, .detail = "no memory for a decoder"};
    const bool made = attempt(m_input, [&] {
        m_png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &m_input, on_error, on_warning);
        if (m_png) m_info = png_create_info_struct(m_png);
    });
    if (!made || !m_info) return no_memory;
    const bool read = attempt(m_input, [&] {
        png_set_read_fn(m_png, &m_input, on_read);
        png_set_user_limits(m_png, kMaxResultSide, kMaxResultSide);
        png_set_chunk_malloc_max(m_png, kLargestProfile);
        // A damaged chunk that the picture does not need is passed over.
        png_set_crc_action(m_png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
        png_set_benign_errors(m_png, 1);
        png_read_info(m_png, m_info);
        const int type = png_get_color_type(m_png, m_info);
        const bool cut_out = png_get_valid(m_png, m_info, PNG_INFO_tRNS) != 0;
        if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(m_png);
        if (type == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(m_png);
        if (cut_out) png_set_tRNS_to_alpha(m_png);
        if (std::endian::native == std::endian::little) png_set_swap(m_png);
        m_passes = png_set_interlace_handling(m_png);
        png_read_update_info(m_png, m_info);
    });
    if (!read) return failed();
    size = {static_cast<int>(png_get_image_width(m_png, m_info)),
            static_cast<int>(png_get_image_height(m_png, m_info))};
    colours.channels = png_get_channels(m_png, m_info);
    colours.wide = png_get_bit_depth(m_png, m_info) == 16;
    if (png_get_rowbytes(m_png, m_info) !=
        static_cast<std::size_t>(size.width) * colours.bytes_per_pixel())
        return damaged_file("rows of another length");
    read_colours();
    png_bytep exif = nullptr;
    png_uint_32 length = 0;
    if (png_get_eXIf_1(m_png, m_info, &length, &exif)) orientation = orientation_in({exif, length});
    return std::optional(Done{});
}

/// In the order of the specification: iCCP, sRGB, then gAMA and cHRM.
void PngDecoder::read_colours() {
    png_charp name = nullptr;
    png_bytep profile = nullptr;
    png_uint_32 length = 0;
    int method = 0, intent = 0;
    if (png_get_iCCP(m_png, m_info, &name, &method, &profile, &length)) {
        colours.profile.assign(profile, profile + length);
        return;
    }
    if (png_get_sRGB(m_png, m_info, &intent)) return;
    Colours::Encoding encoding;
    double gamma = 0;
    const bool has_gamma = png_get_gAMA(m_png, m_info, &gamma) && gamma > 0;
    if (!has_gamma) return;  // primaries alone say nothing about the samples
    encoding.exponent = 1 / gamma;
    auto& c = encoding.chromaticities;
    if (!png_get_cHRM(m_png, m_info, &c[0], &c[1], &c[2], &c[3], &c[4], &c[5], &c[6], &c[7]))
        encoding = {.exponent = encoding.exponent};
    if (!is_srgb(encoding)) colours.encoding = encoding;
}

std::size_t PngDecoder::own_bytes() const {
    const std::size_t row = static_cast<std::size_t>(size.width) * colours.bytes_per_pixel();
    return m_passes > 1 ? row * static_cast<std::size_t>(size.height) : 4 * row;
}

Status PngDecoder::start(int, const std::stop_token& stop) {
    m_stop = stop;
    if (m_passes == 1) return Done{};
    const std::size_t stride = png_get_rowbytes(m_png, m_info);
    m_whole.resize(stride * static_cast<std::size_t>(size.height));
    for (int pass = 0; pass < m_passes; ++pass)
        for (int y = 0; y < size.height; ++y) {
            if (stop.stop_requested()) return cancelled();
            std::uint8_t* const row = &m_whole[stride * static_cast<std::size_t>(y)];
            if (!attempt(m_input, [&] { png_read_row(m_png, row, nullptr); })) return failed();
        }
    return Done{};
}

Status PngDecoder::next(std::uint8_t* row) {
    if (m_stop.stop_requested()) return cancelled();
    if (m_passes > 1) {
        const std::size_t stride = png_get_rowbytes(m_png, m_info);
        std::memcpy(row, &m_whole[stride * static_cast<std::size_t>(m_row++)], stride);
        return Done{};
    }
    if (!attempt(m_input, [&] { png_read_row(m_png, row, nullptr); })) return failed();
    return Done{};
}

}  // namespace

std::unique_ptr<RowDecoder> png_decoder(ByteView file) {
    return std::make_unique<PngDecoder>(file);
}

}  // namespace upscale
