// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "image/decoding/decoders.hpp"
#include "image/decoding/exif.hpp"

namespace upscale {
namespace {

template <auto Function>
struct WebpEnds {
    template <class T>
    void operator()(T* handle) const {
        Function(handle);
    }
};
using Demuxer = std::unique_ptr<WebPDemuxer, WebpEnds<&WebPDemuxDelete>>;
using Reader = std::unique_ptr<WebPIDecoder, WebpEnds<&WebPIDelete>>;

/// The data of a chunk; empty if there is none.
ByteView chunk_of(const WebPDemuxer* demuxer, const char* name) {
    WebPChunkIterator found;
    if (!WebPDemuxGetChunk(demuxer, name, 1, &found)) return {};
    const ByteView data(found.chunk.bytes, found.chunk.size);
    WebPDemuxReleaseChunkIterator(&found);
    return data;  // it lies in the file
}

class WebpDecoder final : public RowDecoder {
  public:
    explicit WebpDecoder(ByteView file) : m_file(file) {}

    Result<std::optional<Done>> begin() override;
    std::size_t own_bytes() const override;
    Status start(int longest, const std::stop_token& stop) override;
    Status next(std::uint8_t* row) override;

  private:
    ByteView m_file;
    WebPDecoderConfig m_config;
    std::vector<std::uint8_t> m_whole;
    std::stop_token m_stop;
    std::size_t m_at = 0;
};

Result<std::optional<Done>> WebpDecoder::begin() {
    if (!WebPInitDecoderConfig(&m_config))
        return Error{.kind = ErrorKind::Internal, .detail = "another libwebp"};
    if (WebPGetFeatures(m_file.data(), m_file.size(), &m_config.input) != VP8_STATUS_OK)
        return damaged_file("a WebP without a header");
    if (m_config.input.has_animation) return std::optional<Done>();
    size = {m_config.input.width, m_config.input.height};
    colours.channels = m_config.input.has_alpha ? 4 : 3;
    const WebPData data{m_file.data(), m_file.size()};
    const Demuxer demuxer(WebPDemux(&data));
    if (!demuxer) return std::optional(Done{});
    const ByteView profile = chunk_of(demuxer.get(), "ICCP");
    if (profile.size() <= kLargestProfile) colours.profile.assign(profile.begin(), profile.end());
    orientation = orientation_in(chunk_of(demuxer.get(), "EXIF"));
    return std::optional(Done{});
}

/// All pixels of the output, and those of a lossless picture once more.
std::size_t WebpDecoder::own_bytes() const {
    const std::size_t pixels =
        static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
    return pixels * (colours.bytes_per_pixel() + 4);
}

Status WebpDecoder::start(int longest, const std::stop_token& stop) {
    m_stop = stop;
    if (const int side = std::max(size.width, size.height); longest > 0 && longest < side) {
        size.width = std::max(1, static_cast<int>(1LL * size.width * longest / side));
        size.height = std::max(1, static_cast<int>(1LL * size.height * longest / side));
        m_config.options.use_scaling = 1;
        m_config.options.scaled_width = size.width;
        m_config.options.scaled_height = size.height;
    }
    const std::size_t stride = static_cast<std::size_t>(size.width) * colours.bytes_per_pixel();
    m_whole.resize(stride * static_cast<std::size_t>(size.height));
    m_config.output.colorspace = colours.channels == 4 ? MODE_RGBA : MODE_RGB;
    m_config.output.is_external_memory = 1;
    m_config.output.u.RGBA = {m_whole.data(), static_cast<int>(stride), m_whole.size()};
    const Reader reader(WebPIDecode(nullptr, 0, &m_config));
    if (!reader) return Error{.kind = ErrorKind::Internal, .detail = "no memory for a decoder"};
    // A little of the file at a time, so that a stop is noticed.
    constexpr std::size_t kStep = 16 << 10;
    auto state = VP8_STATUS_SUSPENDED;
    for (std::size_t end = 0; state == VP8_STATUS_SUSPENDED && end < m_file.size();) {
        if (stop.stop_requested()) return cancelled();
        end = std::min(end + kStep, m_file.size());
        state = WebPIUpdate(reader.get(), m_file.data(), end);
    }
    if (state == VP8_STATUS_OUT_OF_MEMORY)
        return Error{.kind = ErrorKind::Internal, .detail = "no memory for a decoder"};
    if (state != VP8_STATUS_OK) return damaged_file("pixels of the WebP are missing");
    return Done{};
}

Status WebpDecoder::next(std::uint8_t* row) {
    if (m_stop.stop_requested()) return cancelled();
    const std::size_t stride = static_cast<std::size_t>(size.width) * colours.bytes_per_pixel();
    std::memcpy(row, &m_whole[m_at], stride);
    m_at += stride;
    return Done{};
}

}  // namespace

std::unique_ptr<RowDecoder> webp_decoder(ByteView file) {
    return std::make_unique<WebpDecoder>(file);
}

}  // namespace upscale
