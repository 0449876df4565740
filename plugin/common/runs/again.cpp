// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/again.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "common/import/importer.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/procedure.hpp"
#include "results/provenance.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {

namespace {

/// True if the layer has another size than the result was made of because one of our imports scaled
/// its image. If it showed the same still, the pixels that it had then would have been read.
bool was_edited_after_scaling(Editor& editor, ImageId image, ItemId layer, const MadeOf& made) {
    const auto state = kept_state_of(editor, image, layer, false);
    if (!state || state->edited) return false;
    const Size kept{state->kept.layer.width, state->kept.layer.height};
    return kept == made.layer;
}

}  // namespace

std::vector<ResultNow> look_at_results(Editor& editor, ImageId image,
                                       const std::vector<ItemId>& layers, double most) {
    struct Wanted {
        ResultNow result;
        std::optional<MadeOf> made;
    };
    std::map<std::optional<ItemId>, std::vector<Wanted>> by_source;
    std::map<ItemId, ResultNow> found;
    for (const ItemId layer : layers) {
        const std::string parasite = editor.parasite_on_layer(layer, kLayerParasite);
        if (!result_named_by(parasite)) continue;
        by_source[editor.source_of(image, layer)].push_back(
            {{layer, SinceMade::Unknown, parasite, {}}, made_of(parasite)});
    }
    for (auto& [source, results] : by_source) {
        std::optional<Source> now;
        const Rect size =
            (source ? editor.bounds_of(image, *source) : std::nullopt).value_or(Rect());
        if (double(size.width) * size.height > most) continue;
        if (source) {
            auto read = read_pixels(editor, image, *source, Region::Layer, Pixels::UntilEdited);
            if (read) now = std::move(*read);
        }
        for (auto& [result, made] : results) {
            result.since = since_made(made, now ? &*now : nullptr);
            if (result.since == SinceMade::Unknown && now && made &&
                was_edited_after_scaling(editor, image, *source, *made))
                result.since = SinceMade::Changed;
            if (now && made) result.source = {*source, part_to_make(*made, *now)};
            found.emplace(result.layer, std::move(result));
        }
    }
    std::vector<ResultNow> in_order;
    for (const ItemId layer : layers)
        if (auto node = found.extract(layer)) in_order.push_back(std::move(node.mapped()));
    return in_order;
}

Parameters values_again(const ResultNow& result, const Parameters& otherwise) {
    const auto name = result_named_by(result.parasite);
    Job job;
    const bool known =
        name && JobFolder::look(jobs_folder(), name->job, job) && job.damage == Damage::None;
    return made_with(result.parasite, known ? &job : nullptr, otherwise);
}

Report make_again(Editor& editor, ImageId image, const std::vector<ResultNow>& results,
                  const Parameters& otherwise, ProgressView& view, bool show) {
    // Layers that need the same values are one run.
    std::vector<std::pair<Parameters, std::vector<const ResultNow*>>> runs;
    for (const ResultNow& result : results) {
        const Parameters values = values_again(result, otherwise);
        const auto same = std::ranges::find(runs, values, &decltype(runs)::value_type::first);
        if (same != runs.end())
            same->second.push_back(&result);
        else
            runs.push_back({values, {&result}});
    }
    JobsEnd all;
    // results that cost nothing can be made again
    const bool keep = history_limit(load_preferences()) > 0 &&
                      std::ranges::any_of(runs, [](const auto& run) { return is_paid(run.first); });
    Importer importer(editor, image, Placement::Fit, view, show, keep);
    for (const auto& [values, of_run] : runs) {
        std::vector<Assignment> assignments;
        for (const ResultNow* result : of_run) assignments.push_back(result->source);
        JobsEnd jobs = make_results(editor, image, assignments, values, view, find_key);
        if (jobs.report.error && !all.report.error) all.report.error = jobs.report.error;
        // The report has an entry for each assignment that was begun, in their order.
        for (std::size_t i = 0; i < jobs.report.sources.size() && i < of_run.size(); ++i)
            importer.replace(jobs.report.sources[i].job, of_run[i]->layer);
        std::ranges::move(jobs.ends, std::back_inserter(all.ends));
        std::ranges::move(jobs.report.sources, std::back_inserter(all.report.sources));
    }
    return importer.import(std::move(all));
}

}  // namespace upscale
