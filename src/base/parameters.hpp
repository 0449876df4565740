// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Every parameter of the procedure: one table that registration, checks, dialogs and the file of
// last-used values are made from. A new parameter is a field and a line in the table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"

/// Marks a text for translation; the plug-in translates it where it is shown.
#define N_(text) text

namespace upscale {

// Choices are plain ints (their place in the table's list, and their number in GIMP 2.10).
struct MagicPrompt {
    enum : int { Auto, On, Off };
};
struct Region {
    enum : int { Layer, Selection };
};
struct Placement {
    enum : int { GrowCanvas, Fit, ScaleImage, NewImage };
};
struct UploadFormat {
    enum : int { Auto, Png, Webp, Jpeg };
};
struct Engine {
    enum : int { Ideogram, Local };
};

/// What the user chose. Defaults, ranges and texts are in parameter_table().
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
    bool protect_edges = false;
    int upload_format = UploadFormat::Auto;
    int engine = Engine::Ideogram;

    bool operator==(const Parameters&) const = default;
};

struct Choice {
    const char* nick;   ///< the name in scripts, "grow-canvas"
    const char* label;  ///< for people, marked for translation
};

struct StringParameter {
    std::string Parameters::*field;
    int longest;  ///< characters (Unicode code points)
};
struct IntParameter {
    int Parameters::*field;
    int minimum, maximum;
};
struct BoolParameter {
    bool Parameters::*field;
};
struct ChoiceParameter {
    int Parameters::*field;
    std::span<const Choice> choices;
};

struct Parameter {
    const char* name;   ///< canonical GIMP argument name, "num-images"
    const char* label;  ///< with mnemonic, marked for translation
    const char* help;   ///< one sentence, marked for translation
    std::variant<StringParameter, IntParameter, BoolParameter, ChoiceParameter> kind;
};

/// True if the images of a run with these values cost money.
inline bool is_paid(const Parameters& values) { return values.engine != Engine::Local; }

/// In the positional order of GIMP 2.10. Defaults are those of a fresh Parameters{}.
std::span<const Parameter> parameter_table();

/// The table's entry with this name; the name must exist.
const Parameter& parameter(std::string_view name);

/// The choice's nick for the current value of a ChoiceParameter.
const char* nick_of(const Parameters& values, const ChoiceParameter& parameter);

/// Checks every field against the table: BadInput, its detail naming the argument and its range.
Status validate(const Parameters& values);

}  // namespace upscale
