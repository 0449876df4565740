// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The assertions that every target uses.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/utf8.hpp"

namespace upscale::fuzz {

/// Aborts, so that libFuzzer keeps the input. Unlike assert() it also works in a release build.
inline void require(bool truth, const char* what) {
    if (truth) return;
    std::fprintf(stderr, "not so: %s\n", what);
    std::abort();
}

/// True for one line of well-formed UTF-8 of at most max_bytes bytes without characters that move
/// the cursor or reorder text. It does not use base/utf8, because it checks that.
inline bool is_fit_for_people(std::string_view text, std::size_t max_bytes) {
    if (text.size() > max_bytes || !is_utf8(text)) return false;
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i++]);
        std::uint32_t code = first < 0x80   ? first
                             : first < 0xE0 ? first & 0x1F
                             : first < 0xF0 ? first & 0x0F
                                            : first & 0x07;
        while (i < text.size() && (text[i] & 0xC0) == 0x80) code = code << 6 | (text[i++] & 0x3F);
        const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
        const bool breaks_line = code == 0x2028 || code == 0x2029;
        const bool reorders = (code >= 0x202A && code <= 0x202E) ||  // embeddings and overrides
                              (code >= 0x2066 && code <= 0x2069);    // isolates
        if (control || breaks_line || reorders) return false;
    }
    return true;
}

}  // namespace upscale::fuzz
