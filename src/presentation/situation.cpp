// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/situation.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "enlarging/plan.hpp"
#include "image/files/limits.hpp"
#include "image/registration/padding.hpp"
#include "results/placement.hpp"

namespace upscale {
namespace {

// Bytes per pixel of a photo as PNG, and what is left of them in an enlargement, which is smoother.
constexpr double kUsualBytes = 2, kBytesLeft = 0.8;

int scaled(int length, double factor) { return static_cast<int>(std::lround(length * factor)); }

Obstacle obstacle_of(const Error& error) {
    if (error.kind == ErrorKind::TooLarge) return Obstacle::TooLarge;
    if (error.reason == Reason::TargetTooLarge) return Obstacle::TargetTooLarge;
    return error.reason == Reason::NotLarger ? Obstacle::NotLarger : Obstacle::TargetSmaller;
}

/// `picture`: what is sent if it is sent whole.
Obstacle obstacle_to(const Subject& subject, const Outlook& outlook, const Parameters& values,
                     Size picture, const Result<EnlargementPlan>& plan) {
    if (subject.image < 0) return Obstacle::ImageClosed;
    if (outlook.layers == 0) return Obstacle::NoLayer;
    if (subject.indexed && values.placement != Placement::NewImage) return Obstacle::NoNewColours;
    if (outlook.region.width == 0) return Obstacle::SelectionElsewhere;
    if (!plan) return obstacle_of(plan.error());
    if (outlook.first_tiles > 1) return Obstacle::None;
    const Status sendable = check_sendable(picture, limits_of(values.engine));
    return sendable ? Obstacle::None : obstacle_of(sendable.error());
}

/// How much larger than its region on the image a result is.
double factor_on_image(const Outlook& outlook) {
    return double(outlook.back.width) / std::max(1, outlook.region.width);
}

/// The pictures in which all passes are sent; 0 if each is sent whole.
int tiles_in(const EnlargementPlan& plan) {
    const int all = plan.images_of_one();
    return all > static_cast<int>(plan.passes.size()) ? all : 0;
}

/// How many images are made of all targets.
int images_of(const Subject& subject, std::span<const Subject::Layer> targets,
              const Parameters& values) {
    int images = 0;
    for (const Subject::Layer& layer : targets) {
        const Sized picture = sized_of(subject, {&layer, 1}, values.region);
        images += picture.size.width > 0 ? images_for(picture.size, picture.ppi, values)
                                         : values.num_images;
    }
    return images;
}

void foretell_passes(Outlook& outlook, const EnlargementPlan& plan) {
    outlook.passes = static_cast<int>(plan.passes.size());
    outlook.tiles = tiles_in(plan);
    outlook.first_tiles = static_cast<int>(plan.passes.front().tiles.size());
}

/// What it would be with tiles.
void foretell_tiles(Outlook& outlook, const Subject& subject,
                    std::span<const Subject::Layer> targets, Parameters values) {
    if (values.tiles == Tiles::On) return;
    values.tiles = Tiles::On;
    const Sized picture = sized_of(subject, targets, values.region);
    const auto plan = plan_enlargement(picture.size, picture.ppi, values);
    const int images = images_of(subject, targets, values);
    if (!plan || images <= outlook.images) return;
    outlook.tiles_instead = tiles_in(*plan);
    outlook.images_instead = images;
}

Size image_after(const Subject& subject, const Outlook& outlook, const Parameters& values) {
    if (outlook.new_images) return subject.canvas;
    // results as large as the ones before fit the image as it is, but for what was rounded
    const double factor =
        std::abs(outlook.back.width - outlook.region.width) <= 2 ? 1 : factor_on_image(outlook);
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

Sized sized_of(const Subject& subject, std::span<const Subject::Layer> targets, int region) {
    if (targets.empty()) return {};
    const Rect part = region_of(subject, targets.front().bounds, region);
    if (part.width == 0) return {};
    const Size size = size_in_pixels(targets.front(), part);
    return {size, subject.ppi * size.width / part.width};
}

Outlook outlook(const Subject& subject, std::span<const Subject::Layer> targets,
                const Parameters& values) {
    Outlook outlook;
    outlook.layers = static_cast<int>(targets.size());
    outlook.images = images_of(subject, targets, values);
    outlook.others = std::max(0, subject.layers_in_image - outlook.layers);
    if (targets.empty()) {
        outlook.obstacle = obstacle_to(subject, outlook, values, {}, EnlargementPlan{});
        return outlook;
    }
    const Sized picture = sized_of(subject, targets, values.region);
    outlook.region = region_of(subject, targets.front().bounds, values.region);
    outlook.source = picture.size;
    const Size region = picture.size;
    const bool is_empty = region.width == 0;
    const auto plan = is_empty ? EnlargementPlan{} : plan_enlargement(region, picture.ppi, values);
    if (plan && !is_empty) foretell_passes(outlook, *plan);
    if (!is_empty) foretell_tiles(outlook, subject, targets, values);
    const Size padded = values.protect_edges && !is_empty ? frame_around(region).size : region;
    const bool whole = outlook.first_tiles == 1;
    outlook.sent = is_empty ? Size{}
                   : whole  ? sendable_size(padded, limits_of(values.engine))
                            : region;
    outlook.reduced = whole && outlook.sent != padded;
    const double factor = whole
                              ? usual_scale(values) * outlook.sent.width / std::max(1, padded.width)
                              : usual_scale(values);
    outlook.back = plan && plan->factor > 0
                       ? plan->result
                       : Size{scaled(region.width, factor), scaled(region.height, factor)};
    outlook.new_images =
        values.placement == Placement::ScaleImage && factor_on_image(outlook) > kMaxImageFactor;
    outlook.image = image_after(subject, outlook, values);
    outlook.obstacle = obstacle_to(subject, outlook, values, padded, plan);
    return outlook;
}

bool loses_detail(const Outlook& outlook, const Parameters& values, bool lossy) {
    // of three passes the last one is sent more pixels than fit without loss
    return is_paid(values) && (outlook.reduced || lossy || outlook.passes > 2);
}

bool recommends_tiles(const Outlook& outlook, const Parameters& values, bool lossy) {
    const bool too_large =
        outlook.obstacle == Obstacle::TooLarge || outlook.obstacle == Obstacle::NotLarger;
    return outlook.images_instead > 0 && (too_large || (outlook.obstacle == Obstacle::None &&
                                                        loses_detail(outlook, values, lossy)));
}

double estimated_bytes(Size result, const Upload* upload) {
    const bool known = upload && upload->format == ImageFormat::Png && upload->size.width > 0;
    const double each = known ? static_cast<double>(upload->file.size()) /
                                    (double(upload->size.width) * upload->size.height)
                              : kUsualBytes;
    return kBytesLeft * each * result.width * result.height;
}

Rect middle_part(Size region, int side) {
    const int width = std::min(side, region.width), height = std::min(side, region.height);
    return {(region.width - width) / 2, (region.height - height) / 2, width, height};
}

}  // namespace upscale
