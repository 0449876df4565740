// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/origin.hpp"

#include <algorithm>
#include <vector>

#include "json/json.hpp"

namespace upscale {
namespace {

using Layers = std::span<const LayerIdentity>;

template <class Matches>
const LayerIdentity* first(Layers layers, Matches matches) {
    const auto found = std::ranges::find_if(layers, matches);
    return found == layers.end() ? nullptr : &*found;
}

/// The layer that `result` says it was made from, or null.
const LayerIdentity* source_of(Layers layers, const LayerIdentity& result) {
    const auto root = json::parse(result.parasite);
    if (!root) return nullptr;
    const unsigned own = json::unsigned_at(*root, {"tattoo"}).value_or(0);
    const unsigned tattoo = json::unsigned_at(*root, {"source", "tattoo"}).value_or(0);
    if (tattoo != 0 && own == result.tattoo)
        return first(layers, [&](const LayerIdentity& layer) {
            return layer.tattoo == tattoo && layer.id != result.id;
        });
    const auto name = json::string_at(*root, {"source", "name"});
    const auto width = json::int_at(*root, {"source", "width"});
    const auto height = json::int_at(*root, {"source", "height"});
    return first(layers, [&](const LayerIdentity& layer) {
        return layer.parasite.empty() && layer.id != result.id && layer.name == name &&
               layer.size.width == width && layer.size.height == height;
    });
}

bool is_within(Layers layers, const LayerIdentity& layer, ItemId group) {
    const LayerIdentity* at = &layer;
    while (at && at->parent != -1 && at->parent != group)
        at = first(layers, [&](const LayerIdentity& other) { return other.id == at->parent; });
    return at && at->parent == group;
}

/// The result `item`. If it is a group that is no result by itself but contains only results, its
/// first layer; null if it is no result.
const LayerIdentity* result_at(Layers layers, ItemId item) {
    const LayerIdentity* found =
        first(layers, [&](const LayerIdentity& layer) { return layer.id == item; });
    if (found && found->group && found->parasite.empty()) {
        found = nullptr;
        for (const LayerIdentity& layer : layers) {
            if (layer.group || !is_within(layers, layer, item)) continue;
            if (layer.parasite.empty()) return nullptr;
            if (!found) found = &layer;
        }
    }
    return found && !found->parasite.empty() ? found : nullptr;
}

/// The layers that `item` was made from, the nearest first; none: it is no result.
std::vector<ItemId> sources_of(Layers layers, ItemId item) {
    std::vector<ItemId> sources;
    const LayerIdentity* at = result_at(layers, item);
    // Limits the number of steps, because edited parasites could form a ring.
    while (at && !at->parasite.empty() && sources.size() < layers.size()) {
        at = source_of(layers, *at);
        if (at) sources.push_back(at->id);
    }
    return sources;
}

}  // namespace

std::string with_tattoo(std::string parasite, unsigned tattoo) {
    const auto own = parasite.rfind(",\"tattoo\":");
    if (own != parasite.npos && parasite.find('}', own) == parasite.size() - 1)
        parasite.replace(own, parasite.npos, "}");
    if (parasite.size() > 2 && parasite.back() == '}')
        parasite.insert(parasite.size() - 1, ",\"tattoo\":" + std::to_string(tattoo));
    return parasite;
}

std::optional<ItemId> original_among(Layers layers, ItemId item) {
    const auto sources = sources_of(layers, item);
    return sources.empty() ? std::nullopt : std::optional(sources.back());
}

std::optional<ItemId> source_among(Layers layers, ItemId item) {
    const auto sources = sources_of(layers, item);
    return sources.empty() ? std::nullopt : std::optional(sources.front());
}

ItemId topmost_result(Layers layers, ItemId source) {
    const LayerIdentity* const own =
        first(layers, [&](const LayerIdentity& layer) { return layer.id == source; });
    if (!own) return source;
    ItemId topmost = source;
    bool passed = false;
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
        if (layer->parent != own->parent) continue;
        if (passed && std::ranges::count(sources_of(layers, layer->id), source) == 0) break;
        if (passed) topmost = layer->id;
        passed |= layer->id == source;
    }
    return topmost;
}

}  // namespace upscale
