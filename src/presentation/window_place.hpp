// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where a window opens that was closed somewhere else: pure.
#pragma once

#include <optional>
#include <span>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// The place to open at: the `last` one, made smaller and moved so that it is within the screen's
/// area that its middle is in. nullopt: it has no size, or that screen is no longer there. All in
/// pixels of the desktop.
std::optional<Rect> place_of_window(const Rect& last, std::span<const Rect> areas);

}  // namespace upscale
