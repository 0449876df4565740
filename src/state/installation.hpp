// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where this plug-in is installed: twice, for instance as a package and as a copy made by hand.
#pragma once

#include <filesystem>
#include <vector>

namespace upscale {

/// The other executables by which GIMP would find this plug-in, besides `self`, the running one:
/// files of its name in a folder of its name (in GIMP 2.10 also without that folder) in one of
/// GIMP's plug-in folders. Their order is GIMP's: it uses the first one and ignores the others
/// without a message (gimp_plug_in_manager_add_from_file). Other paths to `self` are left out, and
/// so is what cannot be read.
std::vector<std::filesystem::path> other_copies(const std::vector<std::filesystem::path>& folders,
                                                const std::filesystem::path& self);

}  // namespace upscale
