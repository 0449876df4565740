// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// jpeglib.h needs FILE
#include <cstdio>

#include <jpeglib.h>
// after jpeglib.h
#include <jerror.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdlib>
#include <string>
#include <string_view>

#include "image/decoding/decoders.hpp"
#include "image/decoding/exif.hpp"

namespace upscale {
namespace {

constexpr int kExif = JPEG_APP0 + 1, kProfile = JPEG_APP0 + 2;

/// libjpeg's error manager and the place to jump back to.
struct JpegInput {
    jpeg_error_mgr manager;
    std::jmp_buf back;
    jpeg_progress_mgr progress;
    const std::stop_token* stop = nullptr;
    bool damaged = false;  ///< it warned that pixels are missing or wrong
};

JpegInput& input_of(j_common_ptr decoder) { return *reinterpret_cast<JpegInput*>(decoder->err); }

/// Runs calls of libjpeg; false: one of them failed. Nothing in `calls` may have a destructor,
/// because longjmp() would skip it.
template <class Calls>
bool attempt(JpegInput& input, const Calls& calls) {
    if (setjmp(input.back)) return false;
    calls();
    return true;
}

void on_message(j_common_ptr decoder, int level) {
    if (level >= 0) return;
    constexpr std::array kHarmless = {int{JWRN_ADOBE_XFORM},     int{JWRN_BOGUS_PROGRESSION},
                                      int{JWRN_EXTRANEOUS_DATA}, int{JWRN_JFIF_MAJOR},
                                      int{JWRN_TOO_MUCH_DATA},   int{JWRN_BOGUS_ICC}};
    if (std::ranges::find(kHarmless, decoder->err->msg_code) == kHarmless.end())
        input_of(decoder).damaged = true;
}

class JpegDecoder final : public RowDecoder {
  public:
    explicit JpegDecoder(ByteView file) : m_file(file) {}
    ~JpegDecoder() override {
        if (m_made) jpeg_destroy_decompress(&m_decoder);
    }

    Result<std::optional<Done>> begin() override;
    std::size_t own_bytes() const override;
    Status start(int longest, const std::stop_token& stop) override;
    Status next(std::uint8_t* row) override;

  private:
    Error failed();
    bool is_unsupported() const;
    void read_profile();

    ByteView m_file;
    JpegInput m_input{};
    jpeg_decompress_struct m_decoder{};
    bool m_made = false;
    std::stop_token m_stop;
};

Error JpegDecoder::failed() {
    if (m_input.manager.msg_code == JERR_OUT_OF_MEMORY)
        return {.kind = ErrorKind::Internal, .detail = "no memory for a decoder"};
    if (m_input.damaged) return damaged_file("pixels of the JPEG are missing");
    char words[JMSG_LENGTH_MAX] = {};
    (*m_input.manager.format_message)(reinterpret_cast<j_common_ptr>(&m_decoder), words);
    return damaged_file(words);
}

bool JpegDecoder::is_unsupported() const {
    switch (m_input.manager.msg_code) {
        case JERR_ARITH_NOTIMPL:
        case JERR_BAD_PRECISION:
        case JERR_CONVERSION_NOTIMPL:
        case JERR_NOT_COMPILED:
        case JERR_SOF_UNSUPPORTED:
            return true;
        default:
            return false;
    }
}

Result<std::optional<Done>> JpegDecoder::begin() {
    m_decoder.err = jpeg_std_error(&m_input.manager);
    m_input.manager.error_exit = [](j_common_ptr decoder) {
        std::longjmp(input_of(decoder).back, 1);
    };
    m_input.manager.emit_message = on_message;
    m_input.manager.output_message = [](j_common_ptr) {};
    const bool read = attempt(m_input, [&] {
        jpeg_create_decompress(&m_decoder);
        m_made = true;
        jpeg_mem_src(&m_decoder, m_file.data(), static_cast<unsigned long>(m_file.size()));
        jpeg_save_markers(&m_decoder, kExif, 0xFFFF);
        jpeg_save_markers(&m_decoder, kProfile, 0xFFFF);
        jpeg_read_header(&m_decoder, TRUE);
        switch (m_decoder.jpeg_color_space) {
            case JCS_GRAYSCALE:
                break;
            case JCS_YCbCr:
            case JCS_RGB:
                m_decoder.out_color_space = JCS_RGB;
                break;
            case JCS_CMYK:
            case JCS_YCCK:
                m_decoder.out_color_space = JCS_CMYK;
                break;
            default:
                m_input.manager.msg_code = JERR_CONVERSION_NOTIMPL;
                std::longjmp(m_input.back, 1);
        }
        jpeg_calc_output_dimensions(&m_decoder);
    });
    if (!read && is_unsupported()) return std::optional<Done>();
    if (!read) return failed();
    size = {static_cast<int>(m_decoder.image_width), static_cast<int>(m_decoder.image_height)};
    colours.channels = m_decoder.out_color_components;
    colours.cmyk = m_decoder.out_color_space == JCS_CMYK;
    colours.inverted = colours.cmyk && m_decoder.saw_Adobe_marker;
    read_profile();
    for (auto* marker = m_decoder.marker_list; marker; marker = marker->next) {
        const ByteView data(marker->data, marker->data_length);
        if (marker->marker == kExif && as_text(data).starts_with("Exif")) {
            orientation = orientation_in(data);
            break;
        }
    }
    return std::optional(Done{});
}

void JpegDecoder::read_profile() {
    JOCTET* data = nullptr;
    unsigned length = 0;
    const bool found = attempt(m_input, [&] { jpeg_read_icc_profile(&m_decoder, &data, &length); });
    if (found && data && length <= kLargestProfile) colours.profile.assign(data, data + length);
    std::free(data);
}

/// A progressive or multi-scan picture is kept whole, as coefficients of two bytes.
std::size_t JpegDecoder::own_bytes() const {
    std::size_t bytes = static_cast<std::size_t>(size.width) * 64 * 4;
    if (!m_decoder.buffered_image &&
        !jpeg_has_multiple_scans(const_cast<jpeg_decompress_struct*>(&m_decoder)))
        return bytes;
    for (int i = 0; i < m_decoder.num_components; ++i) {
        const jpeg_component_info& part = m_decoder.comp_info[i];
        bytes += std::size_t{2} * DCTSIZE2 * part.width_in_blocks * part.height_in_blocks;
    }
    return bytes;
}

Status JpegDecoder::start(int longest, const std::stop_token& stop) {
    m_stop = stop;
    // Called for each row of blocks, also while all scans are read before the first pixel.
    m_input.stop = &m_stop;
    m_input.progress.progress_monitor = [](j_common_ptr decoder) {
        JpegInput& input = input_of(decoder);
        if (input.stop->stop_requested()) std::longjmp(input.back, 1);
    };
    m_decoder.progress = &m_input.progress;
    bool started = false;
    const bool read = attempt(m_input, [&] {
        m_decoder.scale_denom = 8;
        m_decoder.scale_num = 8;
        if (longest > 0)
            for (const unsigned eighths : {1u, 2u, 4u}) {
                if (static_cast<long long>(std::max(size.width, size.height)) * eighths <
                    8LL * longest)
                    continue;
                m_decoder.scale_num = eighths;
                break;
            }
        started = jpeg_start_decompress(&m_decoder) != 0;
    });
    if (stop.stop_requested()) return cancelled();
    if (!read || !started) return failed();
    size = {static_cast<int>(m_decoder.output_width), static_cast<int>(m_decoder.output_height)};
    return Done{};
}

Status JpegDecoder::next(std::uint8_t* row) {
    JSAMPROW rows[] = {row};
    unsigned got = 0;
    const bool read = attempt(m_input, [&] { got = jpeg_read_scanlines(&m_decoder, rows, 1); });
    if (m_stop.stop_requested()) return cancelled();
    if (!read) return failed();
    if (got != 1 || m_input.damaged) return damaged_file("pixels of the JPEG are missing");
    return Done{};
}

}  // namespace

std::unique_ptr<RowDecoder> jpeg_decoder(ByteView file) {
    return std::make_unique<JpegDecoder>(file);
}

}  // namespace upscale
