// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/read_pixels.hpp"

#include <utility>

#include "base/byte_budget.hpp"
#include "base/parameters.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/encode.hpp"
#include "image/files/header.hpp"

namespace upscale {
namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20;  // GIMP reads no longer parasite

double image_scale_of(Editor& editor, ImageId image) {
    return image_scale_from(editor.parasite_on_image(image, kImageScale));
}

std::optional<KeptOriginal> kept_for(Editor& editor, ImageId image, ItemId layer) {
    return kept_original_from_json(
        editor.parasite_on_image(image, record_name(editor.tattoo_of(layer))));
}

/// Empty: there are none, or they do not belong to the record.
Bitmap kept_pixels(Editor& editor, ImageId image, ItemId layer, const KeptOriginal& kept) {
    ByteBudget budget(SIZE_MAX);
    const std::string png = editor.parasite_on_image(image, pixels_name(editor.tattoo_of(layer)));
    auto decoded = decode(as_bytes(png), budget, {});
    if (!decoded || !*decoded) return {};
    Bitmap pixels = std::move((*decoded)->pixels);
    return Size{pixels.width, pixels.height} == Size{kept.region.width, kept.region.height}
               ? std::move(pixels)
               : Bitmap();
}

}  // namespace

Result<Source> read_pixels(Editor& editor, ImageId image, ItemId layer, int region, Pixels which) {
    auto now = editor.read_source(image, layer, region);
    if (!now) return now;
    now->image_scale = image_scale_of(editor, image);
    const auto kept = which == Pixels::Own ? std::nullopt : kept_for(editor, image, layer);
    if (!kept) return now;
    Bitmap pixels = kept_pixels(editor, image, layer, *kept);
    if (pixels.empty()) return now;
    std::optional<Turn> turn;
    if (now->selection.empty()) {
        turn = turn_since(*kept, pixels, *now);
    } else if (auto all = editor.read_source(image, layer, Region::Layer)) {
        all->image_scale = now->image_scale;
        turn = turn_since(*kept, pixels, *all);
    }
    if (!turn && which == Pixels::UntilEdited) return now;
    return with_kept_pixels(*kept, std::move(pixels), turn, std::move(*now));
}

std::optional<KeptState> kept_state_of(Editor& editor, ImageId image, ItemId layer, bool look) {
    const auto kept = kept_for(editor, image, layer);
    const auto bounds = editor.bounds_of(image, layer);
    if (!kept || !bounds) return std::nullopt;
    const double image_scale = image_scale_of(editor, image);
    if (!has_size_of(*kept, *bounds, image_scale)) return KeptState{*kept, true};
    if (!look) return KeptState{*kept};
    const Bitmap pixels = kept_pixels(editor, image, layer, *kept);
    auto now = editor.read_source(image, layer, Region::Layer);
    if (pixels.empty() || !now) return std::nullopt;
    now->image_scale = image_scale;
    return KeptState{*kept, !turn_since(*kept, pixels, *now)};
}

Subject::Chosen chosen_of(Editor& editor, ImageId image, ItemId item,
                          const std::function<Subject::Layer(ItemId)>& layer_of,
                          double most_looked) {
    const auto kept_of = [&](const Subject::Layer& layer) {
        const bool look = double(layer.bounds.width) * layer.bounds.height <= most_looked;
        return kept_state_of(editor, image, layer.id, look);
    };
    Subject::Chosen chosen{layer_of(item)};
    const auto kept = kept_of(chosen.layer);
    if (kept && !kept->edited)
        chosen.layer = with_kept(chosen.layer, kept->kept, Pixels::UntilEdited);
    const auto original = editor.original_of(image, item);
    if (original && *original != item) {
        chosen.original = layer_of(*original);
        if (const auto first = kept_of(*chosen.original))
            chosen.original = with_kept(*chosen.original, first->kept, Pixels::Kept);
    } else if (kept && kept->edited) {
        chosen.original = with_kept(chosen.layer, kept->kept, Pixels::Kept);
        chosen.layer.pixels = Pixels::Own;
    }
    return chosen;
}

std::vector<Parasite> parasites_for_scaling(Editor& editor, ImageId image,
                                            const std::vector<ItemId>& layers, double factor) {
    const double image_scale = image_scale_of(editor, image);
    std::vector<Parasite> parasites{{kImageScale, image_scale_text(image_scale * factor)}};
    for (const ItemId layer : layers) {
        const auto state = kept_state_of(editor, image, layer, true);
        if (state && !state->edited) continue;
        auto now = editor.read_source(image, layer, Region::Layer);
        if (!now) continue;
        const auto png = encode_png(now->pixels);
        // What could not be read again is not kept: the next attempt is made from the layer.
        if (!png || png->size() > kMostBytes || !read_image_header(*png)) continue;
        parasites.push_back({record_name(now->tattoo),
                             to_json({now->layer, now->region, now->clipped, image_scale})});
        parasites.push_back({pixels_name(now->tattoo), std::string(as_text(*png))});
    }
    return parasites;
}

}  // namespace upscale
