// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <thread>

namespace upscale {

/// Looks again and again, for a minute or more, until the condition is true; returns whether it is.
/// For what happens in other threads and processes: it takes as long as it takes.
template <class Condition>
bool wait_until(Condition condition) {
    for (int looks = 0; looks < 12000; ++looks) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
}

}  // namespace upscale
