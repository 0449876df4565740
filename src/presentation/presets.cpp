// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/presets.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <utility>

#include "base/files.hpp"
#include "base/translatable.hpp"
#include "base/utf8.hpp"
#include "json/json.hpp"
#include "state/parameters_json.hpp"

namespace upscale {
namespace {

constexpr std::size_t kMaxFile = 64 << 10;  ///< bytes
constexpr std::size_t kLongestName = 100;   ///< bytes
constexpr std::size_t kMostFiles = 1000;
constexpr std::string_view kEnding = ".json";

Error bad_input(std::string why) { return {.kind = ErrorKind::BadInput, .detail = std::move(why)}; }
Error bad_file(const char* why) { return {.kind = ErrorKind::BadReply, .detail = why}; }

bool is_name(const std::string& name) {
    return !name.empty() && is_utf8(name) && printable_line(name, kLongestName) == name;
}

/// True for UTF-8 in which every character is printable, or breaks a line as a prompt may.
bool is_printable_text(const std::string& text) {
    if (!is_utf8(text)) return false;
    std::string flat = text;
    for (char& c : flat)
        if (c == '\n' || c == '\r' || c == '\t' || c == ' ') c = '_';
    return printable_line(flat, flat.size()) == flat;
}

/// The name of a built-in preset is refused, because the user could not tell the two apart.
Status check_name(const std::string& name) {
    if (!is_name(name)) return bad_input("a preset's name is one line of 1 to 100 bytes");
    for (const Preset& preset : builtin_presets())
        if (preset.name == name) return bad_input("there is a built-in preset of this name");
    return Done{};
}

const Preset* find_own(const PresetList& list, const std::string& name) {
    const auto found =
        std::find_if(list.presets.begin(), list.presets.end(),
                     [&](const Preset& preset) { return !preset.builtin && preset.name == name; });
    return found == list.presets.end() ? nullptr : &*found;
}

Error no_such(const std::string& name) {
    return bad_input("there is no preset " + printable_line(name));
}

Preset built_in(const char* name, int resemblance, int detail, int magic_prompt) {
    Preset preset{.name = name, .builtin = true};
    preset.values.resemblance = resemblance;
    preset.values.detail = detail;
    preset.values.magic_prompt = magic_prompt;
    for (const Parameter& entry : parameter_table())
        if (entry.in_presets == InPresets::Always) preset.says.push_back(&entry);
    return preset;
}

/// True unless the value is a text with invisible characters, which a preset must not contain.
bool is_printable(const Parameter& entry, const Parameters& values) {
    const auto* text = std::get_if<StringParameter>(&entry.kind);
    return !text || is_printable_text(values.*text->field);
}

}  // namespace

std::vector<Preset> builtin_presets() {
    return {built_in(N_("Faithful"), 80, 30, MagicPrompt::Off),
            built_in(N_("Balanced"), 50, 50, MagicPrompt::Auto),
            built_in(N_("More detail"), 35, 80, MagicPrompt::Auto)};
}

std::string to_json(const Preset& preset) {
    json::Writer writer;
    writer.StartObject();
    writer.member("name", preset.name);
    for (const Parameter* entry : preset.says) write_member(writer, *entry, preset.values);
    writer.EndObject();
    return json::indented(writer.text());
}

Result<Preset> preset_from_json(std::string_view text) {
    if (text.size() > kMaxFile) return bad_file("too long");
    const auto root = json::parse(text);
    if (!root) return root.error();
    Preset preset{.name = json::string_at(*root, {"name"}).value_or("")};
    if (!is_name(preset.name)) return bad_file("it has no name");
    for (const Parameter& entry : parameter_table()) {
        if (entry.in_presets == InPresets::Never) continue;
        const bool said = json::find(*root, {entry.name}) != nullptr;
        if (said &&
            !(read_member(*root, entry, preset.values) && is_printable(entry, preset.values)))
            return Error{.kind = ErrorKind::BadReply,
                         .detail = std::string(entry.name) + " is out of range"};
        if (said || entry.in_presets == InPresets::Always) preset.says.push_back(&entry);
    }
    return preset;
}

std::string preset_file_name(const std::string& name) {
    // 200 bytes with the ending; replaced characters can make two names alike, which then get a
    // number
    constexpr std::size_t kLongest = 180;
    std::string plain = name;
    for (char& c : plain)
        if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '_';
    if (plain.empty() || plain.front() == '.') plain.insert(0, 1, '_');
    if (plain.size() > kLongest) {
        plain.resize(kLongest);
        while (!plain.empty() && !is_utf8(plain)) plain.pop_back();
    }
    if (plain != name) {
        char number[24];
        std::snprintf(number, sizeof number, "-%08zx", std::hash<std::string>{}(name)&0xFFFFFFFF);
        plain += number;
    }
    return plain + std::string(kEnding);
}

std::string presets_folder() {
    const std::string own = environment("IDEOGRAM_UPSCALE_STATE_DIR");
    if (!own.empty()) return own + "/presets";
    return base_folder("XDG_CONFIG_HOME", ".config") + "/ideogram-upscale/presets";
}

PresetList load_presets(const std::string& folder) {
    PresetList list{builtin_presets(), {}};
    std::vector<std::string> files;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(kEnding) && !name.starts_with('.') && files.size() < kMostFiles)
            files.push_back(name);
    }
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) {
        const auto text = read_file(folder + "/" + file, kMaxFile);
        auto preset = text ? preset_from_json(as_text(*text)) : Result<Preset>(text.error());
        if (preset && (!check_name(preset->name) || find_own(list, preset->name)))
            preset = bad_file("there is another preset of this name");
        if (!preset) {
            list.broken.push_back(printable_line(file + ": " + preset.error().detail));
            continue;
        }
        preset->file = file;
        list.presets.push_back(std::move(*preset));
    }
    const auto own = list.presets.begin() + static_cast<std::ptrdiff_t>(builtin_presets().size());
    std::sort(own, list.presets.end(),
              [](const Preset& a, const Preset& b) { return a.name < b.name; });
    return list;
}

Status save_preset(const std::string& folder, const Preset& preset) {
    if (auto named = check_name(preset.name); !named) return named;
    if (auto valid = validate(preset.values); !valid) return valid;
    const std::string text = to_json(preset);
    // a preset that could not be read again must not be written
    if (auto back = preset_from_json(text); !back) return bad_input(back.error().detail);
    if (auto made = make_folder(folder); !made) return made;
    const PresetList list = load_presets(folder);
    const Preset* same = find_own(list, preset.name);
    std::string file = same ? same->file : preset_file_name(preset.name);
    // a preset whose file was named by somebody else must not be overwritten
    std::error_code ignored;
    for (int i = 2; !same && std::filesystem::exists(folder + "/" + file, ignored) && i < 100; ++i)
        file = preset_file_name(preset.name + " " + std::to_string(i));
    return write_file(folder + "/" + file, as_bytes(text));
}

Status rename_preset(const std::string& folder, const std::string& from, const std::string& to) {
    if (from == to) return Done{};
    if (auto named = check_name(to); !named) return named;
    const PresetList list = load_presets(folder);
    const Preset* preset = find_own(list, from);
    if (!preset) return no_such(from);
    if (find_own(list, to)) return bad_input("there is another preset of this name");
    Preset renamed = *preset;
    renamed.name = to;
    if (auto saved = save_preset(folder, renamed); !saved) return saved;
    return delete_preset(folder, from);
}

Status delete_preset(const std::string& folder, const std::string& name) {
    const PresetList list = load_presets(folder);
    const Preset* preset = find_own(list, name);
    if (!preset) return no_such(name);
    std::error_code failed;
    std::filesystem::remove(folder + "/" + preset->file, failed);
    if (failed)
        return Error{.kind = ErrorKind::LocalIo, .detail = preset->file + ": " + failed.message()};
    return Done{};
}

void apply(const Preset& preset, Parameters& values) {
    for (const Parameter* entry : preset.says) copy_value(*entry, preset.values, values);
}

Preset preset_from(const std::string& name, const Parameters& values) {
    Preset preset{.name = name, .values = values};
    const Parameters empty;
    for (const Parameter& entry : parameter_table()) {
        if (entry.in_presets == InPresets::Never) continue;
        const bool text = std::holds_alternative<StringParameter>(entry.kind);
        if (!text || !same_value(entry, values, empty)) preset.says.push_back(&entry);
    }
    return preset;
}

const Preset* matching(const PresetList& list, const Parameters& values) {
    const Preset* best = nullptr;
    for (const Preset& preset : list.presets) {
        const bool fits = std::ranges::all_of(preset.says, [&](const Parameter* entry) {
            return same_value(*entry, preset.values, values);
        });
        if (fits && (!best || preset.says.size() > best->says.size())) best = &preset;
    }
    return best;
}

}  // namespace upscale
