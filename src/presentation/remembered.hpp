// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept when the window closes, for all images and of each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/parameters.hpp"
#include "base/result.hpp"

namespace upscale {

struct Remembered {
    /// What belongs to an image; its key is for the caller to make (a path or an address).
    struct OfImage {
        std::string image;
        Parameters values = {};  ///< of which only what belongs to an image means something
        bool changed = false;    ///< since it was loaded; not written
        bool operator==(const OfImage&) const = default;
    };
    Parameters values;                 ///< of which what belongs to an image means nothing
    std::vector<std::string> prompts;  ///< the last 20 different ones, newest first
    std::vector<OfImage> images;       ///< newest first, at most 200
    std::string seen;                  ///< the newest job that was in a window: not offered again
    bool operator==(const Remembered&) const = default;
};

std::string to_json(const Remembered& remembered);
/// The reverse. Never fails: what cannot be read is forgotten.
Remembered remembered_from_json(std::string_view text);

/// The values for an image: those of all, and its own; of a new one what belongs to an image has
/// its defaults.
Parameters values_for(const Remembered& remembered, const std::string& image);

/// Takes up the values that an image has now. An empty `image` has none of its own to keep.
void remember(Remembered& remembered, const std::string& image, const Parameters& values);

/// Takes up the prompt of a run, unless it is empty.
void remember_prompt(Remembered& remembered, const std::string& prompt);

/// What both know: values and prompts of `newer` first; of an image what `newer` changed, else what
/// `older` says.
Remembered merged(const Remembered& newer, const Remembered& older);

/// state_folder()/window.json; nothing if it cannot be read.
Remembered load_remembered();

/// Keeps what another window has saved meanwhile: `remembered` is the newer of the two merged().
/// LocalIo.
Status save_remembered(const Remembered& remembered);

}  // namespace upscale
