// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How a picture gets the size that is asked for: the passes, the tiles of each, and how many images
// they cost. Known before anything is paid. Pure.
#pragma once

#include <span>
#include <vector>

#include "base/parameters.hpp"
#include "base/result.hpp"
#include "image/files/limits.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// What one pass with these values is expected to give, in pixels of the result per pixel of what
/// is sent. What it really gives is measured.
inline double usual_scale(const Parameters& values) {
    return values.engine == Engine::Local && !values.model.empty() ? values.model_scale : 2;
}
/// A pass that gives less is taken for one that gives nothing larger.
constexpr double kLeastScale = 1.02;
/// More passes would only enlarge what the ones before invented.
constexpr int kMostPasses = 8;
constexpr double kLeastFactor = 1.1, kMostFactor = 16;

/// One pass, as foreseen.
struct PassPlan {
    Size from;                ///< pixels that are enlarged
    std::vector<Rect> tiles;  ///< of `from`, in raster order; a single one: it is sent whole
};

/// All that a run does with one picture, as foreseen.
struct EnlargementPlan {
    double factor = 0;  ///< pixels of the result per pixel of the source; 0: as it comes
    Size result;        ///< pixels; foreseen if it is as it comes, else certain
    std::vector<PassPlan> passes;
    int images = 0;  ///< that are made, over all variations
    /// The calls that one variation takes, each for an image.
    int images_of_one() const {
        int images = 0;
        for (const PassPlan& pass : passes) images += static_cast<int>(pass.tiles.size());
        return images;
    }
    /// True if one call does it and its result is used as it comes.
    bool is_plain() const { return factor == 0 && passes.front().tiles.size() == 1; }
};

/// The enlargement that the target asks for: pixels of the result per pixel of the picture; 0: as
/// it comes. `ppi`: the pixels per inch at which the picture is printed today.
/// BadInput: it is smaller than the picture, beyond our own limits (Error::size_limit), or the
/// value is out of the target's range.
Result<double> target_factor(Size picture, double ppi, const Parameters& values);

/// The factor that the target's value means for a picture, however small or large; usual_scale() if
/// it is as it comes.
double unchecked_factor(Size picture, double ppi, const Parameters& values);
/// The value of a target (a Target, not AsItComes) that means this factor for a picture.
double value_of_factor(int target, double factor, Size picture, double ppi);

/// The size of a picture that is enlarged by a factor.
Size enlarged(Size picture, double factor);

/// The tiles in which a pass (from 1) sends a picture: one, unless the values ask for tiles and the
/// picture is too large to be sent whole without loss. The engine on this computer gets tiles
/// in later passes, too, since they cost nothing. `most_tile_pixels`: a tile's size at most; 0: the
/// engine's limit.
std::vector<Rect> tiles_of(Size picture, int pass, const Parameters& values,
                           long long most_tile_pixels = 0);

/// The same errors as target_factor(), also if tiles would make a result beyond our limits of a
/// picture that is enlarged as it comes. If it is refused for its size, nothing was sent.
/// `most_tile_pixels`: as for tiles_of().
Result<EnlargementPlan> plan_enlargement(Size picture, double ppi, const Parameters& values,
                                         long long most_tile_pixels = 0);

/// How many images a run with these values makes of one picture; for a picture that
/// plan_enlargement() refuses, none.
int images_for(Size picture, double ppi, const Parameters& values);

/// False if every picture costs the same.
bool images_depend_on_size(const Parameters& values);

/// BadInput: `images` are more than the values allow.
Status check_most_images(int images, const Parameters& values);

}  // namespace upscale
