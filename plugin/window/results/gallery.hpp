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
};

/// Main thread. Results are read and placed on a thread beside it, one request after the other.
class Gallery {
  public:
    explicit Gallery(Host& host) : m_host(host) {}

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
    /// Called when more is known about where results lie.
    std::function<void()> on_located = [] {};

    /// Closes the job that was decoded last as soon as possible, so that others can open it.
    void release();

    /// Called on the thread with a look at each of the items, in their order, as soon as it was
    /// decoded. What it returns is called on the main thread, unless a newer request came.
    using OnLooked = std::function<Background::Answer(std::size_t item, const Result<Look>&)>;
    /// Decodes results. A newer request replaces one that was not answered yet.
    void look(std::vector<ResultItem> items, OnLooked on_looked);

    using OnAdded = std::function<void(Report)>;
    /// Adds results in one undo step, above their source as it is when their turn comes. If the
    /// source is none of the subject's layers, they become new images. No request is dropped.
    void add(std::vector<ResultItem> items, Subject subject, int placement, OnAdded on_added);
    /// True until all results are added.
    bool is_adding() const { return m_adding || !m_additions.empty(); }

  private:
    struct Sight {
        std::vector<ResultItem> items;
        OnLooked on_looked;
    };
    struct Addition {
        std::vector<ResultItem> items;
        Subject subject;
        int placement = 0;
        OnAdded on_added;
    };
    /// How the results of a job lie on what was sent, by their index.
    using Located = std::map<std::size_t, Registration>;
    void read_jobs();
    void go_on();
    void begin(Sight sight);
    void begin(Addition addition);
    // on the thread
    Result<Look> look_at(Editor& editor, const ResultItem& item, const std::stop_token& stop);
    Report add_now(Editor& editor, const Addition& addition, const std::stop_token& stop);

    Host& m_host;
    std::vector<Job> m_jobs;
    std::vector<ResultItem> m_items;
    std::vector<std::string> m_session_jobs;
    std::optional<Sight> m_sight;  ///< what is to be looked at next
    std::deque<Addition> m_additions;
    std::map<std::string, Located> m_located;  ///< of the jobs that were looked at
    bool m_adding = false;                     ///< an addition is under way
    bool m_releasing = false;                  ///< m_open is to be closed next
    /// The job that was decoded last; its folder is locked. While m_background is busy, only its
    /// thread uses it.
    std::optional<Arrived> m_open;
    Background m_background;  ///< last member: its thread uses the others
};

}  // namespace upscale
