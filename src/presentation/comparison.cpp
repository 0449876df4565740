// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/comparison.hpp"

#include <algorithm>
#include <utility>

namespace upscale {

Comparison::Comparison(ComparedLayers layers) : m_layers(std::move(layers)) {}

void Comparison::step(std::size_t forward) {
    m_shown = (m_shown + forward) % m_layers.results.size();
    m_before = false;
}

bool Comparison::forget_gone(const std::function<bool(ItemId)>& is_there) {
    const auto gone = [&](ItemId layer) { return !is_there(layer); };
    auto& results = m_layers.results;
    const auto above = static_cast<std::size_t>(std::count_if(
        results.begin(), results.begin() + static_cast<std::ptrdiff_t>(m_shown), gone));
    std::erase_if(results, gone);
    std::erase_if(m_layers.replaced, gone);
    m_shown -= above;
    if (results.empty() || gone(m_layers.group)) return false;
    m_shown = std::min(m_shown, results.size() - 1);
    return true;
}

std::vector<ItemId> Comparison::others() const {
    std::vector<ItemId> others = m_layers.results;
    std::erase(others, shown());
    return others;
}

std::vector<Visibility> Comparison::visibilities() const {
    std::vector<Visibility> all{{m_layers.group, !m_before}};
    for (const ItemId layer : m_layers.results) all.push_back({layer, layer == shown()});
    for (const ItemId layer : m_layers.replaced) all.push_back({layer, m_before});
    return all;
}

}  // namespace upscale
