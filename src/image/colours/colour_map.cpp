// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colours/colour_map.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace upscale {
namespace {

constexpr std::size_t kTerms = ColourMap::kTerms;
constexpr int kRounds = 8;
// Keeps terms near 0 that the colours say nothing about.
constexpr double kRidge = 2e-5;

using Terms = std::array<double, kTerms>;

/// Colours are centred, so that the terms have little to do with each other.
template <class Number>
std::array<Number, kTerms> terms_of(Number r, Number g, Number b) {
    r -= 0.5f;
    g -= 0.5f;
    b -= 0.5f;
    return {Number{} + 1.0f, r,     g,     b,         r * r,     g * g,    b * b,
            r * g,           g * b, r * b, r * r * r, g * g * g, b * b * b};
}

/// Solves a x = b for three b by Cholesky's decomposition; `a` is symmetric and positive definite.
void solve(std::array<Terms, kTerms>& a, std::array<Terms, 3>& b) {
    for (std::size_t i = 0; i < kTerms; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = a[i][j];
            for (std::size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
            a[i][j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / a[j][j];
        }
    for (Terms& x : b) {
        for (std::size_t i = 0; i < kTerms; ++i) {
            for (std::size_t k = 0; k < i; ++k) x[i] -= a[i][k] * x[k];
            x[i] /= a[i][i];
        }
        for (std::size_t i = kTerms; i-- > 0;) {
            for (std::size_t k = i + 1; k < kTerms; ++k) x[i] -= a[k][i] * x[k];
            x[i] /= a[i][i];
        }
    }
}

}  // namespace

ColourMap::ColourMap(std::span<const Colour> from, std::span<const Colour> to) {
    if (from.empty()) return;
    m_least = m_greatest = from[0];
    std::vector<Terms> terms;
    for (const Colour& colour : from) {
        terms.push_back(terms_of<double>(colour[0], colour[1], colour[2]));
        for (std::size_t c = 0; c < 3; ++c) {
            m_least[c] = std::min(m_least[c], colour[c]);
            m_greatest[c] = std::max(m_greatest[c], colour[c]);
        }
    }
    std::vector<float> weights(from.size(), 1), errors(from.size());
    for (int round = 0; round < kRounds; ++round) {
        std::array<Terms, kTerms> a{};
        std::array<Terms, 3> b{};
        double total = 0;
        for (std::size_t i = 0; i < from.size(); ++i) {
            const double weight = weights[i];
            total += weight;
            for (std::size_t k = 0; k < kTerms; ++k) {
                const double term = weight * terms[i][k];
                for (std::size_t j = 0; j <= k; ++j) a[k][j] += term * terms[i][j];
                for (std::size_t c = 0; c < 3; ++c)
                    b[c][k] += term * (static_cast<double>(to[i][c]) - from[i][c]);
            }
        }
        for (std::size_t k = 0; k < kTerms; ++k) a[k][k] += kRidge * total + 1e-9;
        solve(a, b);
        for (std::size_t i = 0; i < from.size(); ++i) {
            double square = 0;
            for (std::size_t c = 0; c < 3; ++c) {
                double change = 0;
                for (std::size_t k = 0; k < kTerms; ++k) change += b[c][k] * terms[i][k];
                const double error = to[i][c] - from[i][c] - change;
                square += error * error;
            }
            errors[i] = static_cast<float>(std::sqrt(square));
        }
        for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t k = 0; k < kTerms; ++k) m_factors[c][k] = static_cast<float>(b[c][k]);
        std::vector<float> sorted = errors;
        const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
        std::nth_element(sorted.begin(), middle, sorted.end());
        const float scale = std::max(kLevel / 2, 2 * *middle);
        for (std::size_t i = 0; i < from.size(); ++i) {
            const float ratio = errors[i] / scale;
            weights[i] = 1 / (1 + ratio * ratio);
        }
    }
    Colour most{};
    for (std::size_t i = 0; i < from.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c) {
            float change = 0;
            for (std::size_t k = 0; k < kTerms; ++k)
                change += m_factors[c][k] * static_cast<float>(terms[i][k]);
            most[c] = std::max(most[c], std::abs(change));
        }
    m_most = most;
}

Colour ColourMap::change_of(const Colour& colour) const {
    Colour changed = colour;
    apply(changed.data(), 1, 1);
    return {changed[0] - colour[0], changed[1] - colour[1], changed[2] - colour[2]};
}

void ColourMap::apply(float* planes, std::size_t stride, std::size_t count) const {
    constexpr std::size_t kLanes = 4;  // floats in one instruction
    using Lanes [[gnu::vector_size(kLanes * sizeof(float))]] = float;
    const auto clamped = [](Lanes value, float least, float greatest) {
        const Lanes low = Lanes{} + least, high = Lanes{} + greatest;
        value = value < low ? low : value;
        return value > high ? high : value;
    };
    for (std::size_t begin = 0; begin < count; begin += kLanes) {
        const std::size_t bytes = std::min(kLanes, count - begin) * sizeof(float);
        Lanes channels[3] = {};
        for (std::size_t c = 0; c < 3; ++c)
            std::memcpy(&channels[c], planes + c * stride + begin, bytes);
        const auto terms = terms_of<Lanes>(clamped(channels[0], m_least[0], m_greatest[0]),
                                           clamped(channels[1], m_least[1], m_greatest[1]),
                                           clamped(channels[2], m_least[2], m_greatest[2]));
        for (std::size_t c = 0; c < 3; ++c) {
            Lanes change{};
            for (std::size_t k = 0; k < kTerms; ++k) change += m_factors[c][k] * terms[k];
            channels[c] += clamped(change, -m_most[c], m_most[c]);
            std::memcpy(planes + c * stride + begin, &channels[c], bytes);
        }
    }
}

}  // namespace upscale
