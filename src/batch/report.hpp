// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A batch's report: a file that gets a line of JSON for each file, or layer, of each run.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "batch/batch.hpp"
#include "batch/file_record.hpp"
#include "platform/files.hpp"

namespace upscale {

/// A line of a batch's report: one JSON object, and a line break. Members: file, layer (if it is
/// about one), state ("done", "skipped", "failed"), results (file, seed, width, height), missing,
/// smaller and parts_missing (if true), images_paid, seconds, error (kind, reason, message),
/// parameters (settings_key()), content (content_hash()), time. A path that is not UTF-8 is a
/// "file-uri" instead of a "file". `message`: the error in words.
std::string report_line(const FileStatus& status, const std::string& message,
                        const std::string& settings, const std::string& content);

/// What a report says of earlier runs with the same settings.
struct Reported {
    /// Files that are done, by their path as it was named, and by layer ("": the whole file).
    std::map<std::pair<std::string, std::string>, FileRecord> files;
    std::set<std::string> results;  ///< the paths of all results
    bool ends_in_line = false;      ///< the last line has no end: its run was killed

    /// Takes in a line of a report, which may be damaged. `settings`: settings_key(); lines of
    /// other settings say nothing.
    void take(std::string_view line, const std::string& settings);
};

/// Reads a report. Nothing if there is none yet ("": none is wanted), or if it is no regular file.
/// LocalIo, also if it is named like a picture, to which no line must be added.
Result<Reported> read_report(const std::string& path, const std::string& settings);

/// A report that is written to.
class ReportFile {
  public:
    ReportFile() = default;  ///< none: what is added goes nowhere
    /// Opens it to append lines; a line without an end is ended. LocalIo.
    static Result<ReportFile> open(const std::string& path, const Reported& so_far);
    /// LocalIo.
    Status add(const std::string& line) const;

  private:
    platform::Handle m_file;
};

}  // namespace upscale
