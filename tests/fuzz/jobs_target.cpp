// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Records of jobs as they are found on disk.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/parameter_table.hpp"
#include "fuzz/check.hpp"
#include "json/json.hpp"
#include "results/placement.hpp"
#include "results/provenance.hpp"
#include "results/result.hpp"
#include "state/journal.hpp"

namespace upscale {
namespace {

using fuzz::is_fit_for_people;
using fuzz::require;

void check_file(const std::string& name) {
    if (name.empty()) return;  // not downloaded yet
    const std::filesystem::path folder = "/jobs/a", path = folder / name;
    require(name.find('\0') == std::string::npos, "a name has no end within");
    require(path.lexically_normal() == path && path.parent_path() == folder,
            "a file lies in the job's folder");
    require(name != "job.json", "the record is no result");
}

void check_sizes(const Job& job) {
    for (const Size size : {job.source.canvas, job.upload.size, job.source.sent(),
                            Size{job.source.layer.width, job.source.layer.height},
                            Size{job.source.region.width, job.source.region.height}})
        require(
            size.width >= 0 && size.height >= 0 && size.width <= 524288 && size.height <= 524288,
            "sizes are in GIMP's range");
}

/// A result can be placed, however much of the record and the source is missing.
void check_placed(const Job& job, std::size_t i) {
    if (std::max(job.source.region.width, job.source.region.height) > 64) return;  // for speed
    SourcePlanes planes;
    if (job.upload.lossy) planes.preview = Bitmap(5, 3, 1);
    if (job.upload.reduced) planes.alpha = planes.selection = Bitmap(3, 2, 1);
    ResultPixels pixels = take_apart(Bitmap(9, 7, 3));
    const ResultView view{{9, 7}, preview_of(pixels.rgb)};
    const auto registrations = register_on_region(job, planes.preview, {&view, 1});
    require(registrations.size() == 1, "each result is judged");
    const Claim claim{job.source.layer, job.source.region, job.source.layer, registrations};
    const Plan plan =
        plan_placement(job.parameters.placement, {job.source.canvas, 0}, {&claim, 1}, 1e9);
    const Place& place = plan.claims.front().results.front();
    require(place.rect.width > 0 && place.rect.height > 0, "a layer has pixels");
    const NewLayer layer =
        make_new_layer(job, planes, i, std::move(pixels), registrations.front(), {}, place, {});
    require(layer.pixels.width == place.rect.width && layer.pixels.height == place.rect.height,
            "its pixels fill the layer");
}

void check_result(const Job& job, std::size_t i) {
    check_file(job.results[i].file);
    require(is_utf8(job.results[i].announced.prompt) ||
                job.results[i].announced.prompt.find('\0') != std::string::npos,
            "texts are well-formed");
    require(json::parse(provenance(job, i, job.results.size(), {})).has_value(),
            "what is attached to a layer can be read");
    require(!layer_name(job, i, job.results.size()).empty(), "a layer has a name");
    if (i == 0) check_placed(job, i);
}

void check_same(const Job& job, const Job& back) {
    require(back.state == job.state && back.created == job.created && back.uuid == job.uuid &&
                back.asset == job.asset && back.failure == job.failure,
            "the job is the same");
    require(back.parameters == job.parameters, "the parameters are the same");
    require(back.source.name == job.source.name && back.source.session == job.source.session &&
                back.source.image == job.source.image &&
                back.source.drawable == job.source.drawable &&
                back.source.canvas == job.source.canvas && back.source.layer == job.source.layer &&
                back.source.region == job.source.region && back.source.frame == job.source.frame,
            "the source is the same");
    require(back.upload.format == job.upload.format && back.upload.lossy == job.upload.lossy &&
                back.upload.reduced == job.upload.reduced && back.upload.size == job.upload.size,
            "the upload is the same");
    require(back.results.size() == job.results.size(), "there are as many results");
    for (std::size_t i = 0; i < job.results.size(); ++i) {
        const ResultRecord &one = job.results[i], &other = back.results[i];
        require(one.announced == other.announced && one.file == other.file &&
                    one.format == other.format && one.imported == other.imported,
                "the results are the same");
    }
}

}  // namespace
}  // namespace upscale

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace upscale;
    const auto job = job_from_json({reinterpret_cast<const char*>(data), size});
    if (!job) {
        require(job.error().kind == ErrorKind::BadReply, "the kind as announced");
        require(is_fit_for_people(job.error().detail, 300), "details can be shown");
        return 0;
    }
    require(validate(job->parameters).has_value(), "parameters are in range");
    check_sizes(*job);
    require(is_unfinished(*job) || !is_recoverable(*job), "what can be recovered is not done");
    for (std::size_t i = 0; i < job->results.size(); ++i) check_result(*job, i);
    const std::string text = to_json(*job);
    if (text.size() > json::kMaxText) return 0;
    const auto back = job_from_json(text);
    require(back.has_value(), "what was written can be read");
    check_same(*job, *back);
    require(to_json(*back) == text, "nothing changes on the way");
    return 0;
}
