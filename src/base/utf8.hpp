// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 text from outside: checking it and making it fit to be shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace upscale {

/// True if text is well-formed UTF-8 (RFC 3629) without NUL.
bool is_utf8(std::string_view text);

/// Code points of a well-formed text.
std::size_t character_count(std::string_view text);

/// The first max_bytes bytes of a well-formed text, or less, so that no character is cut.
std::string cut_to(std::string_view text, std::size_t max_bytes);

/// One printable line of at most max_bytes bytes: malformed bytes, control characters and those
/// that reorder or break lines become spaces, runs of spaces one, and a cut is marked with "…".
std::string printable_line(std::string_view text, std::size_t max_bytes = 300);

}  // namespace upscale
