// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A batch: many files that are upscaled with the same values, and what became of each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/parameters.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// How the names begin that results have until they are written.
constexpr const char* kTemporaryPrefix = ".ideogram-upscale-";

/// What a batch is to do. Paths and names are bytes, as the file system has them.
struct Batch {
    std::vector<std::string> files;  ///< files, folders and patterns, see list_files()
    std::string output_folder;       ///< is made if it does not exist
    std::string name_pattern = "{name}-{factor}x";  ///< see NamePattern
    std::string format;                             ///< an extension; empty: as the source
    bool overwrite = false;                         ///< results replace files of their names
    std::string report;                             ///< a file, see report_line(); empty: none
    Parameters values;                              ///< region and placement mean nothing here
};

enum class FileState {
    Waiting,
    Working,
    Done,
    Skipped,  ///< it was done by an earlier run, is a result of this batch, or a layer in which
              ///< nothing is visible
    Failed
};

/// A result of a file, as it was saved.
struct SavedResult {
    std::string path = {};
    std::size_t index = 0;               ///< among the results of its job, from 0
    std::optional<long long> seed = {};  ///< as the service returned it
    Size size = {};                      ///< pixels
    std::uint64_t bytes = 0;             ///< the file's
    std::int64_t time_ns = 0;            ///< when the file was written, since 1970
};

/// One file of a batch, or one layer of a file if the names of the results have {layer}.
struct FileStatus {
    std::string path;
    FileState state = FileState::Waiting;
    std::string layer = {};  ///< one of layer_names(); empty: what the whole file shows
    std::vector<SavedResult> results = {};
    int missing = 0;             ///< results that were asked for and did not come
    bool smaller = false;        ///< a result is smaller than asked for
    bool parts_missing = false;  ///< parts of a result are only enlarged
    int images_paid = 0;         ///< by this run
    double seconds = 0;          ///< from its begin to its end
    /// Why it failed, why results are missing, why it was skipped although no earlier run has done
    /// it, or that it waits for another run.
    std::optional<Error> error = {};
};

/// How many of a batch's files are in a state.
int count_of(const std::vector<FileStatus>& files, FileState state);

/// What became of one file: of all its layers together. It is worked on as long as some of them
/// wait while others have ended, and has failed if one has.
FileStatus status_of_file(const std::vector<FileStatus>& files, const std::string& path);

}  // namespace upscale
