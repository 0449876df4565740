// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where a window opens, how large, and in how many pages: pure. All in pixels of the desktop.
#pragma once

#include <optional>
#include <span>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// The area that the middle of a window at `last` is in. nullopt: the window has no size, or that
/// screen is no longer there.
std::optional<Rect> area_of_window(const Rect& last, std::span<const Rect> areas);

/// The place to open at: the `last` one, made smaller and moved so that it is within the screen's
/// area that its middle is in; nullopt as above.
std::optional<Rect> place_of_window(const Rect& last, std::span<const Rect> areas);

/// The size of a window that was never open before, on a screen with this room.
Size first_size(Size room);

/// Whether settings and picture are beside each other, or each on a page of its own.
enum class Pages { One, Two };
/// `needed`: the least size of the window with everything beside each other.
Pages pages_for(Size room, Size needed);

}  // namespace upscale
