// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes of pictures that the service keeps as they are.
#pragma once

#include <array>

namespace upscale {

struct Ratio {
    int width, height;
};

/// Ideogram 3's aspect ratios. The service crops a picture of another shape to the nearest one.
constexpr std::array kRatios{Ratio{1, 1}, Ratio{1, 2},  Ratio{2, 1},  Ratio{1, 3}, Ratio{3, 1},
                             Ratio{2, 3}, Ratio{3, 2},  Ratio{3, 4},  Ratio{4, 3}, Ratio{4, 5},
                             Ratio{5, 4}, Ratio{9, 16}, Ratio{16, 9}, Ratio{5, 8}, Ratio{8, 5}};

}  // namespace upscale
