// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/prepare.hpp"

#include <cmath>
#include <cstdio>
#include <utility>

#include "base/unless_stopped.hpp"
#include "image/pixels/alpha.hpp"
#include "image/registration/registration.hpp"

namespace upscale {
namespace {

Result<Prepared> prepare_in_steps(Bitmap pixels, const Parameters& parameters,
                                  const std::stop_token& stop) {
    const auto stopped = [&] { return stop.stop_requested(); };
    const EngineLimits& limits = limits_of(parameters.engine);
    Prepared prepared;
    prepared.alpha = take_alpha(pixels);
    if (is_invisible(prepared.alpha))
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::NothingVisible};
    if (stopped()) return cancelled();
    Bitmap rgb = bleed(std::move(pixels));
    if (parameters.protect_edges) {
        const Frame frame = frame_around({rgb.width, rgb.height});
        if (frame.size != Size{rgb.width, rgb.height}) {
            rgb = pad(rgb, frame);
            prepared.frame = frame;
        }
    }
    const Size picture{rgb.width, rgb.height};
    if (auto sendable = check_sendable(picture, limits); !sendable) return sendable.error();
    if (stopped()) return cancelled();
    prepared.preview = preview_of(rgb);
    if (stopped()) return cancelled();
    auto upload = encode_upload(std::move(rgb), parameters.upload_format, stop, limits);
    if (!upload) return upload.error();
    if (auto larger = check_enlarged(picture, upload->size); !larger) return larger.error();
    if (stopped()) return cancelled();
    prepared.upload = std::move(*upload);
    return prepared;
}

}  // namespace

Result<Prepared> prepare(Bitmap pixels, const Parameters& parameters, const std::stop_token& stop) {
    auto prepared = unless_stopped(stop, [pixels = std::move(pixels), parameters, stop]() mutable {
        return prepare_in_steps(std::move(pixels), parameters, stop);
    });
    if (!prepared) return cancelled();
    return std::move(*prepared);
}

std::string describe_upload(const Upload& upload) {
    const auto bytes = static_cast<double>(upload.file.size());
    const bool small = bytes < 1e6;
    char text[80];
    std::snprintf(text, sizeof text, "%s, %.*f %s, %d × %d", name_of(upload.format), small ? 0 : 1,
                  std::ceil(bytes / 1e3) / (small ? 1 : 1e3), small ? "kB" : "MB",
                  upload.size.width, upload.size.height);
    return text;
}

}  // namespace upscale
