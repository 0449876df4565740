// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What each engine takes of a picture: one table for what is sent, what is told before, and the
// engine on this computer itself.
#pragma once

#include <span>

#include "base/result.hpp"
#include "image/files/header.hpp"

namespace upscale {

struct EngineLimits {
    SizeLimit size;
    std::size_t most_bytes;                  ///< of the file
    std::span<const ImageFormat> automatic;  ///< what Automatic tries, in this order
    bool
        reduces;  ///< Automatic sends fewer pixels of what is beyond the limits; else it is refused
};

/// `engine`: one of Engine.
const EngineLimits& limits_of(int engine);
/// Those of Engine::Local.
const EngineLimits& limits_of_this_computer();

/// The size at which Automatic sends a picture: its own, or the largest one within the limits if
/// the engine's pictures may be reduced.
Size sendable_size(Size picture, const EngineLimits& limits);

/// Whether anything can come of a picture that is sent at its sendable_size(). TooLarge, with
/// Error::size_limit: it is beyond the limits and must not be reduced; BadInput: what comes back,
/// at twice what is sent, would be no larger than it is.
Status check_sendable(Size picture, const EngineLimits& limits);

/// The second half of check_sendable(), for a picture that is sent at another size.
Status check_enlarged(Size picture, Size sent);

}  // namespace upscale
