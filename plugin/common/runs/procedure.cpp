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
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"

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

Report run(Editor& editor, RunMode mode, ImageId image, const std::vector<ItemId>& drawables,
           Parameters values) {
    if (drawables.empty())
        return {.error = Error{.kind = ErrorKind::BadInput, .reason = Reason::NoLayer}};
    const bool again = mode == RunMode::WithLastVals;
    const auto layers = again ? originals_of(editor, image, drawables) : drawables;
    const bool window = again && gtk_init_check(nullptr, nullptr);
    const Pixels pixels = again ? Pixels::Kept : Pixels::UntilEdited;
    if (window && is_paid(values)) {
        const int images = images_of(editor, image, assignments_for(layers, pixels), values);
        // Without any image the run only says what is wrong.
        if (images > 0 && !may_pay_for(images, named(editor, layers)))
            return {.error = Error{.kind = ErrorKind::Cancelled}};
        values.max_images = images;
    }
    const auto view = window ? make_progress_window(nullptr) : make_gimp_progress();
    return carry_out(editor, image, layers, values, pixels, *view, window);
}

}  // namespace

JobsEnd make_results(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
                     const Parameters& values, ProgressView& view, const KeyOfUser& key_of_user) {
    if (auto valid = validate(values); !valid) return {{}, {.error = valid.error()}};
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
