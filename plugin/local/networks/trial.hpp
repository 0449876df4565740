// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Finds out by trying what a network of a stranger does with a picture.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "json/json.hpp"
#include "local/networks/traits.hpp"
#include "state/networks.hpp"

namespace upscale::local {

/// What a trial finds differently than this one did; results of others are forgotten.
constexpr int kTrialVersion = 2;

struct Trial {
    NetworkFault fault = NetworkFault::None;
    std::string operator_name = {};    ///< for NetworkFault::Operator
    std::string detail = {};           ///< what else is known of a fault, in English
    Traits traits = {};                ///< if there is no fault
    double seconds_per_megapixel = 0;  ///< of the source; about, on this computer
};

/// One line of JSON, without its end, and the reverse; nullopt: it is something else.
std::string to_json(const std::string& file, const Trial& trial);
std::optional<Trial> trial_from_json(const json::Value& json);

/// Tries the network in this process, which may crash or never end: call it in one that is for
/// this only.
Trial try_here(const std::string& path);

/// The same in a process of its own: `engine --try path`, which has at most `patience` and limited
/// memory. `is_stopped` is asked 20 times a second. A stopped one is NetworkFault::Time.
Trial try_apart(const std::string& engine, const std::string& path,
                const std::function<bool()>& is_stopped,
                std::chrono::milliseconds patience = std::chrono::minutes(2));

/// What --try does: limits this process, tries the network and prints the result.
void try_and_print(const std::string& path);

/// One English sentence: what is wrong with the network, and what can be done.
std::string sentence_about(const std::string& file, const Trial& trial);

}  // namespace upscale::local
