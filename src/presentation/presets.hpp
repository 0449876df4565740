// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Presets: named settings, built in or one readable file each, which may come from somebody else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/parameter_table.hpp"
#include "base/result.hpp"

namespace upscale {

struct Preset {
    std::string name;      ///< UTF-8, one printable line; a built-in one is marked for translation
    bool builtin = false;  ///< not in a file: it can be neither replaced nor deleted
    Parameters values = {};
    /// The parameters that it contains, in the table's order; all others are left as they are.
    std::vector<const Parameter*> says = {};
    std::string file = {};  ///< the name of its file in the folder; empty: built in, or not saved
    bool operator==(const Preset&) const = default;
};

std::vector<Preset> builtin_presets();

struct PresetList {
    std::vector<Preset> presets;      ///< built-in first, then the user's by name
    std::vector<std::string> broken;  ///< "name.json: why it could not be read", one printable line
};

/// $XDG_CONFIG_HOME (else ~/.config)/ideogram-upscale/presets; if IDEOGRAM_UPSCALE_STATE_DIR is
/// set, "presets" within that.
std::string presets_folder();

/// Skips files that cannot be read, and names them. If two files contain the same name, the first
/// counts.
PresetList load_presets(const std::string& folder);

/// Replaces one of the same name. BadInput: the name is empty, too long, not one printable line or
/// that of a built-in one, or a value is out of range; LocalIo.
Status save_preset(const std::string& folder, const Preset& preset);
/// BadInput: as above, or there is no preset `from`, or already one `to`; LocalIo.
Status rename_preset(const std::string& folder, const std::string& from, const std::string& to);
/// BadInput: there is none of that name; LocalIo.
Status delete_preset(const std::string& folder, const std::string& name);

void apply(const Preset& preset, Parameters& values);

/// A preset of all parameters that a preset can contain; of a text only if it is not empty.
Preset preset_from(const std::string& name, const Parameters& values);

/// The preset that would change nothing if it were applied. Of several, the one with the most
/// parameters, then the first. Null if there is none.
const Preset* matching(const PresetList& list, const Parameters& values);

std::string to_json(const Preset& preset);
/// BadReply: it is no preset, or a value is out of range. The file may come from anybody.
Result<Preset> preset_from_json(std::string_view text);

/// The file for a name: plain, without '/', never hidden, of at most 200 bytes.
std::string preset_file_name(const std::string& name);

}  // namespace upscale
