// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine on this computer says of the user's own networks.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "state/networks.hpp"

namespace upscale {

/// A file in networks_folder().
struct OwnNetwork {
    std::string file;   ///< its name: the argument `model`
    std::string title;  ///< the name without .onnx
    NetworkFault fault = NetworkFault::None;
    std::string operator_name = {};    ///< for NetworkFault::Operator
    int scale = 0;                     ///< 1..8; 0 if there is a fault
    double seconds_per_megapixel = 0;  ///< of the source, on this computer, about
    bool operator==(const OwnNetwork&) const = default;
};

/// Reads a line that the engine's option --networks prints; nullopt: it is something else.
std::optional<OwnNetwork> read_network_line(std::string_view line);

/// Asks the engine `program` for all networks in the folder, in the order of their names, and calls
/// `on_each` in this thread as soon as one is known. One that was never tried before may take up to
/// two minutes, one that was tried none. LocalIo: the engine is not there or does not answer;
/// Cancelled. Both end the engine.
Status list_networks(const std::string& program, const std::stop_token& stop,
                     const std::function<void(const OwnNetwork&)>& on_each);

}  // namespace upscale
