// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with the way this plug-in is installed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace upscale {

struct InstallationState {
    std::filesystem::path self;                 ///< the running executable
    std::vector<std::filesystem::path> copies;  ///< see other_copies()
    std::string engine_fault;  ///< the error message of an engine that cannot start; "" if it can,
                               ///< or is not installed
};

/// Starts the engine for a moment (tens of milliseconds).
InstallationState look_at_installation();

}  // namespace upscale
