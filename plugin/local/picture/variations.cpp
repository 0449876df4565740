// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/picture/variations.hpp"

#include <algorithm>
#include <array>

#include "base/parameters.hpp"

namespace upscale::local {
namespace {

struct Step {
    int denoise;  ///< steps up
    int detail;
};

// plain, cleaner, crisper, both, softer, much cleaner, much crisper; what comes after is taken
// where some of these are beyond an end of the scales, and without cleaning.
constexpr std::array kSteps{Step{0, 0},   Step{1, 0},    Step{0, 20},  Step{1, 20},  Step{0, -20},
                            Step{2, 0},   Step{0, 40},   Step{1, -20}, Step{0, -40}, Step{-1, 0},
                            Step{-1, 20}, Step{-1, -20}, Step{0, 60},  Step{0, -60}, Step{0, 80},
                            Step{0, -80}, Step{0, 10},   Step{0, -10}, Step{0, 30},  Step{0, -30},
                            Step{0, 50},  Step{0, -50},  Step{0, 70},  Step{0, -70}};

}  // namespace

std::vector<Variation> variations(int detail, int denoise, bool can_denoise, int count) {
    std::vector<Variation> list;
    for (const Step& step : kSteps) {
        if (static_cast<int>(list.size()) == count) break;
        if (step.denoise && !can_denoise) continue;
        const Variation next{
            std::clamp(detail + step.detail, 0, 100),
            std::clamp(denoise + step.denoise, int{Denoise::Off}, int{Denoise::High})};
        if (std::ranges::find(list, next) == list.end()) list.push_back(next);
    }
    return list;
}

}  // namespace upscale::local
