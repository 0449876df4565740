// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/production.hpp"

#include <glib.h>

#include <algorithm>
#include <utility>

#include "app/provenance.hpp"
#include "common/gobject_ptr.hpp"
#include "common/i18n.hpp"
#include "common/messages.hpp"
#include "common/worker.hpp"
#include "image/padding.hpp"

namespace upscale {
namespace {

/// Says which layer of several it is about.
class LayerView : public ProgressView {
  public:
    LayerView(ProgressView& view, std::size_t layers) : m_view(view), m_layers(layers) {}
    void next() { ++m_layer; }

    void show(const Progress& progress, const std::string& text) override {
        if (m_layers < 2) return m_view.show(progress, text);
        m_view.show(progress,
                    adopt(g_strdup_printf(_("Layer %d of %d: %s"), static_cast<int>(m_layer),
                                          static_cast<int>(m_layers), text.c_str()))
                        .get());
    }
    std::stop_token stop_token() override { return m_view.stop_token(); }

  private:
    ProgressView& m_view;
    std::size_t m_layers;
    std::size_t m_layer = 0;
};

JobEnd run_one(ReadSource source, const Service& service, ProgressView& view) {
    JobEnd end;
    run_in_worker(view, [&](const std::stop_token& stop, const ProgressFn& progress) {
        end = run_job(std::move(source.start), service, stop, progress);
    });
    return end;
}

std::string hint_for(const JobEnd& end, const Parameters& values) {
    if (auto fate = fate_of(end); !fate.empty()) return fate;
    const bool cancelled = end.error && end.error->kind == ErrorKind::Cancelled;
    if (!end.folder && cancelled && values.engine != Engine::Local) return _("Nothing was paid.");
    return {};
}

}  // namespace

std::string Failure::words(bool named) const {
    return (named ? layer + ": " : "") + message_for(error) + (hint.empty() ? "" : " " + hint);
}

Source part_of(const Source& source, const Rect& part) {
    const Rect& region = source.region;
    const Rect common = intersection(region, part);
    Source cut;
    cut.image = source.image;
    cut.drawable = source.drawable;
    cut.name = source.name;
    cut.parasite = source.parasite;
    cut.tattoo = source.tattoo;
    cut.indexed = source.indexed;
    cut.canvas = source.canvas;
    cut.layer = source.layer;
    cut.clipped = source.clipped;
    if (common.width == 0 || common.height == 0) return cut;
    cut.region = common;
    const Rect within{common.x - region.x, common.y - region.y, common.width, common.height};
    cut.pixels = crop(source.pixels, within);
    if (!source.selection.empty()) cut.selection = crop(source.selection, within);
    return cut;
}

JobStart start_of(Source source, const Parameters& values) {
    JobStart start;
    start.pixels = std::move(source.pixels);
    start.selection = std::move(source.selection);
    start.source.name = original_name(source.parasite, source.name);
    start.source.image = source.image;
    start.source.drawable = source.drawable;
    start.source.tattoo = source.tattoo;
    start.source.canvas = source.canvas;
    start.source.layer = source.layer;
    start.source.region = source.region;
    start.parameters = values;
    return start;
}

Result<ReadSource> read_assignment(Editor& editor, ImageId image, const Assignment& assignment,
                                   const Parameters& values) {
    auto source = editor.read_source(image, assignment.drawable, values.region);
    if (!source) return source.error();
    if (source->indexed && values.placement != Placement::NewImage)
        return Error{.kind = ErrorKind::BadInput,
                     .detail = _("an indexed image takes no new colours: choose the "
                                 "placement new-image, or convert it to RGB")};
    if (assignment.part) {
        source = part_of(*source, *assignment.part);
        if (source->pixels.empty())
            return Error{.kind = ErrorKind::BadInput, .detail = _("the part is outside the layer")};
    }
    const bool clipped = source->clipped;
    return ReadSource{start_of(std::move(*source), values), clipped};
}

Production produce(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
                   const Parameters& values, const Service& service, ProgressView& view) {
    Production production;
    LayerView layer_view(view, assignments.size());
    for (const Assignment& assignment : assignments) {
        layer_view.next();
        Failure failure{.layer = editor.name_of(assignment.drawable)};
        auto source = read_assignment(editor, image, assignment, values);
        if (!source) {
            failure.error = source.error();
            production.failures.push_back(std::move(failure));
            continue;
        }
        const bool clipped = source->clipped;
        JobEnd end = run_one(std::move(*source), service, layer_view);
        if (!end.error) {
            if (clipped)
                production.notes.emplace_back(
                    _("The layer has values beyond white (HDR). They were sent as white."));
            production.ends.push_back(std::move(end));
            continue;
        }
        failure.error = *end.error;
        failure.hint = hint_for(end, values);
        if (failure.error.kind == ErrorKind::Cancelled) {
            production.cancelled = std::move(failure);
            return production;
        }
        production.failures.push_back(std::move(failure));
    }
    return production;
}

Outcome failed_outcome(const Production& production, const Parameters& values, bool named) {
    if (production.cancelled) {
        Outcome outcome = outcome_of(production.cancelled->error);
        // what the layers before cost is kept
        const std::string hint = !production.ends.empty() && values.engine != Engine::Local
                                     ? recover_hint()
                                     : production.cancelled->hint;
        if (!hint.empty()) outcome.message += " " + hint;
        return outcome;
    }
    Outcome outcome = outcome_of(production.failures.front().error);
    outcome.message.clear();
    for (const Failure& failure : production.failures) {
        if (outcome_of(failure.error).status != Outcome::Status::CallingError)
            outcome.status = Outcome::Status::ExecutionError;
        outcome.message += (outcome.message.empty() ? "" : "\n") + failure.words(named);
    }
    return outcome;
}

}  // namespace upscale
