// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/results/gallery.hpp"

#include <algorithm>
#include <utility>

#include "common/runs/fetch.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

/// Sets a flag while it lives.
class Busy {
  public:
    explicit Busy(bool& flag) : m_flag(flag) { m_flag = true; }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    ~Busy() { m_flag = false; }

  private:
    bool& m_flag;
};

bool keeps() { return history_limit(load_preferences()) > 0; }

/// The indices of the chosen results that belong to a job.
std::vector<std::size_t> wanted_of(const std::string& job, const std::vector<ResultItem>& items) {
    std::vector<std::size_t> wanted;
    for (const ResultItem& item : items)
        if (item.job == job) wanted.push_back(item.index);
    return wanted;
}

}  // namespace

const std::vector<ResultItem>& Gallery::refresh(const Subject& subject) {
    const std::string session = editor_session();
    m_items.clear();
    for (const Job& job : all_jobs(jobs_folder())) {
        const bool ours = std::ranges::count(m_session_jobs, job.id) > 0;
        if (!ours && !is_of(job, subject, session)) continue;
        for (ResultItem& item : items_of(job)) {
            item.imported = is_added(job, item.index, subject, session);
            m_items.push_back(std::move(item));
        }
    }
    // all_jobs() skips folders that are locked, and this one is locked by us.
    if (m_open && std::ranges::none_of(m_items, [&](const ResultItem& item) {
            return item.job == m_open->end.job.id;
        })) {
        const Job& job = m_open->end.job;
        auto items = items_of(job);
        for (ResultItem& item : items) item.imported = is_added(job, item.index, subject, session);
        m_items.insert(m_items.begin(), items.begin(), items.end());
        std::ranges::stable_sort(m_items, std::greater{}, &ResultItem::job);
    }
    return m_items;
}

std::vector<ResultItem> Gallery::items_of_jobs(const std::vector<std::string>& jobs) const {
    std::vector<ResultItem> items;
    for (const ResultItem& item : m_items)
        if (std::ranges::count(jobs, item.job) > 0) items.push_back(item);
    return items;
}

Result<Look> Gallery::look(const ResultItem& item) {
    if (m_busy) return Error{.kind = ErrorKind::Cancelled};
    const Busy busy(m_busy);
    Importer importer(m_host.editor(), -1, Placement::NewImage, m_view, false);
    if (!m_open || m_open->end.job.id != item.job) {
        m_open.reset();
        auto end = open_job(m_host.editor(), item.job);
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

Report Gallery::add(const std::vector<ResultItem>& items, const Subject& subject, int placement) {
    if (m_busy)
        return {.error = Error{.kind = ErrorKind::Internal, .reason = Reason::StillOpening}};
    const Busy busy(m_busy);
    m_open.reset();  // the job is opened again below
    JobsEnd jobs;
    bool ours = false;  // true if any of the results belongs to the subject
    for (const ResultItem& item : items) {
        if (std::ranges::count(jobs.ends, item.job, [](const JobEnd& end) { return end.job.id; }) >
            0)
            continue;
        auto end = open_job(m_host.editor(), item.job);
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
    Importer importer(m_host.editor(), image, placement, m_view, true, keeps());
    return importer.import(std::move(jobs),
                           [&](const std::string& job) { return wanted_of(job, items); });
}

Report Gallery::add_unsaved(JobEnd end, const Subject& subject, int placement) {
    const Busy busy(m_busy);
    Importer importer(m_host.editor(), subject.image, placement, m_view, true, keeps());
    JobsEnd jobs{{}, {.sources = {facts_of(end)}}};
    const auto files = kept_results(end.job);
    jobs.ends.push_back(std::move(end));
    return importer.import(std::move(jobs), [&](const std::string&) { return files; });
}

}  // namespace upscale
