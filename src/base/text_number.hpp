// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <string>
#include <string_view>

namespace upscale {

/// The shortest decimal number that reads back as the same one, with a point in every locale:
/// "2.5".
inline std::string number_text(double value) {
    char text[400];  // the longest is 1.8e308 with all its digits
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr;
    return {text, end};
}

/// False: `text` is no number, as a whole.
inline bool read_number(std::string_view text, double& value) {
    const char* const end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, value);
    return code == std::errc() && stop == end;
}

}  // namespace upscale
