// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept when the window closes, for all images and for each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/parameters.hpp"
#include "base/result.hpp"
#include "batch/batch.hpp"

namespace upscale {

struct Remembered {
    /// What is kept for one image. The caller makes its key (a path or an address).
    struct OfImage {
        std::string image;
        Parameters values = {};  ///< only those that belong to an image are used
        bool changed = false;    ///< since it was loaded; not written
        std::int64_t used = 0;   ///< when it was remembered, in seconds since 1970
        bool operator==(const OfImage&) const = default;
    };
    /// Where the results of files go, and what they are called.
    struct OfFiles {
        std::string folder = {};  ///< a path; empty: none was chosen yet
        std::string name_pattern = Batch().name_pattern;
        std::string format = {};  ///< see Batch
        bool overwrite = false;
        bool changed = false;  ///< since it was loaded; not written
        bool operator==(const OfFiles&) const = default;
    };
    Parameters values;                 ///< those that belong to an image are not used
    std::vector<std::string> prompts;  ///< the last 20 different ones, newest first
    std::vector<OfImage> images;       ///< newest first, at most 200
    OfFiles files;
    std::string seen;  ///< the newest job that was in a window: not offered again
    bool operator==(const Remembered&) const = default;
};

std::string to_json(const Remembered& remembered);
/// The reverse. Never fails: what cannot be read is forgotten.
Remembered remembered_from_json(std::string_view text);

/// The values for an image: its own, and for the rest those for all images. For a new image, values
/// that belong to an image have their defaults. The number of images that a run makes has its
/// default, too, if the image was last used more than 4 hours ago: nobody should pay for 8 images
/// because of a choice of last week. `now`: seconds since 1970.
Parameters values_for(const Remembered& remembered, const std::string& image, std::int64_t now);

/// Stores the present values of an image. If `image` is empty, only the values for all images.
/// `now`: seconds since 1970.
void remember(Remembered& remembered, const std::string& image, const Parameters& values,
              std::int64_t now);

/// Stores the prompt of a run, unless it is empty.
void remember_prompt(Remembered& remembered, const std::string& prompt);

/// Stores what is chosen for the results of files.
void remember_files(Remembered& remembered, Remembered::OfFiles files);

/// Both together. Values and prompts come from `newer` first; what belongs to an image or to files,
/// from `newer` if that changed it, else from `older`.
Remembered merged(const Remembered& newer, const Remembered& older);

/// From state_folder()/window.json; empty if that cannot be read.
Remembered load_remembered();

/// Saves `remembered`, merged() with what another window has saved meanwhile. LocalIo.
Status save_remembered(const Remembered& remembered);

}  // namespace upscale
