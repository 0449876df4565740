// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/procedure.hpp"
#include "base/parameter_table.hpp"

#include <algorithm>

#include "common/boundary.hpp"
#include "common/diagnostics.hpp"
#include "common/dialogs/consent.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/dialogs/progress_window.hpp"
#include "common/import/importer.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/again.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

/// "Background", or "Background and 2 more".
std::string named(Editor& editor, const std::vector<ItemId>& drawables) {
    const std::string first = editor.name_of(drawables.front());
    const int more = static_cast<int>(drawables.size()) - 1;
    if (more == 0) return first;
    return format(dngettext("ideogram-upscale", "%s and %d more", "%s and %d more",
                            static_cast<unsigned long>(more)),
                  first.c_str(), more);
}

/// The drawables that *Repeat* upscales: instead of a result, the layer that it was made from.
std::vector<ItemId> originals_of(Editor& editor, ImageId image,
                                 const std::vector<ItemId>& drawables) {
    std::vector<ItemId> originals;
    for (const ItemId drawable : drawables) {
        const ItemId original = editor.original_of(image, drawable).value_or(drawable);
        if (std::ranges::count(originals, original) == 0) originals.push_back(original);
    }
    return originals;
}

std::vector<Assignment> assignments_for(const std::vector<ItemId>& drawables, Pixels pixels) {
    std::vector<Assignment> assignments;
    for (const ItemId drawable : drawables)
        if (std::ranges::none_of(assignments,
                                 [&](const auto& other) { return other.drawable == drawable; }))
            assignments.push_back({drawable, {}, pixels});
    return assignments;
}

/// *Repeat*: makes a result again in its place if its source has changed since. Instead of any
/// other result, the layer that it was made from is upscaled.
Report repeat(Editor& editor, ImageId image, const std::vector<ItemId>& drawables,
              const Parameters& values) {
    std::vector<ResultNow> changed;
    std::vector<ItemId> orphans, others = drawables;
    for (ResultNow& result : look_at_results(editor, image, drawables)) {
        if (result.since == SinceMade::SourceGone) orphans.push_back(result.layer);
        if (result.since != SinceMade::Changed) continue;
        std::erase(others, result.layer);
        changed.push_back(std::move(result));
    }
    const auto layers = originals_of(editor, image, others);
    const bool window = gtk_init_check(nullptr, nullptr);
    Parameters told = values, told_again = values;
    if (window) {
        told.max_images = is_paid(values) ? images_of(editor, image,
                                                      assignments_for(layers, Pixels::Kept), values)
                                          : 0;
        told_again.max_images = 0;
        for (const ResultNow& result : changed)
            if (const Parameters own = values_again(result, values); is_paid(own))
                told_again.max_images += images_of(editor, image, {result.source}, own);
        // Without any image the run only says what is wrong.
        const int images = told.max_images + told_again.max_images;
        if (images > 0 && !may_pay_for(images, named(editor, drawables)))
            return {.error = cancelled()};
        // 0 would be no limit
        if (is_paid(values)) told.max_images = std::max(1, told.max_images);
    }
    const auto view = window ? make_progress_window(nullptr) : make_gimp_progress();
    Report report;
    if (!changed.empty()) report = make_again(editor, image, changed, told_again, *view, window);
    if (layers.empty() || is_cancelled(report)) return report;
    Report added = carry_out(editor, image, layers, told, Pixels::Kept, *view, window);
    // its entries are in the order of the layers
    for (std::size_t i = 0; i < added.sources.size() && i < layers.size(); ++i)
        if (!added.sources[i].error && std::ranges::count(orphans, layers[i]) > 0)
            add_note(added.sources[i], Note::OriginalGone);
    append(report, std::move(added));
    return report;
}

Report run(Editor& editor, RunMode mode, ImageId image, const std::vector<ItemId>& drawables,
           const Parameters& values) {
    if (drawables.empty())
        return {.error = Error{.kind = ErrorKind::BadInput, .reason = Reason::NoLayer}};
    if (mode == RunMode::WithLastVals) return repeat(editor, image, drawables, values);
    const auto view = make_gimp_progress();
    return carry_out(editor, image, drawables, values, Pixels::UntilEdited, *view, false);
}

}  // namespace

Status check_placement(Editor& editor, int placement) {
    if (placement != Placement::Link || editor.has_link_layers()) return Done{};
    return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoLinkLayers};
}

JobsEnd make_results(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
                     const Parameters& values, ProgressView& view, const KeyOfUser& key_of_user) {
    if (auto valid = validate(values); !valid) return {{}, {.error = valid.error()}};
    if (auto possible = check_placement(editor, values.placement); !possible)
        return {{}, {.error = possible.error()}};
    auto engine = ReadyEngine::prepare(values.engine, view, key_of_user);
    if (!engine) return {{}, {.error = engine.error()}};
    return run_jobs(editor, image, assignments, values, engine->service(), view);
}

Report carry_out(Editor& editor, ImageId image, const std::vector<ItemId>& drawables,
                 const Parameters& values, Pixels pixels, ProgressView& view, bool show) {
    JobsEnd jobs =
        make_results(editor, image, assignments_for(drawables, pixels), values, view, find_key);
    // results that cost nothing can be made again
    const bool keep = is_paid(values) && history_limit(load_preferences()) > 0;
    return Importer(editor, image, values.placement, view, show, keep).import(std::move(jobs));
}

Report run_upscale(Editor& editor, RunMode mode, ImageId image,
                   const std::vector<ItemId>& drawables, const Parameters& values) noexcept {
    return guard(Report{.error = Error{.kind = ErrorKind::Internal}}, [&] {
        return logged("upscale", [&] { return run(editor, mode, image, drawables, values); });
    });
}

}  // namespace upscale
