// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The results on disk, for the window: lists them, decodes them for viewing, and adds them to the
// image.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/import/importer.hpp"
#include "presentation/results.hpp"
#include "window/host.hpp"

namespace upscale {

/// A result with its place on its source.
struct Look {
    Bitmap pixels;        ///< RGB or RGBA, sRGB: the pixels that its layer would have at full size
    RectF covers;         ///< pixels of the job's region
    SourceRecord source;  ///< of the job
};

class Gallery {
  public:
    /// `view` shows the progress of reading and placing results.
    Gallery(Host& host, ProgressView& view) : m_host(host), m_view(view) {}

    /// Reads the list again: results of this session's jobs and of the subject's layers, newest
    /// first.
    const std::vector<ResultItem>& refresh(const Subject& subject);
    const std::vector<ResultItem>& items() const { return m_items; }
    std::vector<ResultItem> items_of_jobs(const std::vector<std::string>& jobs) const;
    /// From now on a job is listed as one of this session.
    void note_job(const std::string& id) { m_session_jobs.push_back(id); }

    /// Closes the job that was decoded last, so that others can open it.
    void release() {
        if (!m_busy) m_open.reset();
    }

    /// Cancelled: another call is in progress; the caller may try again after it.
    Result<Look> look(const ResultItem& item);

    /// Adds results in one undo step, above their source as it is now. If the source is none of the
    /// subject's layers, they become new images.
    Report add(const std::vector<ResultItem>& items, const Subject& subject, int placement);
    /// Adds all results of a job that could not be written into its folder.
    Report add_unsaved(JobEnd end, const Subject& subject, int placement);

  private:
    Host& m_host;
    ProgressView& m_view;
    std::vector<ResultItem> m_items;
    std::vector<std::string> m_session_jobs;
    std::optional<Arrived> m_open;  ///< the job that was decoded last; its folder is locked
    bool m_busy = false;            ///< a call that runs the main loop is in progress
};

}  // namespace upscale
