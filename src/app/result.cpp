// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/result.hpp"

#include "app/placement.hpp"
#include "app/provenance.hpp"
#include "image/padding.hpp"

namespace upscale {

PlacedResult place_result(const Job& job, const SourcePlanes& planes, std::size_t index,
                          Bitmap pixels) {
    const SourceRecord& source = job.source;
    const int placement = job.parameters.placement;
    PlacedResult placed;
    const Size size{pixels.width, pixels.height};
    const ResultView view{size, preview_of(pixels)};
    placed.registration =
        register_results(planes.preview, source.sent(), job.upload.size, {&view, 1}).front();
    if (source.frame)
        placed.registration = without_frame(placed.registration, *source.frame,
                                            {source.region.width, source.region.height}, size);
    if (placed.registration.part != Rect{0, 0, size.width, size.height})
        pixels = crop(pixels, placed.registration.part);
    placed.rect =
        layer_rect(source.region, placed.registration, {pixels.width, pixels.height}, placement);
    placed.mask =
        plane_for(planes.selection, placed.registration, source.region, placed.rect, placement);
    placed.layer.name = layer_name(job, index, job.results.size());
    placed.layer.parasite = provenance(job, index, job.results.size(), placed.registration);
    placed.layer.pixels =
        finish_pixels(std::move(pixels), placed.registration, source.region, placed.rect, placement,
                      job.parameters.keep_alpha ? planes.alpha : Bitmap());
    return placed;
}

}  // namespace upscale
