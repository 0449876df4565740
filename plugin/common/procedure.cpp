// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/procedure.hpp"

#include <algorithm>

#include "app/job.hpp"
#include "app/key.hpp"
#include "app/provenance.hpp"
#include "common/boundary.hpp"
#include "common/consent.hpp"
#include "common/diagnostics.hpp"
#include "common/engine.hpp"
#include "common/frozen_window.hpp"
#include "common/gobject_ptr.hpp"
#include "common/i18n.hpp"
#include "common/importer.hpp"
#include "common/key_store.hpp"
#include "common/messages.hpp"
#include "common/progress_view.hpp"
#include "common/progress_window.hpp"
#include "common/recover_dialog.hpp"
#include "common/settings_dialog.hpp"
#include "common/worker.hpp"

namespace upscale {
namespace {

/// One run for the chosen parameters: everything after the dialog.
class Run {
  public:
    Run(Editor& editor, ImageId image, const Parameters& values, ProgressView& view, bool show)
        : m_editor(editor),
          m_image(image),
          m_values(values),
          m_view(view),
          m_show(show),
          m_importer(editor, image, values.placement, view, show) {}

    /// Every layer is tried, each once.
    Outcome carry_out(const std::vector<ItemId>& drawables) {
        if (auto valid = validate(m_values); !valid) return outcome_of(valid.error());
        auto engine = ReadyEngine::prepare(m_values.engine, m_view, nullptr);
        if (!engine) return outcome_of(engine.error());
        std::vector<Arrived> arrived;
        std::vector<Failure> failures;
        for (const ItemId drawable : without_repeats(drawables)) {
            Failure failure{.layer = m_editor.name_of(drawable)};
            auto one = upscale_one(drawable, engine->service(), failure.hint);
            if (one) {
                arrived.push_back(std::move(*one));
                continue;
            }
            failure.error = one.error();
            if (failure.error.kind == ErrorKind::Cancelled)
                return cancelled(failure, !arrived.empty());
            failures.push_back(std::move(failure));
        }
        if (arrived.empty()) return all_failed(failures, drawables.size() > 1);
        for (const Failure& failure : failures) m_importer.note(failure.words(true));
        return m_importer.import(arrived);
    }

  private:
    /// A layer that could not be upscaled.
    struct Failure {
        std::string layer = {};
        Error error = {};
        std::string hint = {};  ///< what became of its cost; may be empty

        std::string words(bool named) const {
            return (named ? layer + ": " : "") + message_for(error) +
                   (hint.empty() ? "" : " " + hint);
        }
    };

    static std::vector<ItemId> without_repeats(const std::vector<ItemId>& drawables) {
        std::vector<ItemId> once;
        for (const ItemId drawable : drawables)
            if (std::ranges::count(once, drawable) == 0) once.push_back(drawable);
        return once;
    }

    /// What the layers before cost is kept.
    Outcome cancelled(const Failure& failure, bool others_arrived) const {
        Outcome outcome = outcome_of(failure.error);
        const std::string hint =
            others_arrived && m_values.engine != Engine::Local ? recover_hint() : failure.hint;
        if (!hint.empty()) outcome.message += " " + hint;
        return outcome;
    }

    /// Names each layer if there are several.
    static Outcome all_failed(const std::vector<Failure>& failures, bool named) {
        Outcome outcome = outcome_of(failures.front().error);
        outcome.message.clear();
        for (const Failure& failure : failures) {
            if (outcome_of(failure.error).status != Outcome::Status::CallingError)
                outcome.status = Outcome::Status::ExecutionError;
            outcome.message += (outcome.message.empty() ? "" : "\n") + failure.words(named);
        }
        return outcome;
    }

    /// `hint`: what became of the layer's cost, if it fails.
    Result<Arrived> upscale_one(ItemId drawable, const Service& service, std::string& hint) {
        auto source = m_editor.read_source(m_image, drawable, m_values.region);
        if (!source) return source.error();
        if (source->indexed && m_values.placement != Placement::NewImage)
            return Error{.kind = ErrorKind::BadInput,
                         .detail = m_show ? _("an indexed image takes no new colours: choose New "
                                              "image, or convert it to RGB")
                                          : _("an indexed image takes no new colours: choose the "
                                              "placement new-image, or convert it to RGB")};
        JobStart start;
        start.pixels = std::move(source->pixels);
        start.selection = std::move(source->selection);
        start.source.name = original_name(source->parasite, source->name);
        start.source.image = m_image;
        start.source.drawable = drawable;
        start.source.tattoo = source->tattoo;
        start.source.canvas = source->canvas;
        start.source.layer = source->layer;
        start.source.region = source->region;
        start.parameters = m_values;
        JobEnd end;
        run_in_worker(m_view, [&](const std::stop_token& stop, const ProgressFn& progress) {
            end = run_job(std::move(start), service, stop, progress);
        });
        if (const auto fate = fate_of(end); !fate.empty())
            hint = fate;
        else if (!end.folder && end.error && end.error->kind == ErrorKind::Cancelled &&
                 m_values.engine != Engine::Local)
            hint = _("Nothing was paid.");
        if (end.error) return *end.error;
        if (source->clipped)
            m_importer.note(_("The layer has values beyond white (HDR). They were sent as white."));
        return m_importer.decode(std::move(end));
    }

    Editor& m_editor;
    ImageId m_image;
    const Parameters& m_values;
    ProgressView& m_view;
    bool m_show;  ///< a person looks on, not a script
    Importer m_importer;
};

/// True if a run with these values can begin. If there is no key the user is asked for one, but to
/// save it starts nothing.
bool has_key(const Parameters& values, Dialog& dialog) {
    if (values.engine == Engine::Local) return true;
    const FrozenWindow frozen(dialog.window());
    const auto key = find_key_asking();
    if (key) return true;
    // in a dialog nothing would change what the environment says
    if (!has_environment_key() && run_settings_dialog(dialog.window()))
        dialog.tell(_("The key is saved. Nothing was sent yet: press Upscale to begin."),
                    GTK_MESSAGE_INFO);
    else
        dialog.tell(message_for(key.error()), GTK_MESSAGE_ERROR);
    return false;
}

Outcome run_with_dialog(Editor& editor, ImageId image, const std::vector<ItemId>& drawables,
                        Parameters& values, Dialog& dialog) {
    while (dialog.ask(values)) {
        if (!has_key(values, dialog)) continue;
        Outcome outcome;
        {
            const FrozenWindow frozen(dialog.window());
            const auto view = make_progress_window(dialog.window());
            outcome = Run(editor, image, values, *view, true).carry_out(drawables);
        }
        if (outcome.status == Outcome::Status::Success) return outcome;
        const bool cancelled = outcome.status == Outcome::Status::Cancel;
        dialog.tell(outcome.message, cancelled ? GTK_MESSAGE_INFO : GTK_MESSAGE_ERROR);
    }
    return {.status = Outcome::Status::Cancel};
}

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
            Parameters& values, const std::function<std::unique_ptr<Dialog>()>& make_dialog) {
    if (drawables.empty())
        return outcome_of({.kind = ErrorKind::BadInput, .detail = _("no layer is selected")});
    if (mode == RunMode::Interactive) {
        // the dialog first: it readies GTK
        const auto dialog = make_dialog();
        forget_old_jobs(jobs_folder());
        const auto jobs = unfinished_jobs(jobs_folder());
        const auto paid = std::count_if(jobs.begin(), jobs.end(), [](const Job& job) {
            return is_recoverable(job) && job.damage == Damage::None;
        });
        if (paid > 0 && offer_recovery(static_cast<std::size_t>(paid)))
            return run_recover(editor, mode, {}, values.placement);
        return run_with_dialog(editor, image, drawables, values, *dialog);
    }
    const bool again = mode == RunMode::WithLastVals;
    const auto layers = again ? originals_of(editor, image, drawables) : drawables;
    const bool window = again && gtk_init_check(nullptr, nullptr);
    const int images = values.num_images * static_cast<int>(layers.size());
    if (window && values.engine != Engine::Local && !may_pay_for(images, named(editor, layers)))
        return {.status = Outcome::Status::Cancel};
    const auto view = window ? make_progress_window(nullptr) : make_gimp_progress();
    return Run(editor, image, values, *view, window).carry_out(layers);
}

}  // namespace

Outcome run_upscale(Editor& editor, RunMode mode, ImageId image,
                    const std::vector<ItemId>& drawables, Parameters& values,
                    const std::function<std::unique_ptr<Dialog>()>& make_dialog) noexcept {
    return guard(outcome_of({.kind = ErrorKind::Internal}), [&] {
        return logged("upscale",
                      [&] { return run(editor, mode, image, drawables, values, make_dialog); });
    });
}

}  // namespace upscale
