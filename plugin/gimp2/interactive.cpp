// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/interactive.hpp"

#include <libgimp/gimp.h>

#include <algorithm>

#include "common/boundary.hpp"
#include "common/diagnostics.hpp"
#include "common/dialogs/consent.hpp"
#include "common/dialogs/frozen_window.hpp"
#include "common/dialogs/progress_window.hpp"
#include "common/dialogs/settings_dialog.hpp"
#include "common/import/tidy_history.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/procedure.hpp"
#include "common/runs/read_pixels.hpp"
#include "common/runs/run_jobs.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "gimp2/dialog.hpp"
#include "gimp2/recover_dialog.hpp"
#include "state/history.hpp"
#include "state/key.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

/// True if a run with these values can begin. If there is no key, the user is asked for one. Saving
/// it does not start a run.
bool has_key(const Parameters& values, Dialog& dialog) {
    if (!is_paid(values)) return true;
    const FrozenWindow frozen(dialog.window());
    const auto key = find_key_asking({});
    if (key) return true;
    // If the key is set in the environment, a dialog could not change it.
    const std::string saved =
        has_environment_key() ? std::string() : run_settings_dialog(dialog.window());
    if (!saved.empty())
        dialog.tell(saved + " " + _("No image was sent yet: press Upscale to begin."),
                    GTK_MESSAGE_INFO);
    else
        dialog.tell(message_for(key.error()), GTK_MESSAGE_ERROR);
    return false;
}

/// True if the run may make so many images. Asks if they are more than the
/// user's limit for runs without a question.
bool may_make(Dialog& dialog, int images) {
    if (images <= load_preferences().ask_above) return true;
    return agrees_to_pay(
        dialog.window(), images,
        format(dngettext("ideogram-upscale", "Make %d paid image?", "Make %d paid images?",
                         static_cast<unsigned long>(images)),
               images));
}

/// Describes a layer. It need not exist any more.
Subject::Layer layer_of(Editor& editor, ItemId id) {
    Subject::Layer layer{id, editor.name_of(id), {}};
    if (!gimp_item_is_valid(id)) return layer;
    gimp_drawable_offsets(id, &layer.bounds.x, &layer.bounds.y);
    layer.bounds.width = gimp_drawable_width(id);
    layer.bounds.height = gimp_drawable_height(id);
    return layer;
}

Report run_with_dialog(Editor& editor, ImageId image, Parameters& values, Dialog& dialog) {
    while (dialog.ask(values)) {
        if (!has_key(values, dialog)) continue;
        const Subject::Layer target = dialog.target();
        Parameters told = values;
        if (is_paid(values)) {
            // of a job that broke off and goes on, only the rest is made
            const int left = images_of(editor, image, {{target.id, {}, target.pixels}}, values);
            told.max_images = std::max(1, std::min(left, dialog.images()));
            if (!may_make(dialog, told.max_images)) continue;
        }
        Report report;
        {
            const FrozenWindow frozen(dialog.window());
            const auto view = make_progress_window(dialog.window());
            report = carry_out(editor, image, {target.id}, told, target.pixels, *view, true);
        }
        const RunStatus status = status_of(report);
        if (status == RunStatus::Success) return report;
        dialog.tell(words_of(report),
                    status == RunStatus::Cancel ? GTK_MESSAGE_INFO : GTK_MESSAGE_ERROR);
    }
    return {.error = cancelled()};
}

/// The user's key. If there is none, it is asked for in the settings.
KeyOfUser key_by_dialog(GtkWindow* parent) {
    return [parent](const std::stop_token& stop) {
        auto key = [&] {
            const FrozenWindow frozen(parent);
            return find_key_asking(stop);
        }();
        // a dialog cannot change a key that the environment sets
        if (key || has_environment_key() || run_settings_dialog(parent).empty()) return key;
        return find_key(stop);
    };
}

Report recover(Editor& editor, int placement) {
    tidy_history(editor);
    RecoverDialog dialog(placement);
    while (const auto choice = dialog.ask()) {
        const FrozenWindow frozen(dialog.window());
        const auto view = make_progress_window(dialog.window());
        Report report = recover_job(editor, choice->job_id, choice->placement, *view,
                                    key_by_dialog(dialog.window()), true);
        if (status_of(report) == RunStatus::Success) return report;
        dialog.show_error(words_of(report));
    }
    return {.error = cancelled()};
}

Report run(Editor& editor, ImageId image, ItemId drawable, Parameters& values) {
    // the dialog comes first, because it initialises GTK
    const auto dialog = make_dialog(
        image, chosen_of(editor, image, drawable, [&](ItemId id) { return layer_of(editor, id); }));
    tidy_history(editor);
    const auto jobs = unfinished_jobs(jobs_folder());
    const auto paid = std::count_if(jobs.begin(), jobs.end(), [](const Job& job) {
        return is_recoverable(job) && job.damage == Damage::None;
    });
    if (paid > 0 && offer_recovery(static_cast<std::size_t>(paid)))
        return recover_interactively(editor, values.placement);
    // Without a key the engine that needs none is proposed, as in GIMP 3.
    if (!has_environment_key() && !is_known(key_status({}))) values.engine = Engine::Local;
    return run_with_dialog(editor, image, values, *dialog);
}

}  // namespace

Report run_interactively(Editor& editor, ImageId image, ItemId drawable,
                         Parameters& values) noexcept {
    return guard(Report{.error = Error{.kind = ErrorKind::Internal}}, [&] {
        return logged("upscale", [&] { return run(editor, image, drawable, values); });
    });
}

Report recover_interactively(Editor& editor, int placement) noexcept {
    return guard(Report{.error = Error{.kind = ErrorKind::Internal}},
                 [&] { return logged("recover", [&] { return recover(editor, placement); }); });
}

}  // namespace upscale
