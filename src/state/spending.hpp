// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How many images were paid for this month, and the service's last word on credits: for people to
// look at, no accounting.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace upscale {

struct Spending {
    std::string month;            ///< "2026-11", UTC
    int images = 0;               ///< paid for in that month
    std::optional<long> credits;  ///< that were left
    std::string credits_time;     ///< when the service said so: ISO 8601, UTC
    bool operator==(const Spending&) const = default;
};

std::string to_json(const Spending& spending);
/// The reverse, as of `month`: of another one no images are counted. Never fails.
Spending spending_from_json(std::string_view text, const std::string& month);

/// What is known at the time `now` (ISO 8601, UTC); see utc_now().
Spending load_spending(const std::string& now);

/// Count, however many runs do so at the same time. That this cannot be written is only logged.
void note_paid_images(int count) noexcept;
void note_credits(long available) noexcept;

}  // namespace upscale
