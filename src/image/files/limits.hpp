// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What each engine takes of a picture. This one table decides what is sent, what the user is told
// before, and what the engine on this computer accepts.
#pragma once

#include <span>

#include "base/result.hpp"
#include "image/files/header.hpp"

namespace upscale {

struct EngineLimits {
    SizeLimit size;
    long long most_tile_pixels;  ///< a picture with more is sent in tiles, where these are wanted
    std::size_t most_bytes;      ///< of the file
    std::span<const ImageFormat> automatic;  ///< the formats that Automatic tries, in this order
    bool reduces;  ///< Automatic reduces a picture beyond the limits; if false, it is refused
};

/// `engine`: one of Engine.
const EngineLimits& limits_of(int engine);
/// The limits of Engine::Local.
const EngineLimits& limits_of_this_computer();

/// The size at which Automatic sends a picture: its own, or the largest one within the limits if
/// the engine's pictures may be reduced.
Size sendable_size(Size picture, const EngineLimits& limits);

/// Checks if a picture that is sent at its sendable_size() can give a useful result. TooLarge, with
/// Error::size_limit: it is beyond the limits and must not be reduced. BadInput: the result, twice
/// as large as what is sent, would not be larger than the picture.
Status check_sendable(Size picture, const EngineLimits& limits);

/// The second half of check_sendable(), for a picture that is sent at another size.
Status check_enlarged(Size picture, Size sent);

}  // namespace upscale
