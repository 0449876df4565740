// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/parameters.hpp"

#include <array>
#include <cassert>

#include "base/utf8.hpp"

namespace upscale {
namespace {

constexpr int kMaxInt = 2147483647;

constexpr std::array kMagicPrompts{
    Choice{"auto", N_("Automatic")},
    Choice{"on", N_("On")},
    Choice{"off", N_("Off")},
};
constexpr std::array kRegions{
    Choice{"layer", N_("Whole layer")},
    Choice{"selection", N_("Selection")},
};
constexpr std::array kPlacements{
    Choice{"grow-canvas", N_("New layer, fit canvas to it")},
    Choice{"fit", N_("New layer, same size (more detail)")},
    Choice{"scale-image", N_("New layer, scale image to match")},
    Choice{"new-image", N_("New image")},
};
constexpr std::array kUploadFormats{
    Choice{"auto", N_("Automatic")},
    Choice{"png", "PNG"},
    Choice{"webp", "WebP"},
    Choice{"jpeg", "JPEG"},
};
constexpr std::array kEngines{
    Choice{"ideogram", N_("Ideogram (1min.ai, paid)")},
    Choice{"local", N_("This computer (free)")},
};

// Mnemonics: R, C, O, L, S, U and H belong to the buttons of GIMP's dialogs, N to "Advanced".
constexpr std::array kTable{
    Parameter{"prompt", N_("_Prompt"),
              N_("What the picture shows, in your own words; may stay empty"),
              StringParameter{&Parameters::prompt, 10000}},
    Parameter{"num-images", N_("_Variations"),
              N_("How many versions to make; each one is paid for"),
              IntParameter{&Parameters::num_images, 1, 8}},
    Parameter{"magic-prompt", N_("_Magic prompt"),
              N_("Let the service write a fuller prompt from yours"),
              ChoiceParameter{&Parameters::magic_prompt, kMagicPrompts}},
    Parameter{"resemblance", N_("Resem_blance"), N_("How closely the result follows the original"),
              IntParameter{&Parameters::resemblance, 0, 100}},
    Parameter{"detail", N_("_Detail"), N_("How much detail is added"),
              IntParameter{&Parameters::detail, 0, 100}},
    Parameter{"seed", N_("S_eed"),
              N_("The same seed and settings give the same result; -1 picks one at random"),
              IntParameter{&Parameters::seed, -1, kMaxInt}},
    Parameter{"region", N_("Reg_ion"), N_("What is upscaled"),
              ChoiceParameter{&Parameters::region, kRegions}},
    Parameter{"placement", N_("Pl_acement"), N_("Where the results go"),
              ChoiceParameter{&Parameters::placement, kPlacements}},
    Parameter{"keep-alpha", N_("_Keep transparency"),
              N_("Carry the transparency of the original over to the results"),
              BoolParameter{&Parameters::keep_alpha}},
    Parameter{
        "protect-edges", N_("Protect edges"),
        N_("Pad the upload to a shape that the service does not crop, and cut the padding off"),
        BoolParameter{&Parameters::protect_edges}},
    Parameter{"upload-format", N_("Upload _format"),
              N_("Automatic sends PNG and something smaller only if the limit of 10 MB demands it"),
              ChoiceParameter{&Parameters::upload_format, kUploadFormats}},
    Parameter{"engine", N_("Upscale _with"), N_("Who does the work"),
              ChoiceParameter{&Parameters::engine, kEngines}},
};

Error out_of_range(const char* name, const std::string& allowed) {
    return {.kind = ErrorKind::BadInput, .detail = std::string(name) + " must be " + allowed};
}

}  // namespace

std::span<const Parameter> parameter_table() { return kTable; }

const Parameter& parameter(std::string_view name) {
    for (const auto& entry : kTable)
        if (entry.name == name) return entry;
    assert(!"a parameter of that name");
    return kTable.front();
}

const char* nick_of(const Parameters& values, const ChoiceParameter& parameter) {
    return parameter.choices[static_cast<std::size_t>(values.*parameter.field)].nick;
}

Status validate(const Parameters& values) {
    for (const auto& entry : kTable) {
        if (const auto* number = std::get_if<IntParameter>(&entry.kind)) {
            const int value = values.*number->field;
            if (value < number->minimum || value > number->maximum)
                return out_of_range(entry.name, "from " + std::to_string(number->minimum) + " to " +
                                                    std::to_string(number->maximum) + ", not " +
                                                    std::to_string(value));
        } else if (const auto* choice = std::get_if<ChoiceParameter>(&entry.kind)) {
            const int value = values.*choice->field;
            if (value < 0 || value >= static_cast<int>(choice->choices.size())) {
                std::string allowed = "one of";
                for (std::size_t i = 0; i < choice->choices.size(); ++i)
                    allowed +=
                        (i ? ", " : " ") + std::to_string(i) + " (" + choice->choices[i].nick + ")";
                return out_of_range(entry.name, allowed);
            }
        } else if (const auto* text = std::get_if<StringParameter>(&entry.kind)) {
            const std::string& value = values.*text->field;
            if (!is_utf8(value)) return out_of_range(entry.name, "valid UTF-8 text");
            if (const auto length = character_count(value);
                length > static_cast<std::size_t>(text->longest))
                return out_of_range(entry.name, "at most " + std::to_string(text->longest) +
                                                    " characters long, not " +
                                                    std::to_string(length));
        }
    }
    return Done{};
}

}  // namespace upscale
