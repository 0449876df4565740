// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The list of files in the window for files: what is in it, what of it a run would make, and what
// became of it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/parameters.hpp"
#include "batch/batch.hpp"
#include "batch/file_list.hpp"
#include "batch/file_record.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale {

/// A file in the list.
struct BatchItem {
    ListedFile file;
    FileState state = FileState::Waiting;
    std::vector<SavedResult> results = {};  ///< of its last run
    int missing = 0;                        ///< results that did not come
    bool smaller = false;                   ///< as in FileStatus
    bool parts_missing = false;             ///< as in FileStatus
    std::optional<Error> error = {};        ///< why it failed, or why results are missing
    std::optional<Size> size = {};          ///< pixels; nullopt: it was not looked up yet
    std::optional<double> ppi = {};         ///< pixels per inch; nullopt: it was not looked up yet
    std::optional<SourceStamp> stamp = {};  ///< of the file when these two were looked up
    bool unreadable = false;                ///< its size cannot be found out
};

/// What a press on the button would do.
struct BatchOutlook {
    int files = 0;        ///< that would be begun
    int images = 0;       ///< that they need, as far as is known; at most that many are made
    bool counted = true;  ///< false: the sizes of some files are still to be looked up
};

/// Adds the files that are not in the list yet. Returns how many these were.
int add_files(std::vector<BatchItem>& items, std::vector<ListedFile> files);

/// Takes a file out of the list. A file that is being worked on stays.
void remove_file(std::vector<BatchItem>& items, const std::string& path);

/// The item of this path (ListedFile::path); null: there is none.
BatchItem* item_of(std::vector<BatchItem>& items, const std::string& path);

/// True if the number of images depends on the file's size or print size and that is not known yet.
bool must_be_looked_up(const BatchItem& item, const Parameters& values);

/// The images that a file needs, as far as is known.
int images_of(const BatchItem& item, const Parameters& values);

/// What a run of the files in this state would make: of those that wait, or of those that failed. A
/// file that cannot be read makes no image.
BatchOutlook outlook_of(const std::vector<BatchItem>& items, const Parameters& values,
                        FileState state = FileState::Waiting);

/// The paths of the files in a state, in their order.
std::vector<std::string> files_in(const std::vector<BatchItem>& items, FileState state);

/// Takes over what became of a file. Files that are not in the list are ignored.
void take_status(std::vector<BatchItem>& items, const FileStatus& status);

/// A run has ended: what was not begun, or was stopped, waits.
void end_run(std::vector<BatchItem>& items);

/// A run of the files that failed begins: they wait for it.
void retry_failed(std::vector<BatchItem>& items);

/// The settings have changed, so that the next run gives other results: all files wait. Their
/// results stay known.
void start_over(std::vector<BatchItem>& items);

/// True if both give the same results of the same files, in the same place.
bool same_settings(const Batch& a, const Batch& b);

/// How many files are in a state.
int count_of(const std::vector<BatchItem>& items, FileState state);

/// Why a run cannot begin.
enum class BatchObstacle {
    None,
    NoFiles,        ///< the list is empty
    NothingWaits,   ///< no file is in that state
    NoFolder,       ///< the output folder is not chosen
    BadNames,       ///< the pattern for names cannot be used, see NamePattern::parse(), or has
                    ///< {layer}, which is for scripts
    Counting,       ///< the number of images is not known yet
    NothingUsable,  ///< none of the files can be upscaled to what is asked for
    TooMany,        ///< paid images: more than Parameters::max_images can allow
};

/// What stands in the way of a run of the files in this state. `batch`: its files are not used.
BatchObstacle obstacle_of(const std::vector<BatchItem>& items, const Batch& batch,
                          FileState state = FileState::Waiting);

}  // namespace upscale
