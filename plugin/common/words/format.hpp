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

}  // namespace upscale
