// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/run/next_steps.hpp"

#include "common/words/i18n.hpp"

namespace upscale {

std::vector<MessageBar::Action> next_steps(const Report& report, bool paid,
                                           const Remedies& remedies) {
    std::vector<MessageBar::Action> steps;
    if (is_anything_left(report)) steps.push_back({_("History..."), remedies.show_history});
    const Error* const error = first_error(report);
    if (!error || is_cancelled(report)) return steps;
    switch (error->told_as.value_or(error->kind)) {
        case ErrorKind::NoKey:
        case ErrorKind::Unauthorized:
            steps.push_back({_("Acco_unt..."), remedies.show_account});
            break;
        case ErrorKind::NoCredits:
            steps.push_back({_("Top Up"), remedies.top_up});
            [[fallthrough]];
        case ErrorKind::Offline:
        case ErrorKind::Timeout:
        case ErrorKind::ServerFault:
        case ErrorKind::RateLimited:
        case ErrorKind::Refused:
            if (paid) steps.push_back({_("Use This Computer"), remedies.use_this_computer});
            break;
        default:
            break;
    }
    return steps;
}

}  // namespace upscale
