// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The user's own networks for the engine on this computer: ONNX files in one folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/network_fault.hpp"

namespace upscale {

constexpr std::uint64_t kMostNetworkBytes = std::uint64_t{512} << 20;
constexpr std::size_t kMostNetworks = 200;  ///< files that are listed

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
