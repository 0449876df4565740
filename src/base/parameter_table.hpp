// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// One table of all parameters. The arguments of the procedures, the controls of both dialogs,
// presets, remembered values, what is sent and what a layer's parasite says are made from it. A new
// parameter is a field of Parameters and a row here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/parameters.hpp"
#include "base/result.hpp"

namespace upscale {

struct Choice {
    const char* nick;   ///< the name in scripts, "grow-canvas"
    const char* label;  ///< the name that users see, marked for translation
};

struct StringParameter {
    std::string Parameters::*field;
    int longest;  ///< characters (Unicode code points)
};
struct IntParameter {
    int Parameters::*field;
    int minimum, maximum;
};
struct DoubleParameter {
    double Parameters::*field;
    double minimum, maximum;
};
struct BoolParameter {
    bool Parameters::*field;
};
struct ChoiceParameter {
    int Parameters::*field;
    std::span<const Choice> choices;
};

enum class Page { Basic, Advanced };

/// Which control a dialog has for a parameter.
enum class Control {
    OfKind,  ///< a choice: combo box, a number: scale, yes or no: check box
    Prompt,  ///< several lines of text, with earlier ones to pick from
    Seed,    ///< a number, or one at random
    Count,   ///< a small number, with a button for each usual one
    Engine,  ///< the engine with the networks of the user's
    Size,    ///< the target with the field of its value, and the tiles
};

/// Whether a preset contains the parameter.
enum class InPresets {
    Never,
    IfSaid,  ///< each saved preset contains it (a text only if it is not empty); a preset
             ///< without it leaves the value as it is
    Always,  ///< built-in presets contain it, too; if a file lacks it, it has the default
};

struct Parameter {
    const char* name;   ///< canonical GIMP argument name, "num-images"
    const char* label;  ///< with mnemonic, marked for translation
    const char* help;   ///< one sentence, marked for translation
    std::variant<StringParameter, IntParameter, DoubleParameter, BoolParameter, ChoiceParameter>
        kind;
    Page page = Page::Basic;
    int place = 0;  ///< on its page, counted from the top; 0: it has no control of its own
    Control control = Control::OfKind;
    int only_engine = -1;           ///< the only Engine that uses it; -1: all do
    bool belongs_to_image = false;  ///< remembered for each image that it was entered for; else for
                                    ///< all images
    InPresets in_presets = InPresets::Never;
    bool changes_upload = false;    ///< the bytes that are sent depend on it
    const char* request = nullptr;  ///< the service's name for it (a member of promptObject); null:
                                    ///< the service does not know it
    const char* parasite = nullptr;  ///< its member in a layer's parasite; null: none
    bool in_batch = true;            ///< an argument also where files are upscaled
};

/// In the order of the arguments.
std::span<const Parameter> parameter_table();

/// The parameters that GIMP 2.10 takes by position. The number never changes, since one more would
/// break every script; all others come in one argument, see base/options.hpp.
std::span<const Parameter> positional_parameters();

/// The parameters that dialogs show on a page, from the top.
std::vector<const Parameter*> parameters_of(Page page);

/// The table's entry with this name; the name must exist.
const Parameter& parameter(std::string_view name);

/// True if this engine (an Engine) makes use of the parameter.
inline bool concerns(const Parameter& entry, int engine) {
    return entry.only_engine < 0 || entry.only_engine == engine;
}

/// Copies the value of one parameter.
void copy_value(const Parameter& entry, const Parameters& from, Parameters& to);

/// True if both have the same value of the parameter.
bool same_value(const Parameter& entry, const Parameters& a, const Parameters& b);

/// The nick of the choice that the values hold, which must be in range.
const char* nick_of(const Parameters& values, const ChoiceParameter& parameter);

/// The label of the choice that the values hold for a ChoiceParameter of this name.
const char* label_of(const Parameters& values, const char* parameter);

/// The choice of a parameter that has this nick, in small or capital letters.
std::optional<int> choice_named(const char* parameter, std::string_view nick);

/// Checks one parameter against its row: BadInput, its detail naming the argument and its range.
Status validate(const Parameter& entry, const Parameters& values);

/// Checks every parameter.
Status validate(const Parameters& values);

/// Overloads of std::visit in one object.
template <class... Fns>
struct Overload : Fns... {
    using Fns::operator()...;
};

}  // namespace upscale
