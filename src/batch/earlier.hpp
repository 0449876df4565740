// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What earlier runs of a batch have done, by their records and by their report.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "batch/batch.hpp"
#include "batch/file_list.hpp"
#include "batch/file_record.hpp"
#include "batch/report.hpp"

namespace upscale {

class Earlier {
  public:
    /// `settings`: settings_key().
    Earlier(std::string settings, Reported reported);

    /// True if the file is a result of a batch with these settings: otherwise a second run over a
    /// folder would upscale the results of the first.
    bool is_result(const std::string& canonical) const { return m_owners.contains(canonical); }

    /// True if it is a result, but not of this file or of this layer of it.
    bool is_of_another(const std::string& path, const ListedFile& file,
                       const std::string& layer) const;

    /// The record of a file, or of a layer of it, that is done. Nullopt: something is left to do.
    /// It reads the file if that was written since.
    std::optional<FileRecord> done(const ListedFile& file, const std::string& layer);

    /// The layers of a file, if they are known and the file is as it was then.
    std::optional<std::vector<LayerOfFile>> layers(const ListedFile& file);

    ContentHashes& hashes() { return m_hashes; }

  private:
    std::string m_settings;
    Reported m_reported;
    /// Which file each result is of, as file_key(); several, if one has replaced another.
    std::map<std::string, std::set<std::string>> m_owners;
    ContentHashes m_hashes;
};

/// Those of the files that a run of this batch would skip, each with its results: they are done, or
/// are results of this batch. May take long; a stop ends it. `batch`: its files are not used.
std::vector<FileStatus> done_before(const Batch& batch, const std::vector<ListedFile>& files,
                                    const std::stop_token& stop);

}  // namespace upscale
