// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/situation.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/files/limits.hpp"
#include "image/registration/padding.hpp"

namespace upscale {
namespace {

constexpr double kFactor = 2;  // the factor of both engines, roughly

int scaled(int length, double factor) { return static_cast<int>(std::lround(length * factor)); }

Obstacle obstacle_to(const Subject& subject, const Outlook& outlook, const Parameters& values,
                     Size picture) {
    if (subject.image < 0) return Obstacle::ImageClosed;
    if (outlook.layers == 0) return Obstacle::NoLayer;
    if (subject.indexed && values.placement != Placement::NewImage) return Obstacle::NoNewColours;
    if (outlook.region.width == 0) return Obstacle::SelectionElsewhere;
    const Status sendable = check_sendable(picture, limits_of(values.engine));
    if (sendable) return Obstacle::None;
    return sendable.error().kind == ErrorKind::TooLarge ? Obstacle::TooLarge : Obstacle::NotLarger;
}

Size image_after(const Subject& subject, const Outlook& outlook, const Parameters& values) {
    // results as large as the ones before fit the image as it is, but for what was rounded
    const double exact = double(outlook.back.width) / std::max(1, outlook.region.width);
    const double factor = std::abs(outlook.back.width - outlook.region.width) <= 2 ? 1 : exact;
    switch (values.placement) {
        case Placement::ScaleImage:
            return {scaled(subject.canvas.width, factor), scaled(subject.canvas.height, factor)};
        case Placement::GrowCanvas: {
            const int left = std::min(0, outlook.region.x), top = std::min(0, outlook.region.y);
            return {std::max(subject.canvas.width, outlook.region.x + outlook.back.width) - left,
                    std::max(subject.canvas.height, outlook.region.y + outlook.back.height) - top};
        }
        default:
            return subject.canvas;
    }
}

}  // namespace

Parameters starting_values(const Subject& subject, Parameters last) {
    last.region = subject.selection ? Region::Selection : Region::Layer;
    // another GIMP remembered it
    if (last.placement == Placement::Link && !subject.takes_links) last.placement = Placement::Fit;
    if (subject.indexed) {
        last.placement = Placement::NewImage;
    } else if (subject.selection) {
        last.placement = Placement::Fit;
    } else if (subject.layers_in_image == 1 && subject.chosen.size() == 1 &&
               subject.chosen.front().layer.bounds ==
                   Rect{0, 0, subject.canvas.width, subject.canvas.height}) {
        last.placement = Placement::ScaleImage;
    }
    return last;
}

std::vector<Subject::Layer> targets_of(const Subject& subject, bool from_original) {
    std::vector<Subject::Layer> targets;
    for (const Subject::Chosen& chosen : subject.chosen) {
        const bool original = from_original && chosen.original;
        const Subject::Layer& layer = original ? *chosen.original : chosen.layer;
        if (std::ranges::none_of(targets, [&](const auto& other) { return other.id == layer.id; }))
            targets.push_back(layer);
    }
    return targets;
}

Subject::Layer with_kept(Subject::Layer layer, const KeptOriginal& kept, Pixels pixels) {
    layer.pixels = pixels;
    layer.kept = {kept.layer.width, kept.layer.height};
    const bool upright = layer.bounds.height > layer.bounds.width;
    if (upright != (layer.kept.height > layer.kept.width))
        std::swap(layer.kept.width, layer.kept.height);
    return layer;
}

Size size_in_pixels(const Subject::Layer& layer, const Rect& region) {
    if (layer.kept.width == 0 || region.width == 0) return {region.width, region.height};
    const auto in_kept = [](int length, int kept, int now) {
        return std::max(1, scaled(length, double(kept) / std::max(1, now)));
    };
    return {in_kept(region.width, layer.kept.width, layer.bounds.width),
            in_kept(region.height, layer.kept.height, layer.bounds.height)};
}

Rect region_of(const Subject& subject, const Rect& layer, int region) {
    if (region != Region::Selection || !subject.selection) return layer;
    const Rect part = intersection(layer, *subject.selection);
    return part.width > 0 && part.height > 0 ? part : Rect{};
}

Outlook outlook(const Subject& subject, std::span<const Subject::Layer> targets,
                const Parameters& values) {
    Outlook outlook;
    outlook.layers = static_cast<int>(targets.size());
    outlook.images = outlook.layers * values.num_images;
    outlook.others = std::max(0, subject.layers_in_image - outlook.layers);
    if (targets.empty()) {
        outlook.obstacle = obstacle_to(subject, outlook, values, {});
        return outlook;
    }
    outlook.region = region_of(subject, targets.front().bounds, values.region);
    outlook.source = size_in_pixels(targets.front(), outlook.region);
    const Size region = outlook.source;
    const Size padded =
        values.protect_edges && region.width > 0 ? frame_around(region).size : region;
    outlook.sent = region.width > 0 ? sendable_size(padded, limits_of(values.engine)) : Size{};
    outlook.reduced = outlook.sent != padded;
    const double factor = kFactor * outlook.sent.width / std::max(1, padded.width);
    outlook.back = {scaled(region.width, factor), scaled(region.height, factor)};
    outlook.image = image_after(subject, outlook, values);
    outlook.obstacle = obstacle_to(subject, outlook, values, padded);
    return outlook;
}

Rect middle_part(Size region, int side) {
    const int width = std::min(side, region.width), height = std::min(side, region.height);
    return {(region.width - width) / 2, (region.height - height) / 2, width, height};
}

}  // namespace upscale
