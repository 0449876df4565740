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

constexpr guint kTryAgain = 2;  // seconds

/// The indices of the chosen results that belong to a job.
std::vector<std::size_t> wanted_of(const std::string& job, const std::vector<ResultItem>& items) {
    std::vector<std::size_t> wanted;
    for (const ResultItem& item : items)
        if (item.job == job) wanted.push_back(item.index);
    return wanted;
}

/// What can be told of them, without what takes much memory.
std::optional<KeptColours> without_pixels(std::optional<KeptColours> colours) {
    if (colours) colours->deep.reset();
    return colours;
}

bool is_folder_there(const std::string& job) {
    std::error_code ignored;
    return std::filesystem::exists(jobs_folder() + "/" + job, ignored);
}

}  // namespace

Gallery::~Gallery() {
    if (m_later != 0) g_source_remove(m_later);
}

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
            const auto file = m_files.find({item.job, item.index});
            if (file != m_files.end()) item.covers = file->second;
            m_items.push_back(std::move(item));
        }
    }
    show_stars();
    show_changed();
    return m_items;
}

void Gallery::note_changed(std::vector<ResultName> changed) {
    m_changed = std::move(changed);
    show_changed();
}

void Gallery::show_changed() {
    for (ResultItem& item : m_items)
        item.changed = std::ranges::count(m_changed, ResultName{item.job, item.index}) > 0;
}

const Job* Gallery::job(const std::string& id) const {
    const auto found = std::ranges::find(m_jobs, id, &Job::id);
    return found == m_jobs.end() || found->damage != Damage::None ? nullptr : &*found;
}

/// The records on the disk do not say yet what was asked for last.
void Gallery::show_stars() {
    for (ResultItem& item : m_items)
        if (const auto star = m_stars.find({item.job, item.index}); star != m_stars.end())
            item.starred = star->second;
}

void Gallery::star(const std::vector<ResultItem>& items, bool starred) {
    for (const ResultItem& item : items) m_stars[{item.job, item.index}] = starred;
    show_stars();
    if (m_later != 0) g_source_remove(std::exchange(m_later, 0));
    go_on();
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

std::optional<KeptColours> Gallery::colours_of(const std::vector<ResultItem>& items) const {
    std::optional<KeptColours> most;
    for (const ResultItem& item : items) {
        const auto known = m_colours.find({item.job, item.index});
        if (known == m_colours.end() || !known->second) return std::nullopt;
        if (!most || known->second->shift.mean > most->shift.mean) most = known->second;
    }
    return most;
}

void Gallery::release() {
    m_releasing = true;
    if (!m_adding) m_background.cancel();
    go_on();
}

void Gallery::look(std::vector<ResultItem> items, OnLooked on_looked) {
    m_sight = Sight{std::move(items), m_keep_colors, std::move(on_looked)};
    if (!m_adding) m_background.cancel();
    go_on();
}

void Gallery::add(std::vector<ResultItem> items, Subject subject, int placement, OnAdded on_added,
                  ItemId replaces) {
    m_additions.push_back({std::move(items), std::move(subject), placement, m_keep_colors,
                           std::move(on_added), replaces});
    go_on();
}

void Gallery::go_on() {
    if (m_background.is_busy()) return;
    if (std::exchange(m_releasing, false)) m_open.reset();
    if (!m_stars.empty() && m_later == 0) {
        // Before an addition, which may remove what has no star.
        begin(m_stars);
    } else if (!m_additions.empty()) {
        Addition next = std::move(m_additions.front());
        m_additions.pop_front();
        begin(std::move(next));
    } else if (m_sight) {
        begin(*std::exchange(m_sight, std::nullopt));
    }
}

/// True if the place of any of them was not known before.
bool Gallery::note_places(const std::map<Key, RectF>& files) {
    bool news = false;
    for (const auto& [key, file] : files) {
        m_files[key] = file;
        for (ResultItem& item : m_items)
            if (Key{item.job, item.index} == key) news |= std::exchange(item.covers, file) != file;
    }
    return news;
}

void Gallery::begin(Stars stars) {
    m_starring = true;
    m_background.start([this, stars = std::move(stars)](const std::stop_token&) {
        const auto failed = std::make_shared<std::map<Key, Error>>();
        for (const auto& [result, starred] : stars)
            if (const Status done = star_now(result, starred); !done)
                failed->emplace(result, done.error());
        return [this, stars, failed] { written(stars, *failed); };
    });
}

void Gallery::written(const Stars& asked, const std::map<Key, Error>& failed) {
    m_starring = false;
    bool later = false, lost = false;
    for (const auto& [result, starred] : asked) {
        const auto error = failed.find(result);
        const bool in_use = error != failed.end() && error->second.reason == Reason::JobInUse;
        later |= in_use;
        // If it was asked for anew meanwhile, that is written next.
        if (in_use || m_stars[result] != starred) continue;
        m_stars.erase(result);
        if (error == failed.end()) {
            for (Job& job : m_jobs)
                if (job.id == result.first) job.results[result.second].starred = starred;
        } else {
            lost = true;
            for (ResultItem& item : m_items)
                if (Key{item.job, item.index} == result) item.starred = !starred;
            on_trouble(error->second);
        }
    }
    if (later)
        m_later = g_timeout_add_seconds(
            kTryAgain,
            [](gpointer data) noexcept -> gboolean {
                guard([&] {
                    auto* const self = static_cast<Gallery*>(data);
                    self->m_later = 0;
                    self->go_on();
                });
                return G_SOURCE_REMOVE;
            },
            this);
    go_on();
    if (lost) on_changed();
    if (!is_starring()) on_written();
}

Status Gallery::star_now(const Key& result, bool starred) {
    if (!m_open || m_open->end.job.id != result.first || !m_open->end.folder)
        return star_result(jobs_folder(), result.first, result.second, starred);
    // We have the folder's lock.
    Job& job = m_open->end.job;
    if (result.second < job.results.size()) job.results[result.second].starred = starred;
    return m_open->end.folder->save(job);
}

void Gallery::begin(Sight sight) {
    m_background.start([this, sight = std::move(sight)](const std::stop_token& stop) {
        MainThreadEditor editor(m_host.editor(), m_background.calls());
        std::map<std::string, Located> located;
        std::map<Key, RectF> files;
        std::map<Key, std::optional<KeptColours>> colours;
        for (std::size_t i = 0; i < sight.items.size() && !stop.stop_requested(); ++i) {
            const ResultItem& item = sight.items[i];
            const Result<Look> look =
                unless_exhausted([&] { return look_at(editor, item, sight.keep_colors, stop); });
            if (look) {
                files[{item.job, item.index}] = look->file;
                colours[{item.job, item.index}] = look->colours;
            }
            if (m_open)
                for (const Arrived::Readable& result : m_open->results)
                    located[m_open->end.job.id][result.index] = result.registration;
            const Background::Answer answer = sight.on_looked(i, look);
            if (!answer) continue;
            m_background.calls().call([&] {
                if (!stop.stop_requested()) guard(answer);
                return Done{};
            });
        }
        return [this, located = std::move(located), files = std::move(files),
                colours = std::move(colours)] {
            for (const auto& [job, results] : located) m_located[job] = results;
            for (const auto& [result, kept] : colours) m_colours[result] = kept;
            const bool news = note_places(files);
            on_located();
            go_on();
            if (news) on_changed();
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

Result<Look> Gallery::look_at(Editor& editor, const ResultItem& item, bool keep_colors,
                              const std::stop_token& stop) {
    QuietView view(stop);
    Importer importer(editor, -1, Placement::NewImage, view, false);
    importer.keep_colors(keep_colors);
    if (!m_open || m_open->end.job.id != item.job) {
        m_open.reset();
        auto end = open_job(item.job);
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
    return Look{std::move(content->pixels), found->registration.covered, m_open->end.job.source,
                covered_by_file(found->registration, found->size),
                without_pixels(content->colours)};
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
        auto end = open_job(item.job);
        if (!end) return {.error = end.error()};
        const auto layer = source_of(end->job, subject, editor_session());
        ours |= layer || end->job.source.image == subject.image;
        // Ids of another session are not valid. The layer was found by its name and size.
        if (end->job.source.session != editor_session())
            end->job.source.drawable = layer ? layer->id : -1;
        jobs.report.sources.push_back(facts_of(*end));
        jobs.ends.push_back(std::move(*end));
    }
    if (jobs.ends.empty()) return {.error = cancelled()};
    // new images get profile and precision of the image that their source was in
    const ImageId image = ours ? subject.image : jobs.ends.front().job.source.image;
    for (JobEnd& end : jobs.ends) end.job.source.image = image;
    QuietView view(stop);
    const bool keeps = history_limit(load_preferences()) > 0;
    Importer importer(editor, image, addition.placement, view, true, keeps);
    importer.keep_colors(addition.keep_colors);
    if (addition.replaces != -1) importer.replace(jobs.ends.front().job.id, addition.replaces);
    return importer.import(std::move(jobs),
                           [&](const std::string& job) { return wanted_of(job, addition.items); });
}

}  // namespace upscale
