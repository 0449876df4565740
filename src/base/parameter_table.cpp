// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/parameter_table.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>

#include "base/text_number.hpp"
#include "base/translatable.hpp"
#include "base/utf8.hpp"

namespace upscale {
namespace {

constexpr int kMaxInt = 2147483647;
constexpr std::size_t kPositional = 12;

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
    Choice{"link", N_("Link layer, same size (all pixels in a file)")},
};
constexpr std::array kUploadFormats{
    Choice{"auto", N_("Automatic")},
    Choice{"png", "PNG"},
    Choice{"webp", "WebP"},
    Choice{"jpeg", "JPEG"},
};
constexpr std::array kTargets{
    Choice{"as-it-comes", N_("As it comes")},   Choice{"factor", N_("Factor")},
    Choice{"longest-side", N_("Longest side")}, Choice{"megapixels", N_("Megapixels")},
    Choice{"print", N_("Print size")},
};
constexpr std::array kTiles{
    Choice{"off", N_("Off")},
    Choice{"on", N_("On")},
};
constexpr std::array kEngines{
    Choice{"ideogram", N_("Ideogram (1min.ai, paid)")},
    Choice{"local", N_("This computer (free)")},
};

constexpr std::array kDenoise{
    Choice{"auto", N_("Automatic")}, Choice{"off", N_("Off")},   Choice{"low", N_("Low")},
    Choice{"medium", N_("Medium")},  Choice{"high", N_("High")},
};

// Mnemonics: R, C, O, L, S, U and H belong to the buttons of GIMP's dialogs, N to "Advanced".
constexpr std::array kTable{
    Parameter{.name = "prompt",
              .label = N_("_Prompt"),
              .help = N_("What the picture shows, in your own words; may stay empty"),
              .kind = StringParameter{&Parameters::prompt, 10000},
              .place = 2,
              .control = Control::Prompt,
              .only_engine = Engine::Ideogram,
              .belongs_to_image = true,
              .in_presets = InPresets::IfSaid,
              .request = "prompt",
              .parasite = "prompt"},
    Parameter{.name = "num-images",
              .label = N_("_Variations"),
              .help = N_("How many versions to make; each one is paid for"),
              .kind = IntParameter{&Parameters::num_images, 1, 8},
              .place = 7,
              .control = Control::Count,
              .belongs_to_image = true,
              .request = "num_images"},
    Parameter{.name = "magic-prompt",
              .label = N_("_Magic prompt"),
              .help = N_("Let the service write a fuller prompt from yours"),
              .kind = ChoiceParameter{&Parameters::magic_prompt, kMagicPrompts},
              .place = 3,
              .only_engine = Engine::Ideogram,
              .in_presets = InPresets::Always,
              .request = "magic_prompt_option",
              .parasite = "magic_prompt"},
    Parameter{.name = "resemblance",
              .label = N_("Resem_blance"),
              .help = N_("How closely the result follows the original"),
              .kind = IntParameter{&Parameters::resemblance, 0, 100},
              .place = 4,
              .in_presets = InPresets::Always,
              .request = "resemblance",
              .parasite = "resemblance"},
    Parameter{.name = "detail",
              .label = N_("_Detail"),
              .help = N_("How much detail is added"),
              .kind = IntParameter{&Parameters::detail, 0, 100},
              .place = 5,
              .in_presets = InPresets::Always,
              .request = "detail",
              .parasite = "detail"},
    Parameter{.name = "seed",
              .label = N_("S_eed"),
              .help = N_("The same seed and settings give the same result; -1 picks one at random"),
              .kind = IntParameter{&Parameters::seed, -1, kMaxInt},
              .page = Page::Advanced,
              .place = 1,
              .control = Control::Seed,
              .belongs_to_image = true,
              .request = "seed",
              .parasite = "requested_seed"},
    Parameter{.name = "region",
              .label = N_("Reg_ion"),
              .help = N_("What is upscaled"),
              .kind = ChoiceParameter{&Parameters::region, kRegions},
              .place = 8,
              .changes_upload = true,
              .in_batch = false},
    Parameter{.name = "placement",
              .label = N_("Pl_acement"),
              .help = N_("Where the results go"),
              .kind = ChoiceParameter{&Parameters::placement, kPlacements},
              .place = 10,
              .in_batch = false},
    Parameter{.name = "keep-alpha",
              .label = N_("_Keep transparency"),
              .help = N_("Carry the transparency of the original over to the results"),
              .kind = BoolParameter{&Parameters::keep_alpha},
              .page = Page::Advanced,
              .place = 3},
    Parameter{
        .name = "protect-edges",
        .label = N_("Protect edges"),
        .help =
            N_("Pad the upload to a shape that the service does not crop, and cut the padding off"),
        .kind = BoolParameter{&Parameters::protect_edges},
        .page = Page::Advanced,
        .place = 5,
        .in_presets = InPresets::IfSaid,
        .changes_upload = true},
    Parameter{
        .name = "upload-format",
        .label = N_("Upload _format"),
        .help =
            N_("Automatic sends PNG and something smaller only if the limit of 10 MB demands it"),
        .kind = ChoiceParameter{&Parameters::upload_format, kUploadFormats},
        .page = Page::Advanced,
        .place = 2,
        .in_presets = InPresets::IfSaid,
        .changes_upload = true},
    Parameter{.name = "engine",
              .label = N_("Upscale _with"),
              .help = N_("Who does the work"),
              .kind = ChoiceParameter{&Parameters::engine, kEngines},
              .place = 1,
              .control = Control::Engine,
              .changes_upload = true,
              .parasite = "engine"},
    Parameter{.name = "target",
              .label = N_("Size"),
              .help = N_("How large the results are to be"),
              .kind = ChoiceParameter{&Parameters::target, kTargets},
              .place = 9,
              .control = Control::Size,
              .belongs_to_image = true},
    Parameter{.name = "target-value",
              .label = N_("Size value"),
              .help = N_("The factor, the pixels of the longest side, the megapixels, or the "
                         "pixels per inch at the present print size"),
              .kind = DoubleParameter{&Parameters::target_value, 0, 100000},
              .belongs_to_image = true},
    Parameter{.name = "tiles",
              .label = N_("Send in tiles"),
              .help = N_("Send a large picture in overlapping tiles; each one is paid for"),
              .kind = ChoiceParameter{&Parameters::tiles, kTiles},
              .belongs_to_image = true},
    Parameter{.name = "max-images",
              .label = N_("Most images"),
              .help = N_("The most images that one call may pay for; 0: no limit"),
              .kind = IntParameter{&Parameters::max_images, 0, 10000}},
    Parameter{.name = "denoise",
              .label = N_("Denoise"),
              .help = N_("Removes noise and the blocks of JPEG; Automatic does so only where it "
                         "finds some"),
              .kind = ChoiceParameter{&Parameters::denoise, kDenoise},
              .place = 6,
              .only_engine = Engine::Local,
              .in_presets = InPresets::IfSaid,
              .request = "denoise",
              .parasite = "denoise"},
    Parameter{.name = "keep-colors",
              .label = N_("Keep colors"),
              .help = N_("Take the colors from the original: only the detail is new"),
              .kind = BoolParameter{&Parameters::keep_colors},
              .page = Page::Advanced,
              .place = 4},
    Parameter{.name = "model",
              .label = N_("Network"),
              .help = N_("The file name of a network of your own; empty: the one that comes along"),
              .kind = StringParameter{&Parameters::model, 255},
              .only_engine = Engine::Local,
              .in_presets = InPresets::IfSaid,
              .request = "model",
              .parasite = "network"},
};

Error out_of_range(const char* name, const std::string& allowed) {
    return {.kind = ErrorKind::BadInput, .detail = std::string(name) + " must be " + allowed};
}

/// Calls fn with the field of the parameter's kind, whatever that is.
template <class Fn>
auto with_field(const Parameter& entry, Fn fn) {
    return std::visit([&](const auto& kind) { return fn(kind.field); }, entry.kind);
}

}  // namespace

std::span<const Parameter> parameter_table() { return kTable; }

std::span<const Parameter> positional_parameters() { return std::span(kTable).first(kPositional); }

std::vector<const Parameter*> parameters_of(Page page) {
    std::vector<const Parameter*> found;
    for (const Parameter& entry : kTable)
        if (entry.page == page && entry.place > 0) found.push_back(&entry);
    std::ranges::sort(found, {}, &Parameter::place);
    return found;
}

const Parameter& parameter(std::string_view name) {
    for (const auto& entry : kTable)
        if (entry.name == name) return entry;
    assert(!"a parameter of that name");
    return kTable.front();
}

void copy_value(const Parameter& entry, const Parameters& from, Parameters& to) {
    with_field(entry, [&](auto field) { to.*field = from.*field; });
}

bool same_value(const Parameter& entry, const Parameters& a, const Parameters& b) {
    return with_field(entry, [&](auto field) { return a.*field == b.*field; });
}

const char* nick_of(const Parameters& values, const ChoiceParameter& parameter) {
    return parameter.choices[static_cast<std::size_t>(values.*parameter.field)].nick;
}

const char* label_of(const Parameters& values, const char* name) {
    const auto& entry = std::get<ChoiceParameter>(parameter(name).kind);
    return entry.choices[static_cast<std::size_t>(values.*entry.field)].label;
}

std::optional<int> choice_named(const char* name, std::string_view nick) {
    const auto same_letter = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) ==
               std::tolower(static_cast<unsigned char>(b));
    };
    const auto& choices = std::get<ChoiceParameter>(parameter(name).kind).choices;
    const auto found = std::ranges::find_if(choices, [&](const Choice& choice) {
        return std::ranges::equal(std::string_view(choice.nick), nick, same_letter);
    });
    if (found == choices.end()) return std::nullopt;
    return static_cast<int>(found - choices.begin());
}

Status validate(const Parameter& entry, const Parameters& values) {
    if (const auto* number = std::get_if<IntParameter>(&entry.kind)) {
        const int value = values.*number->field;
        if (value < number->minimum || value > number->maximum)
            return out_of_range(entry.name, "from " + std::to_string(number->minimum) + " to " +
                                                std::to_string(number->maximum) + ", not " +
                                                std::to_string(value));
    } else if (const auto* real = std::get_if<DoubleParameter>(&entry.kind)) {
        // an infinite value or no number at all fails this, too
        if (const double value = values.*real->field;
            !(value >= real->minimum && value <= real->maximum))
            return out_of_range(entry.name, "from " + number_text(real->minimum) + " to " +
                                                number_text(real->maximum) + ", not " +
                                                number_text(value));
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
                                                " characters long, not " + std::to_string(length));
    }
    return Done{};
}

Status validate(const Parameters& values) {
    for (const auto& entry : kTable)
        if (auto valid = validate(entry, values); !valid) return valid;
    return Done{};
}

}  // namespace upscale
