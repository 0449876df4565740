// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/since_made.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/kept_original.hpp"
#include "image/pixels/alpha.hpp"
#include "image/pixels/resample.hpp"
#include "image/pixels/turn.hpp"
#include "json/json.hpp"
#include "results/provenance.hpp"
#include "state/parameters_json.hpp"

namespace upscale {
namespace {

constexpr int kFarthestCorner = 1 << 20;  // coordinates; more than GIMP allows

std::optional<int> whole_at(const json::Value& root, const char* object, const char* member) {
    const auto value = json::int_at(root, {object, member});
    if (!value || *value < -kFarthestCorner || *value > kFarthestCorner) return std::nullopt;
    return static_cast<int>(*value);
}

Turn inverse(const Turn& turn) {
    return {turn.flipped, turn.flipped ? turn.quarters : (4 - turn.quarters) % 4};
}

/// The same picture with a channel for alpha, or without it; empty: it is transparent somewhere.
Bitmap with_other_alpha(const Bitmap& picture) {
    if (picture.channels == 3) {
        Bitmap with(picture.width, picture.height, 4);
        for (std::size_t i = 0, n = picture.pixels.size() / 3; i < n; ++i) {
            std::copy_n(&picture.pixels[3 * i], 3, &with.pixels[4 * i]);
            with.pixels[4 * i + 3] = 255;
        }
        return with;
    }
    Bitmap without = without_idle_alpha(Bitmap(picture));
    return without.channels == 3 ? without : Bitmap();
}

bool is_what_was_sent(const Bitmap& picture, const std::string& hash) {
    if (hash_of(picture) == hash) return true;
    const Bitmap other = with_other_alpha(picture);
    return !other.empty() && hash_of(other) == hash;
}

/// The region on a layer that was turned like this, in the pixels of `now`.
Rect region_on(const MadeOf& made, const Source& now, const Turn& turn) {
    Rect part = turned(made.region, made.layer, turn);
    part.x += now.layer.x - now.region.x;
    part.y += now.layer.y - now.region.y;
    return part;
}

bool has_proportions_of(Size layer, const Rect& now) {
    const double across = static_cast<double>(now.width) / layer.width;
    const double down = static_cast<double>(now.height) / layer.height;
    return std::abs(layer.height * across - now.height) <= 1 ||
           std::abs(layer.width * down - now.width) <= 1;
}

}  // namespace

std::optional<MadeOf> made_of(std::string_view parasite) {
    const auto root = json::parse(parasite);
    if (!root) return std::nullopt;
    const auto hash = json::string_at(*root, {"source_hash"});
    const auto x = whole_at(*root, "source", "x"), y = whole_at(*root, "source", "y");
    const auto width = whole_at(*root, "source", "width");
    const auto height = whole_at(*root, "source", "height");
    const auto layer_width = whole_at(*root, "source", "layer_width");
    const auto layer_height = whole_at(*root, "source", "layer_height");
    if (!hash || hash->empty() || !x || !y || !width || !height || !layer_width || !layer_height ||
        std::min({*width, *height, *layer_width, *layer_height}) < 1)
        return std::nullopt;
    const auto part_at = [&](const char* member, double otherwise) {
        const double value = json::double_at(*root, {"covered", member}).value_or(otherwise);
        return std::abs(value) < kFarthestCorner ? value : otherwise;
    };
    RectF covered{part_at("x", 0), part_at("y", 0), part_at("width", *width),
                  part_at("height", *height)};
    if (covered.width <= 0 || covered.height <= 0)
        covered = {0, 0, static_cast<double>(*width), static_cast<double>(*height)};
    return MadeOf{*hash, {*x, *y, *width, *height}, {*layer_width, *layer_height}, covered};
}

SinceMade since_made(const std::optional<MadeOf>& made, const Source* now) {
    if (!made) return SinceMade::Unknown;
    if (!now) return SinceMade::SourceGone;
    const Size layer{now->layer.width, now->layer.height};
    const Rect all{0, 0, now->pixels.width, now->pixels.height};
    bool scaled = false;
    for (const Turn& turn : kTurns) {
        const Size then = turned(made->layer, turn);
        if (then != layer) {
            scaled |= has_proportions_of(then, now->layer);
            continue;
        }
        scaled = false;
        const Rect part = region_on(*made, *now, turn);
        if (intersection(part, all) != part) continue;
        const bool straight = turn == kTurns.front() && part == all;
        if (is_what_was_sent(
                straight ? now->pixels : turned(crop(now->pixels, part), inverse(turn)),
                made->hash))
            return SinceMade::Unchanged;
    }
    return scaled ? SinceMade::Unknown : SinceMade::Changed;
}

std::optional<Rect> part_to_make(const MadeOf& made, const Source& now) {
    Rect part = made.region;
    part.x += now.layer.x;
    part.y += now.layer.y;
    const bool was_all = made.region.x <= 0 && made.region.y <= 0 &&
                         made.region.x + made.region.width >= made.layer.width &&
                         made.region.y + made.region.height >= made.layer.height;
    const Rect there = intersection(part, now.region);
    if (was_all || there.width == 0 || there.height == 0) return std::nullopt;
    return there;
}

Parameters made_with(std::string_view parasite, const Job* job, const Parameters& otherwise) {
    Parameters values = otherwise;
    if (const auto root = json::parse(parasite))
        for (Parameter entry : parameter_table()) {
            if (!entry.parasite) continue;
            entry.name = entry.parasite;
            read_member(*root, entry, values);
        }
    const auto name = result_named_by(parasite);
    const std::size_t index = name ? name->index : 0;
    if (job) {
        values = index < job->results.size() ? values_as_made(*job, index) : job->parameters;
        values.max_images = otherwise.max_images;
        if (values.seed >= 0 && index < job->results.size())
            if (const auto came = job->results[index].announced.seed;
                came && std::in_range<int>(*came))
                values.seed = static_cast<int>(*came);
    }
    values.num_images = 1;
    values.region = Region::Layer;
    values.placement = Placement::Fit;
    return values;
}

}  // namespace upscale
