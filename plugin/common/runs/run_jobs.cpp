// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/run_jobs.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>
#include <utility>

#include "app/provenance.hpp"
#include "base/utf8.hpp"
#include "common/import/decoding.hpp"
#include "common/runs/worker.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "enlarging/enlarge.hpp"

namespace upscale {
namespace {

constexpr int kAtOnce = 4;
constexpr std::size_t kLongestName = 1000;  ///< bytes of a layer's name that a job remembers

/// One layer's job while it runs. Two threads use what is marked as guarded, under the mutex of
/// Layers.
struct Layer {
    std::string name = {};
    std::optional<Progress> progress = {};  ///< the latest; guarded
    bool prepared = false;                  ///< its pixels are encoded and freed; guarded
    bool ended = false;                     ///< guarded
    JobEnd end = {};                        ///< used only by the worker until it has ended
};

/// A higher weight means that a cancel can save less.
int weight_of(Cost cost) {
    switch (cost) {
        case Cost::Free:
            return 0;
        case Cost::NotYet:
            return 1;
        case Cost::Kept:
            return 2;
        case Cost::Unclear:
            break;
    }
    return 3;
}

/// The jobs of all layers, some at the same time, with one progress and one cancel.
class Layers {
  public:
    Layers(std::size_t count, const Parameters& values, const Service& service, CallSlots& slots,
           ProgressView& view)
        : m_count(count),
          m_values(values),
          m_service(service),
          m_slots(slots),
          m_view(view),
          m_workers(
              view.is_for_any_thread() ? Workers::While::Sleeping : Workers::While::MainLoopRuns,
              [this] { show(); }) {}

    /// Starts a layer's job on a thread of its own.
    void start(const std::string& name, JobStart start) {
        Layer& layer = m_layers.emplace_back(Layer{.name = name});
        // std::function can only hold what can be copied
        const auto shared = std::make_shared<JobStart>(std::move(start));
        try {
            m_workers.start([this, &layer, shared, stop = m_view.stop_token()] {
                run(layer, std::move(*shared), stop);
            });
        } catch (const std::system_error&) {
            layer.end = without_job({.kind = ErrorKind::Internal, .detail = "no thread"});
            layer.prepared = layer.ended = true;
        }
    }
    /// Adds a layer that failed before it had a job.
    void add_failed(const std::string& name, const Error& error) {
        m_layers.push_back(
            {.name = name, .prepared = true, .ended = true, .end = without_job(error)});
    }
    /// Waits until fewer than `most` jobs run and none of them holds a layer's pixels any more.
    void wait_for_room(std::size_t most) {
        while (!has_room(most)) m_workers.wait();
    }
    std::deque<Layer>& all() { return m_layers; }

  private:
    /// The outcome of a layer that never had a job.
    JobEnd without_job(const Error& error) const {
        JobEnd end;
        end.job.parameters = m_values;
        end.error = error;
        return end;
    }

    void run(Layer& layer, JobStart start, const std::stop_token& stop) {
        JobEnd end;
        try {
            const RunContext run{m_service, m_slots, picture_budget()};
            end = enlarge(std::move(start), run, stop, [&](const Progress& progress) {
                const std::lock_guard lock(m_mutex);
                layer.progress = progress;
                if (progress.stage == Stage::Preparing || layer.prepared) return;
                layer.prepared = true;
                m_workers.wake();
            });
        } catch (const std::exception& e) {
            // nobody knows how far the job came, so it may have been charged
            end = without_job(
                {.kind = ErrorKind::Internal, .detail = e.what(), .may_have_arrived = true});
            end.job.state = JobState::Submitted;
        }
        const std::lock_guard lock(m_mutex);
        layer.end = std::move(end);
        layer.prepared = layer.ended = true;
    }

    bool has_room(std::size_t most) {
        const std::lock_guard lock(m_mutex);
        const auto running = std::ranges::count(m_layers, false, &Layer::ended);
        return static_cast<std::size_t>(running) < most &&
               std::ranges::all_of(m_layers, &Layer::prepared);
    }

    /// Shows the progress of the first layer that is not done, and what a cancel would cost over
    /// all layers.
    void show() {
        std::optional<Progress> shown;
        int number = 0;
        {
            const std::lock_guard lock(m_mutex);
            Cost cost = Cost::Free;
            for (const Layer& layer : m_layers) {
                if (!shown) ++number;
                if (!shown && !layer.ended) shown = layer.progress;
                if (!layer.progress || (layer.ended && layer.end.error)) continue;
                if (weight_of(layer.progress->cost) > weight_of(cost)) cost = layer.progress->cost;
            }
            if (shown) shown->cost = cost;
        }
        if (!shown) return;
        const std::string text = describe(*shown);
        if (m_count < 2) return m_view.show(*shown, text);
        m_view.show(*shown, format(_("Layer %d of %d: %s"), number, static_cast<int>(m_count),
                                   text.c_str()));
    }

    std::size_t m_count;
    const Parameters& m_values;
    const Service& m_service;
    CallSlots& m_slots;
    ProgressView& m_view;
    std::mutex m_mutex;
    std::deque<Layer> m_layers;  ///< the layers begun so far, in order; references stay valid
    Workers m_workers;  ///< last member: its threads must end before the others are destroyed
};

}  // namespace

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
    cut.only_srgb = source.only_srgb;
    cut.image_scale = source.image_scale;
    cut.ppi = source.ppi;
    if (common.width == 0 || common.height == 0) return cut;
    cut.region = common;
    const Rect within{common.x - region.x, common.y - region.y, common.width, common.height};
    cut.pixels = crop(source.pixels, within);
    cut.slow = part_of(source.slow, within);
    if (!source.selection.empty()) cut.selection = crop(source.selection, within);
    return cut;
}

JobStart start_of(Source source, const Parameters& values) {
    JobStart start;
    start.pixels = std::move(source.pixels);
    start.selection = std::move(source.selection);
    start.slow = std::move(source.slow);
    // the record must stay one that can be read again, and the parasite may be anybody's
    start.source.name = cut_to(original_name(source.parasite, source.name), kLongestName);
    start.source.image = source.image;
    start.source.drawable = source.drawable;
    start.source.tattoo = source.tattoo;
    start.source.canvas = source.canvas;
    start.source.layer = source.layer;
    start.source.region = source.region;
    start.source.image_scale = source.image_scale;
    start.source.ppi = source.ppi;
    start.clipped = source.clipped;
    start.only_srgb = source.only_srgb;
    start.parameters = values;
    return start;
}

Result<JobStart> read_assignment(Editor& editor, ImageId image, const Assignment& assignment,
                                 const Parameters& values) {
    auto source = read_pixels(editor, image, assignment.drawable, values.region, assignment.pixels);
    if (!source) return source.error();
    if (source->indexed && values.placement != Placement::NewImage)
        return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoNewColours};
    if (assignment.part) {
        source = part_of(*source, *assignment.part);
        if (source->pixels.empty())
            return Error{.kind = ErrorKind::BadInput, .reason = Reason::PartElsewhere};
    }
    return start_of(std::move(*source), values);
}

int images_of(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
              const Parameters& values) {
    if (values.target == Target::AsItComes && values.tiles == Tiles::Off)
        return values.num_images * static_cast<int>(assignments.size());
    int images = 0;
    for (const Assignment& assignment : assignments)
        if (const auto start = read_assignment(editor, image, assignment, values))
            images +=
                images_for({start->pixels.width, start->pixels.height}, start->source.ppi, values);
    return images;
}

JobsEnd run_jobs(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
                 const Parameters& values, const Service& service, ProgressView& view) {
    const std::stop_token stop = view.stop_token();
    const int foreseen = values.max_images > 0 ? images_of(editor, image, assignments, values) : 0;
    if (auto allowed = check_most_images(foreseen, values); !allowed)
        return {{}, {.error = allowed.error()}};
    CallSlots slots(is_paid(values) ? kAtOnce : 1,
                    values.max_images > 0 ? values.max_images - foreseen : INT_MAX);
    Layers layers(assignments.size(), values, service, slots, view);
    for (const Assignment& assignment : assignments) {
        // several jobs on this computer would only share its processor
        layers.wait_for_room(is_paid(values) ? kAtOnce : 1);
        const std::string name = editor.name_of(assignment.drawable);
        if (stop.stop_requested()) {
            layers.add_failed(name, {.kind = ErrorKind::Cancelled});
            break;
        }
        try {
            auto start = read_assignment(editor, image, assignment, values);
            if (start)
                layers.start(name, std::move(*start));
            else
                layers.add_failed(name, start.error());
        } catch (const std::bad_alloc&) {
            layers.add_failed(name, {.kind = ErrorKind::Internal, .detail = "not enough memory"});
        }
    }
    layers.wait_for_room(1);

    JobsEnd jobs;
    for (Layer& layer : layers.all()) {
        SourceReport& facts = jobs.report.sources.emplace_back(facts_of(layer.end));
        facts.name = layer.name;
        if (!facts.error) jobs.ends.push_back(std::move(layer.end));
    }
    return jobs;
}

}  // namespace upscale
