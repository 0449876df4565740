// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// printf into a string.
#pragma once

#include <glib.h>

#include <string>

#include "common/gobject_ptr.hpp"

namespace upscale {

/// Fills values into a translated pattern; for numbers and C strings.
template <class... Values>
std::string format(const char* pattern, Values... values) {
    return adopt(g_strdup_printf(pattern, values...)).get();
}

/// Keeps sizes, "1200 × 800", on one line when a label wraps the text.
inline std::string unbroken(std::string text) {
    const std::string size = " × ", kept = "\u00a0×\u00a0";
    for (std::size_t at = 0; (at = text.find(size, at)) != std::string::npos; at += kept.size())
        text.replace(at, size.size(), kept);
    return text;
}

}  // namespace upscale
