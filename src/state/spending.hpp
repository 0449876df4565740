// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How many images were paid for this month, and the credits that the service last named. For
// display only, not for accounting.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace upscale {

struct Spending {
    std::string month;  ///< "2026-11", UTC
    int images = 0;     ///< paid for in that month
    /// the same of other months: while the clock is wrong, the present month is one of these
    std::map<std::string, int> other_months = {};
    std::optional<long> credits;  ///< that were left, as the service last said
    std::string credits_time;     ///< when the service said so: ISO 8601, UTC
    bool operator==(const Spending&) const = default;
};

std::string to_json(const Spending& spending);
/// The reverse, for the month `month`, of which the text may not know. Never fails.
Spending spending_from_json(std::string_view text, const std::string& month);

/// What is known at the time `now` (ISO 8601, UTC); see utc_now().
Spending load_spending(const std::string& now);

/// Add to the count, safe with several runs at the same time. A failure to write is only logged.
void note_paid_images(int count) noexcept;
void note_credits(long available) noexcept;

}  // namespace upscale
