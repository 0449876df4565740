// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/files/upload_encoder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/parameters.hpp"
#include "image/files/encode.hpp"
#include "image/pixels/resample.hpp"

namespace upscale {
namespace {

constexpr std::array kQualities{95, 92, 90, 85, 80};
constexpr int kReducedQuality = 90;
constexpr double kPredictionSlack = 1.1;  ///< a prediction over the limit by this is still tried

/// A format with its settings.
struct Writing {
    ImageFormat format;
    int quality = 100;                    ///< JPEG only
    PngEffort effort = PngEffort::Quick;  ///< PNG only
    bool lossy() const { return format == ImageFormat::Jpeg; }
};

constexpr Writing kPng{ImageFormat::Png};
constexpr Writing kSmallPng{ImageFormat::Png, 100, PngEffort::Thorough};
constexpr Writing kWebp{ImageFormat::Webp};

Result<Bytes> write(Bitmap& rgb, const Writing& writing) {
    switch (writing.format) {
        case ImageFormat::Png:
            return encode_png(rgb, writing.effort);
        case ImageFormat::Webp:
            return encode_webp_lossless(rgb);
        case ImageFormat::Jpeg:
            break;
    }
    return encode_jpeg(rgb, writing.quality);
}

/// Strips of 16 rows, one in 16: about 6 % of the picture, spread over all of it.
Bitmap sample_of(const Bitmap& rgb) {
    constexpr int kStrip = 16, kEvery = 16;
    Bitmap sample(rgb.width, 0, rgb.channels);
    for (int y = 0; y + kStrip <= rgb.height; y += kStrip * kEvery)
        sample.pixels.insert(sample.pixels.end(), rgb.row(y), rgb.row(y) + rgb.stride() * kStrip);
    sample.height = static_cast<int>(sample.pixels.size() / rgb.stride());
    return sample;
}

class UploadEncoder {
  public:
    UploadEncoder(Bitmap& rgb, std::stop_token stop, std::size_t limit)
        : m_rgb(rgb), m_stop(std::move(stop)), m_limit(static_cast<double>(limit)) {
        // A sample is only worth its time if the raw pixels are well over the limit.
        if (static_cast<double>(rgb.pixels.size()) > m_limit && rgb.height >= 512)
            m_sample = sample_of(rgb);
    }

    /// The encoded file; nullopt if it does not fit.
    std::optional<Upload> encode(const Writing& writing) {
        if (m_stop.stop_requested()) return std::nullopt;
        if (!m_sample.empty() && predict(writing) > m_limit * kPredictionSlack) return std::nullopt;
        return encode(m_rgb, writing);
    }

    /// Reduces the picture to as many pixels as fit.
    std::optional<Upload> encode_reduced() {
        const Writing writing{ImageFormat::Jpeg, kReducedQuality};
        const double bytes =
            m_sample.empty() ? static_cast<double>(m_rgb.pixels.size()) : predict(writing);
        double scale = std::min(0.95, std::sqrt(0.92 * m_limit / std::max(bytes, 1.0)));
        for (; !m_stop.stop_requested() && scale > 0.001; scale *= 0.93) {
            const Size size{std::max(1, static_cast<int>(std::lround(m_rgb.width * scale))),
                            std::max(1, static_cast<int>(std::lround(m_rgb.height * scale)))};
            Bitmap reduced = resample(m_rgb, size, Kernel::Lanczos3);
            if (auto upload = encode(reduced, writing)) return upload;
        }
        return std::nullopt;
    }

  private:
    /// Predicts the size of the whole file, in bytes, from the sample.
    double predict(const Writing& writing) {
        const auto file = write(m_sample, writing);
        if (!file) return INFINITY;
        return static_cast<double>(file->size()) * m_rgb.height / m_sample.height;
    }

    std::optional<Upload> encode(Bitmap& rgb, const Writing& writing) {
        auto file = write(rgb, writing);
        if (!file || static_cast<double>(file->size()) > m_limit) return std::nullopt;
        return Upload{std::move(*file), writing.format, writing.lossy(), {rgb.width, rgb.height}};
    }

    Bitmap& m_rgb;
    std::stop_token m_stop;
    double m_limit;
    Bitmap m_sample;
};

std::optional<Upload> encode_jpeg_down(UploadEncoder& encoder) {
    for (const int quality : kQualities)
        if (auto upload = encoder.encode({ImageFormat::Jpeg, quality})) return upload;
    return std::nullopt;
}

std::optional<Upload> encode_as(UploadEncoder& encoder, int format) {
    switch (format) {
        case UploadFormat::Png:
            if (auto upload = encoder.encode(kPng)) return upload;
            return encoder.encode(kSmallPng);
        case UploadFormat::Webp:
            return encoder.encode(kWebp);
        case UploadFormat::Jpeg:
            return encode_jpeg_down(encoder);
        default:
            break;
    }
    for (const int lossless : {UploadFormat::Png, UploadFormat::Webp, UploadFormat::Jpeg})
        if (auto upload = encode_as(encoder, lossless)) return upload;
    return encoder.encode_reduced();
}

}  // namespace

Size sendable_size(Size picture) {
    constexpr double kSide = kMaxResultSide / 2,
                     kPixels = static_cast<double>(kMaxResultPixels) / 4;
    const double scale =
        std::min({1.0, kSide / std::max(picture.width, picture.height),
                  std::sqrt(kPixels / (static_cast<double>(picture.width) * picture.height))});
    return {std::max(1, static_cast<int>(picture.width * scale)),
            std::max(1, static_cast<int>(picture.height * scale))};
}

Status check_enlarged(Size picture, Size sent) {
    if (2 * std::max(sent.width, sent.height) > std::max(picture.width, picture.height))
        return Done{};
    return Error{.kind = ErrorKind::BadInput, .reason = Reason::NotLarger};
}

Result<Upload> encode_upload(Bitmap rgb, int format, std::stop_token stop, std::size_t limit) {
    const Size sendable = sendable_size({rgb.width, rgb.height});
    if (sendable != Size{rgb.width, rgb.height}) {
        if (format != UploadFormat::Auto)
            return Error{.kind = ErrorKind::TooLarge, .reason = Reason::MustBeReduced};
        rgb = resample(rgb, sendable, Kernel::Lanczos3);
    }
    UploadEncoder encoder(rgb, stop, limit);
    if (auto upload = encode_as(encoder, format)) return std::move(*upload);
    const auto fits = [&](int other) {
        return other > format && format != UploadFormat::Auto && encode_as(encoder, other);
    };
    const bool webp = fits(UploadFormat::Webp), jpeg = fits(UploadFormat::Jpeg);
    if (stop.stop_requested()) return Error{.kind = ErrorKind::Cancelled};
    if (format == UploadFormat::Auto)
        return Error{.kind = ErrorKind::Internal, .detail = "the layer could not be encoded"};
    return Error{.kind = ErrorKind::TooLarge,
                 .reason = webp   ? Reason::WebpAndJpegFit
                           : jpeg ? Reason::JpegFits
                                  : Reason::OnlyReducedFits};
}

}  // namespace upscale
