// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The user's own networks and what was found out about them, which is kept in
// state_folder()/networks.json.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "local/networks/trial.hpp"

namespace upscale::local {

/// What the network `name` in networks_folder() does: as it is remembered, if neither the file nor
/// OpenCV has changed since, else by trying it in a process of `engine`, the program of this one.
/// A trial that lacked time or memory or crashed may have had bad luck, so it counts for an hour
/// only. A stopped trial is NetworkFault::Time and is not remembered.
Trial trial_of(const std::string& engine, const std::string& name,
               const std::function<bool()>& is_stopped,
               std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

/// Changes whenever the network's file or OpenCV changes; empty: there is no such file.
std::string version_of(const std::string& name);

/// What --networks does: prints a line for each network as soon as it is known.
void print_networks();

}  // namespace upscale::local
