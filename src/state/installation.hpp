// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where this plug-in is installed: twice, for instance as a package and as a copy made by hand.
#pragma once

#include <filesystem>
#include <vector>

namespace upscale {

/// The executables besides `self`, the running one, by which GIMP knows this plug-in: of its name,
/// in a folder of that name (GIMP 2.10: or without one) in one of GIMP's plug-in folders. In their
/// order, which is GIMP's, who takes the first and passes over the others in silence
/// (gimp_plug_in_manager_add_from_file). The same file by another path is none; what cannot be read
/// neither.
std::vector<std::filesystem::path> other_copies(const std::vector<std::filesystem::path>& folders,
                                                const std::filesystem::path& self);

}  // namespace upscale
