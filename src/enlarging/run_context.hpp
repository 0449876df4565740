// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What all layers of a run share.
#pragma once

#include "api/client.hpp"
#include "app/job.hpp"
#include "base/byte_budget.hpp"
#include "enlarging/slots.hpp"

namespace upscale {

struct RunContext {
    const Service& service;
    CallSlots& slots;
    ByteBudget& budget;  ///< for decoded pictures
    RetryLimits limits = {};
    long long most_tile_pixels = 0;  ///< as for tiles_of()
};

}  // namespace upscale
