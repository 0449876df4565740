// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/run_jobs.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "base/utf8.hpp"
#include "common/import/decoding.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "enlarging/enlarge.hpp"
#include "enlarging/plan.hpp"
#include "results/provenance.hpp"

namespace upscale {
namespace {

constexpr int kAtOnce = 4;
constexpr std::size_t kLongestName = 1000;  ///< bytes of a layer's name that a job remembers

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

}  // namespace

JobRunner::JobRunner(const Parameters& values, const Service& service, ProgressView& view,
                     int foreseen, Words words)
    : m_values(values),
      m_service(service),
      // several jobs on this computer would only share its processor
      m_slots(is_paid(values) ? kAtOnce : 1,
              values.max_images > 0 ? values.max_images - foreseen : INT_MAX),
      m_view(view),
      m_words(std::move(words)),
      m_workers(view.is_for_any_thread() ? Workers::While::Sleeping : Workers::While::MainLoopRuns,
                [this] { show(); }) {}

void JobRunner::start(const std::string& name, JobStart start) {
    // std::function can only hold what can be copied
    const auto shared = std::make_shared<JobStart>(std::move(start));
    start_thread(name, [this, shared](const std::stop_token& stop, const ProgressFn& progress) {
        return enlarge(std::move(*shared), {m_service, m_slots, picture_budget()}, stop, progress);
    });
}

void JobRunner::resume(const std::string& name, JobEnd opened) {
    const auto shared = std::make_shared<JobEnd>(std::move(opened));
    start_thread(name, [this, shared](const std::stop_token& stop, const ProgressFn& progress) {
        return upscale::resume(std::move(*shared), {m_service, m_slots, picture_budget()}, stop,
                               progress);
    });
}

void JobRunner::add_failed(const std::string& name, const Error& error) {
    m_entries.push_back({.name = name, .prepared = true, .ended = true, .end = without_job(error)});
}

void JobRunner::start_thread(const std::string& name, Work work) {
    Entry& entry = m_entries.emplace_back(Entry{.name = name});
    try {
        m_workers.start([this, &entry, work = std::move(work), stop = m_view.stop_token()] {
            run(entry, work, stop);
        });
    } catch (const std::system_error&) {
        entry.end = without_job({.kind = ErrorKind::Internal, .detail = "no thread"});
        entry.prepared = entry.ended = true;
    }
}

/// The outcome of an entry that never had a job.
JobEnd JobRunner::without_job(const Error& error) const {
    JobEnd end;
    end.job.parameters = m_values;
    end.error = error;
    return end;
}

void JobRunner::run(Entry& entry, const Work& work, const std::stop_token& stop) {
    JobEnd end;
    try {
        end = work(stop, [&](const Progress& progress) {
            const std::lock_guard lock(m_mutex);
            entry.progress = progress;
            if (progress.stage == Stage::Preparing || entry.prepared) return;
            entry.prepared = true;
            m_workers.wake();
        });
    } catch (const std::exception& e) {
        // nobody knows how far the job came, so it may have been charged
        end = without_job(
            {.kind = ErrorKind::Internal, .detail = e.what(), .may_have_arrived = true});
        end.job.state = JobState::Submitted;
    }
    const std::lock_guard lock(m_mutex);
    entry.end = std::move(end);
    entry.prepared = entry.ended = true;
}

bool JobRunner::has_room() {
    const std::lock_guard lock(m_mutex);
    return std::ranges::count(m_entries, false, &Entry::ended) < m_slots.at_once() &&
           std::ranges::all_of(m_entries, &Entry::prepared);
}

bool JobRunner::will_have_room() {
    const std::lock_guard lock(m_mutex);
    return std::ranges::count(m_entries, false, &Entry::ended) < m_slots.at_once() &&
           !std::ranges::all_of(m_entries, &Entry::prepared);
}

void JobRunner::wait_for_room() {
    while (!has_room()) m_workers.wait();
}

void JobRunner::wait_for_all() {
    const auto all_ended = [this] {
        const std::lock_guard lock(m_mutex);
        return std::ranges::all_of(m_entries, &Entry::ended);
    };
    while (!all_ended()) m_workers.wait();
}

std::optional<std::size_t> JobRunner::take_ended() {
    const std::lock_guard lock(m_mutex);
    const auto found = std::ranges::find_if(
        m_entries, [](const Entry& entry) { return entry.ended && !entry.taken; });
    if (found == m_entries.end()) return std::nullopt;
    found->taken = true;
    return static_cast<std::size_t>(found - m_entries.begin());
}

/// Shows the progress of the first entry that is not done, and what a cancel would cost over all.
void JobRunner::show() {
    std::optional<Progress> shown;
    const Entry* first = nullptr;
    int number = 0;
    std::vector<std::pair<std::size_t, Progress>> under_way;
    {
        const std::lock_guard lock(m_mutex);
        Cost cost = Cost::Free;
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const Entry& entry = m_entries[i];
            if (!entry.ended && entry.progress) under_way.emplace_back(i, *entry.progress);
            if (!shown) ++number;
            if (!shown && !entry.ended) {
                shown = entry.progress;
                first = &entry;
            }
            if (!entry.progress || (entry.ended && entry.end.error)) continue;
            if (weight_of(entry.progress->cost) > weight_of(cost)) cost = entry.progress->cost;
        }
        if (shown) shown->cost = cost;
    }
    if (shown) m_view.show(*shown, m_words(*first, number, describe(*shown)));
    for (const auto& [entry, progress] : under_way) on_progress(entry, progress);
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
    if (!images_depend_on_size(values))
        return values.num_images * static_cast<int>(assignments.size());
    int images = 0;
    std::set<std::string> counted;
    for (const Assignment& assignment : assignments)
        if (const auto start = read_assignment(editor, image, assignment, values))
            images += images_left(*start, counted);
    return images;
}

JobsEnd run_jobs(Editor& editor, ImageId image, const std::vector<Assignment>& assignments,
                 const Parameters& values, const Service& service, ProgressView& view) {
    const std::stop_token stop = view.stop_token();
    const int foreseen = values.max_images > 0 ? images_of(editor, image, assignments, values) : 0;
    if (auto allowed = check_most_images(foreseen, values); !allowed)
        return {{}, {.error = allowed.error()}};
    const int count = static_cast<int>(assignments.size());
    JobRunner layers(values, service, view, foreseen,
                     [count](const JobRunner::Entry&, int number, const std::string& stage) {
                         if (count < 2) return stage;
                         return format(_("Layer %d of %d: %s"), number, count, stage.c_str());
                     });
    for (const Assignment& assignment : assignments) {
        layers.wait_for_room();
        const std::string name = editor.name_of(assignment.drawable);
        if (stop.stop_requested()) {
            layers.add_failed(name, cancelled());
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
    layers.wait_for_all();

    JobsEnd jobs;
    for (JobRunner::Entry& layer : layers.all()) {
        SourceReport& facts = jobs.report.sources.emplace_back(facts_of(layer.end));
        facts.name = layer.name;
        if (!facts.error) jobs.ends.push_back(std::move(layer.end));
    }
    return jobs;
}

}  // namespace upscale
