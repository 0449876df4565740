// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The values of a run. base/parameter_table.hpp says what each is called, its range and what it
// does.
#pragma once

#include <string>

namespace upscale {

// Choices are plain ints: their place in the table's list, and their number in GIMP 2.10.
struct MagicPrompt {
    enum : int { Auto, On, Off };
};
struct Region {
    enum : int { Layer, Selection };
};
struct Placement {
    enum : int { GrowCanvas, Fit, ScaleImage, NewImage, Link };
};
struct UploadFormat {
    enum : int { Auto, Png, Webp, Jpeg };
};
struct Target {
    enum : int { AsItComes, Factor, LongestSide, Megapixels, Print };
};
struct Tiles {
    enum : int { Off, On };
};
struct Engine {
    enum : int { Ideogram, Local };
};
struct Denoise {
    enum : int { Auto, Off, Low, Medium, High };
};

/// What the user chose. The defaults here are those of scripts.
struct Parameters {
    std::string prompt;
    int num_images = 1;
    int magic_prompt = MagicPrompt::Auto;
    int resemblance = 50;
    int detail = 50;
    int seed = -1;
    int region = Region::Layer;
    int placement = Placement::GrowCanvas;
    bool keep_alpha = true;
    bool keep_colors = true;
    bool protect_edges = false;
    int upload_format = UploadFormat::Auto;
    int engine = Engine::Ideogram;
    int target = Target::AsItComes;
    double target_value = 2;  ///< a factor, pixels, megapixels, or pixels per inch
    int tiles = Tiles::Off;
    int max_images = 0;  ///< the most that a call may pay for; 0: no limit
    int denoise = Denoise::Auto;
    std::string model;  ///< the file name of a network of the user's; empty: ours
    /// How much that network enlarges, as far as is known. It only foretells sizes: it is no
    /// argument and is not kept.
    int model_scale = 2;

    bool operator==(const Parameters&) const = default;
};

/// True if the images of a run with these values cost money.
inline bool is_paid(const Parameters& values) { return values.engine != Engine::Local; }

}  // namespace upscale
