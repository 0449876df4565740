// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The results on disk, for the window: lists them, decodes them for viewing, and adds them to the
// image.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/import/importer.hpp"
#include "common/runs/background.hpp"
#include "presentation/results.hpp"
#include "window/host.hpp"

namespace upscale {

/// A result with its place on its source.
struct Look {
    Bitmap pixels;        ///< RGB or RGBA, sRGB: the pixels that its layer would have at full size
    RectF covers;         ///< pixels of the job's region
    SourceRecord source;  ///< of the job
    RectF file = {};      ///< what the whole file would cover, in the same pixels as `covers`
    std::optional<KeptColours> colours = {};  ///< as in NewLayer
};

/// Main thread. Results are read and placed on a thread beside it, one request after the other.
class Gallery {
  public:
    explicit Gallery(Host& host) : m_host(host) {}
    Gallery(const Gallery&) = delete;
    Gallery& operator=(const Gallery&) = delete;
    ~Gallery();

    /// Reads the list again: results of this session's jobs and of the subject's layers, newest
    /// first.
    const std::vector<ResultItem>& refresh(const Subject& subject);
    const std::vector<ResultItem>& items() const { return m_items; }
    std::vector<ResultItem> items_of_jobs(const std::vector<std::string>& jobs) const;
    /// From now on a job is listed as one of this session.
    void note_job(const std::string& id) { m_session_jobs.push_back(id); }
    /// How many images the jobs of this session were paid for that are in no image.
    int paid_and_not_added() const;

    /// Where these results lie on their sources as those are now, in the order of the jobs, as
    /// adding() needs it. Empty until at least one result of each of the jobs was looked at.
    std::vector<Claim> claims_of(const std::vector<ResultItem>& items, const Subject& subject);
    /// How the colours of these results were made those of their source: of the one that differs
    /// most. Nullopt: they are as they came, or one of them was not looked at yet.
    std::optional<KeptColours> colours_of(const std::vector<ResultItem>& items) const;
    /// Called when more is known about where results lie, and about their colours.
    std::function<void()> on_located = [] {};
    /// From now on results are looked at and added with the colours of their source, or as they
    /// came. True: this has changed.
    bool keep_colors(bool keep) { return std::exchange(m_keep_colors, keep) != keep; }
    /// Stars results, or takes their stars away. The list has it at once. If a folder is in use
    /// elsewhere, its record is written later.
    void star(const std::vector<ResultItem>& items, bool starred);
    /// Called when the list has changed by itself: a place was measured, a star could not be kept.
    std::function<void()> on_changed = [] {};
    /// Called when all stars are written, as far as that is possible now.
    std::function<void()> on_written = [] {};
    std::function<void(const Error&)> on_trouble = [](const Error&) {};

    /// Closes the job that was decoded last as soon as possible, so that others can open it.
    void release();

    /// Called on the thread with a look at each of the items, in their order, as soon as it was
    /// decoded. What it returns is called on the main thread, unless a newer request came.
    using OnLooked = std::function<Background::Answer(std::size_t item, const Result<Look>&)>;
    /// Decodes results. A newer request replaces one that was not answered yet.
    void look(std::vector<ResultItem> items, OnLooked on_looked);

    /// Marks those of these results that are listed, and no others, as made of something else than
    /// their source is now.
    void note_changed(std::vector<ResultName> changed);
    /// A job of the list; null: it is not known.
    const Job* job(const std::string& id) const;

    using OnAdded = std::function<void(Report)>;
    /// Adds results in one undo step, above their source as it is when their turn comes. If the
    /// source is none of the subject's layers, they become new images. No request is dropped.
    /// `replaces`: a layer whose place the first one takes; -1: none.
    void add(std::vector<ResultItem> items, Subject subject, int placement, OnAdded on_added,
             ItemId replaces = -1);
    /// True until all results are added.
    bool is_adding() const { return m_adding || !m_additions.empty(); }
    /// The same for stars that can be written now.
    bool is_starring() const { return m_starring || (!m_stars.empty() && m_later == 0); }

  private:
    using Key = std::pair<std::string, std::size_t>;  ///< a job, and the index of a result
    using Stars = std::map<Key, bool>;
    struct Sight {
        std::vector<ResultItem> items;
        bool keep_colors = true;
        OnLooked on_looked;
    };
    struct Addition {
        std::vector<ResultItem> items;
        Subject subject;
        int placement = 0;
        bool keep_colors = true;
        OnAdded on_added;
        ItemId replaces = -1;
    };
    /// How the results of a job lie on what was sent, by their index.
    using Located = std::map<std::size_t, Registration>;
    void read_jobs();
    void show_stars();
    void show_changed();
    bool note_places(const std::map<Key, RectF>& files);
    void go_on();
    void begin(Stars stars);
    void written(const Stars& asked, const std::map<Key, Error>& failed);
    void begin(Sight sight);
    void begin(Addition addition);
    // on the thread
    Result<Look> look_at(Editor& editor, const ResultItem& item, bool keep_colors,
                         const std::stop_token& stop);
    Status star_now(const Key& result, bool starred);
    Report add_now(Editor& editor, const Addition& addition, const std::stop_token& stop);

    Host& m_host;
    std::vector<Job> m_jobs;
    std::vector<ResultItem> m_items;
    std::vector<std::string> m_session_jobs;
    std::vector<ResultName> m_changed;  ///< see note_changed()
    std::optional<Sight> m_sight;       ///< what is to be looked at next
    std::deque<Addition> m_additions;
    std::map<std::string, Located> m_located;             ///< of the jobs that were looked at
    Stars m_stars;                                        ///< not written yet
    bool m_starring = false;                              ///< they are being written
    guint m_later = 0;                                    ///< the timer that tries again; 0: none
    std::map<Key, RectF> m_files;                         ///< Look::file of what was looked at
    std::map<Key, std::optional<KeptColours>> m_colours;  ///< Look::colours of it
    bool m_keep_colors = true;
    bool m_adding = false;     ///< an addition is under way
    bool m_releasing = false;  ///< m_open is to be closed next
    /// The job that was decoded last; its folder is locked. While m_background is busy, only its
    /// thread uses it.
    std::optional<Arrived> m_open;
    Background m_background;  ///< last member: its thread uses the others
};

}  // namespace upscale
