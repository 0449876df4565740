// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/procedure.hpp"

#include <algorithm>

#include "app/job.hpp"
#include "base/parameter_table.hpp"
#include "common/boundary.hpp"
#include "common/diagnostics.hpp"
#include "common/dialogs/consent.hpp"
#include "common/dialogs/progress_view.hpp"
#include "common/dialogs/progress_window.hpp"
#include "common/gobject_ptr.hpp"
#include "common/import/importer.hpp"
#include "common/runs/engine.hpp"
#include "common/runs/production.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

/// "Background", or "Background and 2 more".
std::string named(Editor& editor, const std::vector<ItemId>& drawables) {
    const std::string first = editor.name_of(drawables.front());
    const int more = static_cast<int>(drawables.size()) - 1;
    if (more == 0) return first;
    return adopt(g_strdup_printf(_("%s and %d more"), first.c_str(), more)).get();
}

/// What to upscale again: of a result, the layer that it was made from.
std::vector<ItemId> originals_of(Editor& editor, ImageId image,
                                 const std::vector<ItemId>& drawables) {
    std::vector<ItemId> originals;
    for (const ItemId drawable : drawables) {
        const ItemId original = editor.original_of(image, drawable).value_or(drawable);
        if (std::ranges::count(originals, original) == 0) originals.push_back(original);
    }
    return originals;
}

Outcome run(Editor& editor, RunMode mode, ImageId image, const std::vector<ItemId>& drawables,
            const Parameters& values) {
    if (drawables.empty())
        return outcome_of({.kind = ErrorKind::BadInput, .detail = _("no layer is selected")});
    const bool again = mode == RunMode::WithLastVals;
    const auto layers = again ? originals_of(editor, image, drawables) : drawables;
    const bool window = again && gtk_init_check(nullptr, nullptr);
    const int images = values.num_images * static_cast<int>(layers.size());
    if (window && is_paid(values) && !may_pay_for(images, named(editor, layers)))
        return {.status = Outcome::Status::Cancel};
    const auto view = window ? make_progress_window(nullptr) : make_gimp_progress();
    return carry_out(editor, image, layers, values, *view, window);
}

}  // namespace

Outcome carry_out(Editor& editor, ImageId image, const std::vector<ItemId>& drawables,
                  const Parameters& values, ProgressView& view, bool show) {
    if (auto valid = validate(values); !valid) return outcome_of(valid.error());
    auto engine = ReadyEngine::prepare(values.engine, view, nullptr);
    if (!engine) return outcome_of(engine.error());
    std::vector<Assignment> assignments;
    for (const ItemId drawable : drawables)
        if (std::ranges::none_of(assignments,
                                 [&](const auto& other) { return other.drawable == drawable; }))
            assignments.push_back({drawable});
    Production production = produce(editor, image, assignments, values, engine->service(), view);
    const bool named = drawables.size() > 1;
    if (production.cancelled) return failed_outcome(production, values, named);
    // what cost nothing can be made again
    const bool keep = is_paid(values) && history_limit(load_preferences()) > 0;
    Importer importer(editor, image, values.placement, view, show, keep);
    std::vector<Arrived> arrived;
    for (JobEnd& end : production.ends) {
        Failure failure{.layer = end.job.source.name, .hint = fate_of(end)};
        auto decoded = importer.decode(std::move(end));
        if (decoded) {
            arrived.push_back(std::move(*decoded));
            continue;
        }
        failure.error = decoded.error();
        if (failure.error.kind == ErrorKind::Cancelled) {
            production.cancelled = std::move(failure);
            return failed_outcome(production, values, named);
        }
        production.failures.push_back(std::move(failure));
    }
    if (arrived.empty()) return failed_outcome(production, values, named);
    for (const std::string& note : production.notes) importer.note(note);
    for (const Failure& failure : production.failures) importer.note(failure.words(true));
    return importer.import(arrived);
}

Outcome run_upscale(Editor& editor, RunMode mode, ImageId image,
                    const std::vector<ItemId>& drawables, const Parameters& values) noexcept {
    return guard(outcome_of({.kind = ErrorKind::Internal}), [&] {
        return logged("upscale", [&] { return run(editor, mode, image, drawables, values); });
    });
}

}  // namespace upscale
