// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// From the bytes of a file to those of its results, in strips: neither the picture nor a result is
// whole in memory.
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "local/networks/network.hpp"
#include "local/picture/enlarge.hpp"

namespace upscale::local {

/// What a first look at all rows of a picture says.
struct Survey {
    bool gray = true;  ///< red, green and blue are the same in each pixel
    int denoise = 0;   ///< a Denoise, not Auto: how strongly the picture is best cleaned
};

/// `measure`: if false, the denoise is Denoise::Off. BadReply, Cancelled.
Result<Survey> survey(ByteView file, bool measure, const std::stop_token& stop);

/// Enlarges the picture with one network and finishes it in each of these ways. The results are
/// PNG, gray if `gray`. `progress` gets the share that is done, 0..1. BadReply: the file is
/// damaged; Cancelled: within 200 ms, unless the network is slow; Internal: the network failed.
Result<std::vector<Bytes>> enlarge_file(ByteView file, Network& network, bool gray,
                                        const std::vector<Finish>& finishes,
                                        const std::stop_token& stop,
                                        const std::function<void(double)>& progress);

}  // namespace upscale::local
