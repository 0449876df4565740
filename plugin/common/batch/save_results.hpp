// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Saves the results of a batch's jobs as files. On the thread of the editor.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "app/editor.hpp"
#include "batch/batch.hpp"
#include "batch/file_record.hpp"
#include "batch/name_pattern.hpp"
#include "common/batch/file_port.hpp"
#include "common/batch/plan_batch.hpp"
#include "common/dialogs/progress_view.hpp"
#include "results/report.hpp"

namespace upscale {

class ResultSaver {
  public:
    /// All must outlive it.
    ResultSaver(Editor& editor, FilePort& files, const BatchPlan& plan, ProgressView& view)
        : m_editor(editor), m_port(files), m_plan(plan), m_view(view) {}

    /// A unit whose job has ended.
    struct Ended {
        BatchUnit& unit;
        FileStatus& status;
        const FileOfBatch& own;     ///< its record
        bool was_complete = false;  ///< the record, when the unit was begun
        ImageId image = -1;         ///< its file
    };
    /// Saves the results of its job that are not saved yet, and notes them in its record and its
    /// status. `facts`: of the job. Returns why some are missing; nullopt: all are there.
    std::optional<Error> save(const Ended& ended, JobEnd end, const SourceReport& facts);

  private:
    std::string temporary_of(const BatchUnit& unit, std::size_t index) const;
    Status save_image(const Ended& ended, ImageId image, Size source, std::size_t count,
                      SavedResult& result);
    Status give_name(const Ended& ended, const std::string& temporary, NameValues values,
                     SavedResult& result);

    Editor& m_editor;
    FilePort& m_port;
    const BatchPlan& m_plan;
    ProgressView& m_view;
    std::set<std::string> m_written;  ///< results of this run, which must not replace another
};

/// Marks the results of a job as imported that a record lists as saved, which a run that was killed
/// could not do.
void settle_skipped(const FileRecord& record);

}  // namespace upscale
