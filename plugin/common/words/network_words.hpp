// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Words about the user's own networks.
#pragma once

#include <string>

#include "local_engine/networks.hpp"

namespace upscale {

/// Why it cannot be used, as in "sharp.onnx cannot be used: …".
std::string fault_words(NetworkFault fault, const std::string& operator_name);

/// What a network does and how long it takes, or why it cannot be used.
std::string network_words(const OwnNetwork& network);

}  // namespace upscale
