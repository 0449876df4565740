// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/difference.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace upscale {
namespace {

double linear(double value) {
    const double v = std::abs(value);
    const double light = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    return std::copysign(light, value);
}

double lab_curve(double t) {
    return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/// In degrees, 0 to 360.
double hue_of(double a, double b) {
    if (a == 0 && b == 0) return 0;
    const double hue = std::atan2(b, a) * 180 / std::numbers::pi;
    return hue < 0 ? hue + 360 : hue;
}

double cosine(double degrees) { return std::cos(degrees * std::numbers::pi / 180); }
double sine(double degrees) { return std::sin(degrees * std::numbers::pi / 180); }

}  // namespace

Lab lab_of(std::span<const float, 3> srgb) {
    const double r = linear(srgb[0]), g = linear(srgb[1]), b = linear(srgb[2]);
    const double x = lab_curve((0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / 0.9642200);
    const double y = lab_curve(0.2225045 * r + 0.7168786 * g + 0.0606169 * b);
    const double z = lab_curve((0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / 0.8252100);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double difference_of(const Lab& one, const Lab& other) {
    constexpr double k25To7 = 6103515625.0;
    const double mean_c = (std::hypot(one[1], one[2]) + std::hypot(other[1], other[2])) / 2;
    const double c7 = std::pow(mean_c, 7);
    const double g = 0.5 * (1 - std::sqrt(c7 / (c7 + k25To7)));
    const double a1 = (1 + g) * one[1], a2 = (1 + g) * other[1];
    const double c1 = std::hypot(a1, one[2]), c2 = std::hypot(a2, other[2]);
    const double h1 = hue_of(a1, one[2]), h2 = hue_of(a2, other[2]);
    double dh = h2 - h1, sum = h1 + h2;
    if (c1 * c2 == 0) {
        dh = 0;
    } else if (std::abs(dh) > 180) {
        dh += dh > 0 ? -360 : 360;
        sum += sum < 360 ? 360 : -360;
    }
    const double h = c1 * c2 == 0 ? sum : sum / 2;
    const double dl = other[0] - one[0], dc = c2 - c1;
    const double dH = 2 * std::sqrt(c1 * c2) * sine(dh / 2);
    const double l = (one[0] + other[0]) / 2 - 50, c = (c1 + c2) / 2;
    const double t = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) -
                     0.20 * cosine(4 * h - 63);
    const double sl = 1 + 0.015 * l * l / std::sqrt(20 + l * l);
    const double sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;
    const double p7 = std::pow(c, 7);
    const double turn = 60 * std::exp(-std::pow((h - 275) / 25, 2));
    const double rt = -2 * std::sqrt(p7 / (p7 + k25To7)) * sine(turn);
    const double x = dl / sl, y = dc / sc, z = dH / sh;
    return std::sqrt(std::max(0.0, x * x + y * y + z * z + rt * y * z));
}

ColourShift shift_of(std::vector<double> differences) {
    if (differences.empty()) return {};
    const double sum = std::accumulate(differences.begin(), differences.end(), 0.0);
    const auto at = differences.begin() +
                    static_cast<std::ptrdiff_t>(0.95 * static_cast<double>(differences.size() - 1));
    std::nth_element(differences.begin(), at, differences.end());
    return {sum / static_cast<double>(differences.size()), *at};
}

}  // namespace upscale
