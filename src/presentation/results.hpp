// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Results as the window shows them: which belong to a layer, and where they lie on it. Pure.
#pragma once

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
    std::size_t count = 1;  ///< of results in the job
    std::string file;       ///< its name in the folder
    std::string layer;      ///< the source's name
    std::string created;    ///< ISO 8601, UTC
    Parameters values;      ///< asked for; with the seed as returned
    bool imported = false;  ///< it was added to an image
    bool part = false;      ///< it was made of a part that is not a selection
    bool operator==(const ResultItem&) const = default;
};

/// The results of a job that have a file.
std::vector<ResultItem> items_of(const Job& job);

/// "R50 D50 · seed 1001": what tells results apart. `count` > 1: "2/4 · …".
std::string short_words(const ResultItem& item);

/// True if the job was made of one of these layers: in this session of GIMP by their numbers,
/// else by name and either size or tattoo.
bool is_of(const Job& job, const Subject& subject, const std::string& session);

/// The layer of the subject that the job was made of; nothing if it is none of them.
std::optional<Subject::Layer> source_of(const Job& job, const Subject& subject,
                                        const std::string& session);

/// What is taken over from a result.
enum class Take {
    All,            ///< what it was made with
    Anew,           ///< the same, but for its seed
    SeedAndPrompt,  ///< to go on from it with other values
};
/// `now` with what is taken from the result; region and placement stay as they are.
Parameters taken_from(const ResultItem& item, Take take, const Parameters& now);

/// How many of these jobs the user should be told of when the window opens: paid ones with
/// something to fetch or to add; of what is here only what is later than `seen`, the newest job
/// that was in a window.
int count_to_offer(const std::vector<Job>& jobs, const std::string& seen);

/// Where a rectangle in the pixels of the job's region lies today in the pixels of `region` (image
/// coordinates): it moves and is scaled with its layer.
RectF on_region(const SourceRecord& source, const RectF& rect, const Rect& layer_now,
                const Rect& region);

}  // namespace upscale
