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
/// A format is still tried if its predicted size is at most this times the limit.
constexpr double kPredictionSlack = 1.1;

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

std::optional<Upload> encode_as(UploadEncoder& encoder, ImageFormat format) {
    switch (format) {
        case ImageFormat::Png:
            if (auto upload = encoder.encode(kPng)) return upload;
            return encoder.encode(kSmallPng);
        case ImageFormat::Webp:
            return encoder.encode(kWebp);
        case ImageFormat::Jpeg:
            break;
    }
    return encode_jpeg_down(encoder);
}

std::optional<Upload> encode_automatically(UploadEncoder& encoder, const EngineLimits& limits) {
    for (const ImageFormat format : limits.automatic)
        if (auto upload = encode_as(encoder, format)) return upload;
    return limits.reduces ? encoder.encode_reduced() : std::nullopt;
}

/// nullopt: Automatic.
std::optional<ImageFormat> fixed_format(int format) {
    switch (format) {
        case UploadFormat::Png:
            return ImageFormat::Png;
        case UploadFormat::Webp:
            return ImageFormat::Webp;
        case UploadFormat::Jpeg:
            return ImageFormat::Jpeg;
        default:
            return std::nullopt;
    }
}

}  // namespace

Result<Upload> encode_upload(Bitmap rgb, int format, std::stop_token stop,
                             const EngineLimits& limits) {
    const Size picture{rgb.width, rgb.height};
    const auto fixed = fixed_format(format);
    if (auto sendable = check_sendable(picture, limits); !sendable) return sendable.error();
    const Size sendable = sendable_size(picture, limits);
    if (sendable != picture) {
        if (fixed) return Error{.kind = ErrorKind::TooLarge, .reason = Reason::MustBeReduced};
        rgb = resample(rgb, sendable, Kernel::Lanczos3);
    }
    UploadEncoder encoder(rgb, stop, limits.most_bytes);
    if (auto upload = fixed ? encode_as(encoder, *fixed) : encode_automatically(encoder, limits))
        return std::move(*upload);
    const auto fits = [&](ImageFormat other) {
        return fixed && *fixed != other && encode_as(encoder, other).has_value();
    };
    const bool webp = fixed == ImageFormat::Png && fits(ImageFormat::Webp);
    const bool jpeg = fits(ImageFormat::Jpeg);
    if (stop.stop_requested()) return cancelled();
    if (!fixed)
        return Error{.kind = ErrorKind::Internal, .detail = "the layer could not be encoded"};
    return Error{.kind = ErrorKind::TooLarge,
                 .reason = webp   ? Reason::WebpAndJpegFit
                           : jpeg ? Reason::JpegFits
                                  : Reason::OnlyReducedFits};
}

}  // namespace upscale
