// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Buttons for what can be done after a run that failed or is incomplete.
#pragma once

#include <functional>
#include <vector>

#include "results/report.hpp"
#include "window/run/message_bar.hpp"

namespace upscale {

/// What the window can do about a failure.
struct Remedies {
    std::function<void()> show_history, show_account, top_up, use_this_computer;
};

/// The steps that help with this failure, the likeliest first. `paid`: the engine costs something.
std::vector<MessageBar::Action> next_steps(const Report& report, bool paid,
                                           const Remedies& remedies);

}  // namespace upscale
