// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The user's permanent settings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace upscale {

struct Preferences {
    double history_gb = 1;  ///< how much of imported results is kept, in 10^9 bytes; 0: nothing
    int ask_above = 8;  ///< a press of the paid button that makes more images than this asks first
    bool add_at_once = false;    ///< results become layers as soon as they arrive
    bool offer_seen = false;     ///< the first-run page was closed once
    bool name_source = true;     ///< new images name in their metadata what made them
    bool allow_private = false;  ///< results may come from addresses of private networks
    double print_ppi = 300;      ///< pixels per inch of a print whose size is asked for
    int print_unit = 0;          ///< the unit of its width and height, a LengthUnit
    /// Where GIMP 3's window was closed, in pixels of the desktop; width 0: it never was.
    int window_x = 0, window_y = 0, window_width = 0, window_height = 0;
    bool operator==(const Preferences&) const = default;
};

/// history_gb in bytes, as trim_history() takes it.
std::uintmax_t history_limit(const Preferences& preferences);

std::string to_json(const Preferences& preferences);

/// The reverse. Never fails: a value that is missing or of the wrong type gets its default, and one
/// that is out of range (history_gb 0..1000, ask_above 1..1000,
/// print-ppi 1..10000, print-unit 0..3) becomes the nearest valid value.
Preferences preferences_from_json(std::string_view text);

/// Those of state_folder()/preferences.json; the defaults if it cannot be read.
Preferences load_preferences();

/// LocalIo.
Status save_preferences(const Preferences& preferences);

}  // namespace upscale
