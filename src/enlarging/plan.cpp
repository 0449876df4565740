// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "enlarging/plan.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text_number.hpp"
#include "image/files/header.hpp"
#include "image/tiling/tile_plan.hpp"

namespace upscale {
namespace {

double pixels_of(Size size) { return static_cast<double>(size.width) * size.height; }

/// A factor that is a whole number of pixels off by a rounding error counts as reached.
constexpr double kRounding = 1e-6;

Error out_of_range(const std::string& allowed, double value) {
    return {.kind = ErrorKind::BadInput,
            .detail = "target-value must be " + allowed + ", not " + number_text(value)};
}

bool is_too_large(Size picture, double factor) {
    return std::max(picture.width, picture.height) * factor > kMaxResultSide + 0.5 ||
           pixels_of(picture) * factor * factor > static_cast<double>(kMaxResultPixels);
}

Error too_large() {
    return {.kind = ErrorKind::BadInput,
            .reason = Reason::TargetTooLarge,
            .size_limit = SizeLimit{kMaxResultSide, kMaxResultPixels}};
}

}  // namespace

double unchecked_factor(Size picture, double ppi, const Parameters& values) {
    const double value = values.target_value;
    switch (values.target) {
        case Target::Factor:
            return value;
        case Target::LongestSide:
            return value / std::max(picture.width, picture.height);
        case Target::Megapixels:
            return std::sqrt(value * 1e6 / pixels_of(picture));
        case Target::Print:
            return value / ppi;
        default:
            return usual_scale(values);
    }
}

double value_of_factor(int target, double factor, Size picture, double ppi) {
    switch (target) {
        case Target::LongestSide:
            return factor * std::max(picture.width, picture.height);
        case Target::Megapixels:
            return factor * factor * pixels_of(picture) / 1e6;
        case Target::Print:
            return factor * ppi;
        default:
            return factor;
    }
}

Size enlarged(Size picture, double factor) {
    const auto side = [factor](int pixels) {
        return std::max(1, static_cast<int>(std::lround(pixels * factor)));
    };
    return {side(picture.width), side(picture.height)};
}

Result<double> target_factor(Size picture, double ppi, const Parameters& values) {
    if (values.target == Target::AsItComes) return 0.0;
    const double factor = unchecked_factor(picture, ppi, values);
    if (values.target == Target::Factor && !(factor >= kLeastFactor && factor <= kMostFactor))
        return out_of_range("from " + number_text(kLeastFactor) + " to " + number_text(kMostFactor),
                            factor);
    if (!(factor > 1 - kRounding))
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::TargetSmaller};
    if (is_too_large(picture, factor)) return too_large();
    return factor;
}

std::vector<Rect> tiles_of(Size picture, int pass, const Parameters& values,
                           long long most_tile_pixels) {
    if (most_tile_pixels == 0) most_tile_pixels = limits_of(values.engine).most_tile_pixels;
    const bool wanted = values.tiles == Tiles::On || (pass > 1 && !is_paid(values));
    if (!wanted) return {{0, 0, picture.width, picture.height}};
    return plan_tiles(picture, most_tile_pixels, kTileOverlap);
}

Result<EnlargementPlan> plan_enlargement(Size picture, double ppi, const Parameters& values,
                                         long long most_tile_pixels) {
    const auto factor = target_factor(picture, ppi, values);
    if (!factor) return factor.error();
    EnlargementPlan plan;
    plan.factor = *factor;
    const double scale = usual_scale(values);
    for (double reached = 1;
         plan.passes.empty() || (scale >= kLeastScale && reached < *factor * (1 - kRounding));
         reached *= scale) {
        const Size from = enlarged(picture, reached);
        const int pass = static_cast<int>(plan.passes.size()) + 1;
        plan.passes.push_back({from, tiles_of(from, pass, values, most_tile_pixels)});
        plan.images += values.num_images * static_cast<int>(plan.passes.back().tiles.size());
    }
    // A picture that is sent whole comes back no larger than what is sent allows.
    if (*factor == 0 && !plan.is_plain() && is_too_large(picture, scale)) return too_large();
    plan.result = enlarged(picture, *factor > 0 ? *factor : scale);
    return plan;
}

int images_for(Size picture, double ppi, const Parameters& values) {
    const auto plan = plan_enlargement(picture, ppi, values);
    return plan ? plan->images : 0;
}

bool images_depend_on_size(const Parameters& values) {
    return values.target != Target::AsItComes || values.tiles != Tiles::Off;
}

Status check_most_images(int images, const Parameters& values) {
    if (values.max_images == 0 || images <= values.max_images) return Done{};
    return Error{.kind = ErrorKind::BadInput,
                 .reason = Reason::TooManyImages,
                 .detail = "max-images is " + std::to_string(values.max_images) + ", but " +
                           std::to_string(images) + " images are needed",
                 .images_needed = images};
}

}  // namespace upscale
