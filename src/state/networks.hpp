// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The user's own networks for the engine on this computer: ONNX files in one folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace upscale {

/// Why a network cannot be used. A new one needs its name in networks.cpp.
enum class NetworkFault {
    None,
    Missing,     ///< no such file in the folder, or it cannot be read
    TooLarge,    ///< the file has more bytes than kMostNetworkBytes
    Damaged,     ///< no ONNX file, or a part of it is missing
    OtherFiles,  ///< its values are in other files
    Operator,    ///< this version of OpenCV cannot do one of its operators
    Unreadable,  ///< this version of OpenCV cannot read it, for another reason
    Range,       ///< it calculates with values from 0 to 255 instead of 0 to 1
    NoPicture,   ///< it is for something else than pictures, or gives another picture
    WrongSize,   ///< its result is not 1 to 8 times as large as its input
    NoNumbers,   ///< its result contains NaN or infinity
    Unsteady,    ///< the same picture gives another result each time
    Memory,      ///< it needs more memory than we give it
    Time,        ///< it needs more time than we give it
    Crash,       ///< it ended the process that tried it
};

constexpr std::uint64_t kMostNetworkBytes = std::uint64_t{512} << 20;
constexpr std::size_t kMostNetworks = 200;  ///< files that are listed

/// The fault's stable name ("too-large"); empty for None.
std::string_view name_of(NetworkFault fault);

/// The reverse of name_of() a fault; nullopt for an unknown name.
std::optional<NetworkFault> network_fault_from_name(std::string_view name);

/// The folder: ideogram-upscale/networks in the base_folder() XDG_DATA_HOME, ~/.local/share. It
/// need not exist.
std::string networks_folder();

/// True for the name of a file in that folder: it ends with .onnx, in any case, and is no path.
bool is_network_name(std::string_view name);

/// "sharp" for "sharp.onnx".
std::string network_title(const std::string& name);

/// The names of the regular files in the folder that are network names, sorted; links count as what
/// they lead to. At most kMostNetworks.
std::vector<std::string> network_names();

}  // namespace upscale
