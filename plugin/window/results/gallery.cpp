// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/results/gallery.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "base/unless_exhausted.hpp"
#include "common/boundary.hpp"
#include "common/runs/fetch.hpp"
#include "common/runs/main_thread_editor.hpp"
#include "common/runs/posted_view.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

/// The indices of the chosen results that belong to a job.
std::vector<std::size_t> wanted_of(const std::string& job, const std::vector<ResultItem>& items) {
    std::vector<std::size_t> wanted;
    for (const ResultItem& item : items)
        if (item.job == job) wanted.push_back(item.index);
    return wanted;
}

bool is_folder_there(const std::string& job) {
    std::error_code ignored;
    return std::filesystem::exists(jobs_folder() + "/" + job, ignored);
}

}  // namespace

void Gallery::read_jobs() { m_jobs = reconciled(m_jobs, all_jobs(jobs_folder()), is_folder_there); }

const std::vector<ResultItem>& Gallery::refresh(const Subject& subject) {
    const std::string session = editor_session();
    read_jobs();
    m_items.clear();
    for (const Job& job : m_jobs) {
        const bool ours = std::ranges::count(m_session_jobs, job.id) > 0;
        if (!ours && !is_of(job, subject, session)) continue;
        for (ResultItem& item : items_of(job)) {
            item.imported = is_added(job, item.index, subject, session);
            m_items.push_back(std::move(item));
        }
    }
    return m_items;
}

std::vector<ResultItem> Gallery::items_of_jobs(const std::vector<std::string>& jobs) const {
    std::vector<ResultItem> items;
    for (const ResultItem& item : m_items)
        if (std::ranges::count(jobs, item.job) > 0) items.push_back(item);
    return items;
}

int Gallery::paid_and_not_added() const {
    return static_cast<int>(std::ranges::count_if(
        items_of_jobs(m_session_jobs),
        [](const ResultItem& item) { return is_paid(item.values) && !item.imported; }));
}

std::vector<Claim> Gallery::claims_of(const std::vector<ResultItem>& items,
                                      const Subject& subject) {
    if (items.empty()) return {};
    Editor& editor = m_host.editor();
    const double image_scale =
        image_scale_from(editor.parasite_on_image(subject.image, kImageScale));
    std::vector<Claim> claims;
    for (const Job& job : m_jobs) {
        const std::vector<std::size_t> wanted = wanted_of(job.id, items);
        if (wanted.empty()) continue;
        const auto located = m_located.find(job.id);
        if (located == m_located.end()) return {};
        const SourceRecord& source = job.source;
        Claim claim{source.layer, source.region, {}, {}};
        claim.scaled = scaled_since(source, image_scale);
        const auto layer = source_of(job, subject, editor_session());
        if (layer || (source.session == editor_session() && source.image == subject.image)) {
            const ItemId drawable =
                source.session == editor_session() ? source.drawable : layer->id;
            claim.now = editor.bounds_of(subject.image, drawable);
            claim.edited = std::ranges::any_of(subject.chosen, [&](const Subject::Chosen& chosen) {
                return chosen.layer.id == drawable && chosen.is_edited();
            });
        }
        for (const std::size_t index : wanted)
            if (const auto found = located->second.find(index); found != located->second.end())
                claim.results.push_back(found->second);
        claims.push_back(std::move(claim));
    }
    return claims;
}

void Gallery::release() {
    m_releasing = true;
    if (!m_adding) m_background.cancel();
    go_on();
}

void Gallery::look(std::vector<ResultItem> items, OnLooked on_looked) {
    m_sight = Sight{std::move(items), std::move(on_looked)};
    if (!m_adding) m_background.cancel();
    go_on();
}

void Gallery::add(std::vector<ResultItem> items, Subject subject, int placement, OnAdded on_added) {
    m_additions.push_back({std::move(items), std::move(subject), placement, std::move(on_added)});
    go_on();
}

void Gallery::go_on() {
    if (m_background.is_busy()) return;
    if (std::exchange(m_releasing, false)) m_open.reset();
    if (!m_additions.empty()) {
        Addition next = std::move(m_additions.front());
        m_additions.pop_front();
        begin(std::move(next));
    } else if (m_sight) {
        begin(*std::exchange(m_sight, std::nullopt));
    }
}

void Gallery::begin(Sight sight) {
    m_background.start([this, sight = std::move(sight)](const std::stop_token& stop) {
        MainThreadEditor editor(m_host.editor(), m_background.calls());
        std::map<std::string, Located> located;
        for (std::size_t i = 0; i < sight.items.size() && !stop.stop_requested(); ++i) {
            const Background::Answer answer = sight.on_looked(
                i, unless_exhausted([&] { return look_at(editor, sight.items[i], stop); }));
            if (m_open)
                for (const Arrived::Readable& result : m_open->results)
                    located[m_open->end.job.id][result.index] = result.registration;
            if (!answer) continue;
            m_background.calls().call([&] {
                if (!stop.stop_requested()) guard(answer);
                return Done{};
            });
        }
        return [this, located = std::move(located)] {
            for (const auto& [job, results] : located) m_located[job] = results;
            on_located();
            go_on();
        };
    });
}

void Gallery::begin(Addition addition) {
    m_adding = true;
    m_background.start([this, addition = std::move(addition)](const std::stop_token& stop) {
        MainThreadEditor editor(m_host.editor(), m_background.calls());
        const auto report = std::make_shared<Report>();
        const Status added = unless_exhausted([&]() -> Status {
            *report = add_now(editor, addition, stop);
            return Done{};
        });
        if (!added) report->error = added.error();
        return [this, report, on_added = addition.on_added] {
            m_adding = false;
            read_jobs();  // before a look locks the folder again
            go_on();
            on_added(std::move(*report));
        };
    });
}

Result<Look> Gallery::look_at(Editor& editor, const ResultItem& item, const std::stop_token& stop) {
    QuietView view(stop);
    Importer importer(editor, -1, Placement::NewImage, view, false);
    if (!m_open || m_open->end.job.id != item.job) {
        m_open.reset();
        auto end = open_job(editor, item.job);
        if (!end) return end.error();
        const auto files = kept_results(end->job);
        auto arrived = importer.decode(std::move(*end), files);
        if (!arrived) return arrived.error();
        m_open = std::move(*arrived);
    }
    const auto found = std::ranges::find(m_open->results, item.index, &Arrived::Readable::index);
    if (found == m_open->results.end())
        return Error{.kind = ErrorKind::LocalIo, .detail = item.file};
    auto content = importer.content_of(*m_open, *found, natural_place(found->registration));
    if (!content) return content.error();
    return Look{std::move(content->pixels), found->registration.covered, m_open->end.job.source};
}

Report Gallery::add_now(Editor& editor, const Addition& addition, const std::stop_token& stop) {
    const Subject& subject = addition.subject;
    m_open.reset();  // the job is opened again below
    JobsEnd jobs;
    bool ours = false;  // true if any of the results belongs to the subject
    for (const ResultItem& item : addition.items) {
        if (std::ranges::count(jobs.ends, item.job, [](const JobEnd& end) { return end.job.id; }) >
            0)
            continue;
        auto end = open_job(editor, item.job);
        if (!end) return {.error = end.error()};
        const auto layer = source_of(end->job, subject, editor_session());
        ours |= layer || end->job.source.image == subject.image;
        // Ids of another session are not valid. The layer was found by its name and size.
        if (end->job.source.session != editor_session())
            end->job.source.drawable = layer ? layer->id : -1;
        jobs.report.sources.push_back(facts_of(*end));
        jobs.ends.push_back(std::move(*end));
    }
    if (jobs.ends.empty()) return {.error = Error{.kind = ErrorKind::Cancelled}};
    // new images get profile and precision of the image that their source was in
    const ImageId image = ours ? subject.image : jobs.ends.front().job.source.image;
    for (JobEnd& end : jobs.ends) end.job.source.image = image;
    QuietView view(stop);
    const bool keeps = history_limit(load_preferences()) > 0;
    Importer importer(editor, image, addition.placement, view, true, keeps);
    return importer.import(std::move(jobs),
                           [&](const std::string& job) { return wanted_of(job, addition.items); });
}

}  // namespace upscale
