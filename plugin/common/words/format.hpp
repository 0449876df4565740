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

/// "_Detail" without its underline.
inline std::string without_mnemonic(const std::string& label) {
    std::string text;
    for (std::size_t i = 0; i < label.size(); ++i)
        if (label[i] != '_' || (i + 1 < label.size() && label[i + 1] == '_' && ++i))
            text += label[i];
    return text;
}

/// What a menu entry or a button is called in a sentence: "_History..." is "History".
inline std::string name_of_label(const std::string& label) {
    std::string text = without_mnemonic(label);
    // some languages have a space before the dots
    for (const std::string end : {"...", "…", " ", "\u00a0", "\u202f"})
        if (text.ends_with(end)) text.resize(text.size() - end.size());
    return text;
}

}  // namespace upscale
