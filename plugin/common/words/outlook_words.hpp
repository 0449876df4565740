// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Translated words for what a run would do and what it would cost, before it begins.
#pragma once

#include <string>

#include "presentation/situation.hpp"

namespace upscale {

/// Why a run cannot begin; empty if it can.
std::string words_for(Obstacle obstacle);

/// "12 images, paid · 2 passes · 6 tiles", or that it is free.
std::string price_words(const Outlook& outlook, const Parameters& values);

/// What tiles would change, if they are recommended: "Sending it whole loses detail. In 6 tiles
/// nothing is lost: 6 images."; else empty. `lossy`: as in recommends_tiles().
std::string tiles_words(const Outlook& outlook, const Parameters& values, bool lossy);

/// "Result: 6000 × 4000 pixels, a file of about 38 MB". `upload`: null while it is not known.
std::string size_words(const Outlook& outlook, const Upload* upload);

}  // namespace upscale
