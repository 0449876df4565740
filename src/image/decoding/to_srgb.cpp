// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/decoding/to_srgb.hpp"

#include <lcms2.h>

#include <cstdlib>
#include <cstring>
#include <utility>

namespace upscale {
namespace {

struct ClosesProfile {
    void operator()(cmsHPROFILE profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, ClosesProfile>;
using Curve = std::unique_ptr<cmsToneCurve, decltype(&cmsFreeToneCurve)>;

/// A profile for what gAMA and cHRM say; null if no light has such chromaticities.
Profile profile_of(cmsContext context, const Colours::Encoding& encoding, bool gray) {
    const Curve curve(cmsBuildGamma(context, encoding.exponent), &cmsFreeToneCurve);
    if (!curve) return nullptr;
    if (gray) return Profile(cmsCreateGrayProfileTHR(context, cmsD50_xyY(), curve.get()));
    const auto& c = encoding.chromaticities;
    const cmsCIExyY white{c[0], c[1], 1};
    const cmsCIExyYTRIPLE primaries{{c[2], c[3], 1}, {c[4], c[5], 1}, {c[6], c[7], 1}};
    cmsToneCurve* const curves[] = {curve.get(), curve.get(), curve.get()};
    return Profile(cmsCreateRGBProfileTHR(context, &white, &primaries, curves));
}

/// True if a picture can be in the colours of this profile.
bool describes_pictures(cmsHPROFILE profile) {
    switch (cmsGetDeviceClass(profile)) {
        case cmsSigInputClass:
        case cmsSigDisplayClass:
        case cmsSigOutputClass:
        case cmsSigColorSpaceClass:
            return true;
        default:
            return false;
    }
}

std::uint8_t narrow(std::uint16_t value) {
    return static_cast<std::uint8_t>((value * 255u + 32895u) >> 16);
}

std::uint8_t sample(const std::uint8_t* from, std::size_t index, bool wide) {
    if (!wide) return from[index];
    std::uint16_t value;
    std::memcpy(&value, from + 2 * index, 2);
    return narrow(value);
}

/// Gray, with or without alpha, to as many channels more.
void spread_gray(const std::uint8_t* from, std::uint8_t* to, int width, int channels,
                 std::size_t bytes) {
    for (int x = 0; x < width; ++x) {
        for (int i = 0; i < 3; ++i, to += bytes) std::memcpy(to, from, bytes);
        from += bytes;
        if (channels == 1) continue;
        std::memcpy(to, from, bytes);
        from += bytes;
        to += bytes;
    }
}

void copy_to_8_bits(const std::uint8_t* from, std::uint8_t* to, int width, int channels,
                    bool wide) {
    const auto pixels = static_cast<std::size_t>(width);
    if (channels <= 2 && !wide) return spread_gray(from, to, width, channels, 1);
    if (channels >= 3 && !wide) {
        std::memcpy(to, from, pixels * static_cast<std::size_t>(channels));
        return;
    }
    const auto given = static_cast<std::size_t>(channels);
    for (std::size_t x = 0; x < pixels; ++x, from += 2 * given) {
        for (std::size_t i = 0; i < 3; ++i) *to++ = sample(from, given >= 3 ? i : 0, wide);
        if (given % 2 == 0) *to++ = sample(from, given - 1, wide);
    }
}

/// What shows on white paper if the inks are ideal.
void copy_cmyk(const std::uint8_t* from, std::uint8_t* to, int width, bool inverted) {
    const int flip = inverted ? 0 : 255;
    for (int x = 0; x < width; ++x, from += 4)
        for (int i = 0; i < 3; ++i)
            *to++ = static_cast<std::uint8_t>(((from[i] ^ flip) * (from[3] ^ flip) + 127) / 255);
}

}  // namespace

struct ToSrgb::Lcms {
    Lcms() : context(cmsCreateContext(nullptr, nullptr)) {}
    Lcms(const Lcms&) = delete;
    Lcms& operator=(const Lcms&) = delete;
    ~Lcms() {
        if (transform) cmsDeleteTransform(transform);
        if (context) cmsDeleteContext(context);
    }

    cmsContext context;
    cmsHTRANSFORM transform = nullptr;
    bool spread = false;  ///< gray samples are to be spread to RGB before
};

ToSrgb::ToSrgb(Colours colours) : m_colours(std::move(colours)) {
    if (m_colours.profile.empty() && !m_colours.encoding) return;
    auto lcms = std::make_unique<Lcms>();
    cmsContext const context = lcms->context;
    const bool is_gray = m_colours.channels <= 2;
    const Profile profile = m_colours.profile.empty()
                                ? profile_of(context, *m_colours.encoding, is_gray)
                                : Profile(cmsOpenProfileFromMemTHR(
                                      context, m_colours.profile.data(),
                                      static_cast<cmsUInt32Number>(m_colours.profile.size())));
    const Profile srgb(cmsCreate_sRGBProfileTHR(context));
    if (!profile || !srgb || !describes_pictures(profile.get())) return;
    const auto space = cmsGetColorSpace(profile.get());
    lcms->spread = is_gray && space == cmsSigRgbData;
    if (!lcms->spread && space != (m_colours.cmyk ? cmsSigCmykData
                                   : is_gray      ? cmsSigGrayData
                                                  : cmsSigRgbData))
        return;

    const unsigned alpha = m_colours.has_alpha();
    const unsigned count = lcms->spread ? 3 : static_cast<unsigned>(m_colours.channels) - alpha;
    const unsigned type = m_colours.cmyk ? PT_CMYK : count == 1 ? PT_GRAY : PT_RGB;
    const cmsUInt32Number given = COLORSPACE_SH(type) | EXTRA_SH(alpha) | CHANNELS_SH(count) |
                                  BYTES_SH(m_colours.wide ? 2u : 1u) |
                                  FLAVOR_SH(m_colours.inverted ? 1u : 0u);
    lcms->transform = cmsCreateTransformTHR(
        context, profile.get(), given, srgb.get(), alpha ? TYPE_RGBA_8 : TYPE_RGB_8,
        INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_COPY_ALPHA);
    if (lcms->transform) m_lcms = std::move(lcms);
    if (m_lcms && changes_nothing()) m_lcms.reset();
}

ToSrgb::ToSrgb(ToSrgb&&) noexcept = default;
ToSrgb::~ToSrgb() = default;

/// True if the profile is sRGB, under whatever name: no colour changes by more than one level.
bool ToSrgb::changes_nothing() {
    if (m_colours.cmyk) return false;
    const bool gray = m_colours.channels <= 2;
    const std::size_t bytes = m_colours.wide ? 2 : 1, count = gray ? 256 : 16 * 16 * 16;
    const std::size_t given = m_colours.bytes_per_pixel(), made = channels() == 4 ? 4 : 3;
    const auto level = [&](std::size_t pixel, std::size_t channel) {
        return static_cast<int>(gray ? pixel : (pixel >> 4 * channel) % 16 * 17);
    };
    std::vector<std::uint8_t> samples(count * given, 255), seen(count * made);
    for (std::size_t x = 0; x < count; ++x)
        for (std::size_t i = 0; i < (gray ? 1 : 3); ++i)
            std::memset(&samples[x * given + i * bytes], level(x, i), bytes);
    convert(samples.data(), seen.data(), static_cast<int>(count));
    for (std::size_t x = 0; x < count; ++x)
        for (std::size_t i = 0; i < 3; ++i)
            if (std::abs(seen[x * made + i] - level(x, i)) > 1) return false;
    return true;
}

void ToSrgb::convert(const std::uint8_t* from, std::uint8_t* to, int width) {
    const auto pixels = static_cast<cmsUInt32Number>(width);
    if (!m_lcms) {
        if (m_colours.cmyk)
            copy_cmyk(from, to, width, m_colours.inverted);
        else
            copy_to_8_bits(from, to, width, m_colours.channels, m_colours.wide);
        return;
    }
    if (m_lcms->spread) {
        const std::size_t bytes = m_colours.wide ? 2 : 1;
        m_spread.resize(static_cast<std::size_t>(width) * 4 * bytes);
        spread_gray(from, m_spread.data(), width, m_colours.channels, bytes);
        from = m_spread.data();
    }
    cmsDoTransform(m_lcms->transform, from, to, pixels);
}

}  // namespace upscale
