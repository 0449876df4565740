// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Results as the window shows them: which belong to a layer, and where they lie on it. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "presentation/situation.hpp"
#include "state/journal.hpp"

namespace upscale {

/// One result in a job's folder.
struct ResultItem {
    std::string job;        ///< the folder's name
    std::size_t index = 0;  ///< in the job's results
    std::size_t count = 1;  ///< how many results the job has
    std::string file;       ///< its name in the folder
    std::string layer;      ///< the source's name
    std::string created;    ///< ISO 8601, UTC
    Parameters values;      ///< the values asked for, with the seed that came back
    bool imported = false;  ///< it is in an image, as far as is known
    bool part = false;      ///< made of a rectangle that is neither the layer nor a selection
    bool operator==(const ResultItem&) const = default;
};

/// The results of a job that have a file.
std::vector<ResultItem> items_of(const Job& job);

/// True if a result is in the subject's image or was added to another one. What was added to the
/// subject's image and is not there any more was undone or deleted.
bool is_added(const Job& job, std::size_t index, const Subject& subject,
              const std::string& session);
/// The jobs as they are on the disk now, newest first. `read` are the records that could be read.
/// A job whose folder is locked, because something is being done with its results, cannot be read
/// and is taken as it was `known`, as long as `is_there` finds its folder.
std::vector<Job> reconciled(const std::vector<Job>& known, std::vector<Job> read,
                            const std::function<bool(const std::string& job)>& is_there);

/// "R50 D50 · seed 1001": the text that distinguishes results. `count` > 1: "2/4 · …".
std::string short_words(const ResultItem& item);

/// True if the job was made of one of these layers. The ids decide for an image that has been open
/// since; else, if it comes from another session of GIMP or has results of the job, the layer's
/// name together with the size or the tattoo.
bool is_of(const Job& job, const Subject& subject, const std::string& session);

/// The layer of the subject that the job was made of; nullopt if it was none of them.
std::optional<Subject::Layer> source_of(const Job& job, const Subject& subject,
                                        const std::string& session);

/// Which values are taken from a result.
enum class Take {
    All,            ///< what it was made with
    Anew,           ///< the same without its seed
    SeedAndPrompt,  ///< to vary it with other settings
};
/// `now`, with the values that are taken from the result. Region and placement do not change.
Parameters taken_from(const ResultItem& item, Take take, const Parameters& now);

/// How many of these jobs the user should be told about when the window opens: paid ones that have
/// something to fetch or to add. Jobs whose results are already here count only if they are newer
/// than `seen`, the newest job that was shown in a window.
int count_to_offer(const std::vector<Job>& jobs, const std::string& seen);

/// Where a rectangle of the job's region (in its pixels) is today in `region` (in image
/// coordinates): it moves and scales with its layer.
RectF on_region(const SourceRecord& source, const RectF& rect, const Rect& layer_now,
                const Rect& region);

}  // namespace upscale
