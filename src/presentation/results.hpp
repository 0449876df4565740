// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Results as the window shows them: which belong to a layer, and where they lie on it. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "image/registration/registration.hpp"
#include "presentation/situation.hpp"
#include "state/journal.hpp"

namespace upscale {

/// How a variation of the engine on this computer differs from the first one of its run: steps of
/// denoise, and of detail in its unit.
struct Variety {
    int denoise = 0, detail = 0;
    bool operator==(const Variety&) const = default;
};

/// One result in a job's folder.
struct ResultItem {
    std::string job;        ///< the folder's name
    std::size_t index = 0;  ///< in the job's results
    std::size_t count = 1;  ///< how many results the job has
    std::string file;       ///< its name in the folder
    std::string layer;      ///< the source's name
    std::string created;    ///< ISO 8601, UTC
    Parameters values;      ///< as asked for; seed, detail and denoise are those that came back
    Variety variety = {};   ///< how it differs from the first result of its job
    bool imported = false;  ///< it is in an image, as far as is known
    bool part = false;      ///< made of a rectangle that is neither the layer nor a selection
    bool starred = false;
    bool changed = false;  ///< it is a layer, and what it was made of has changed since
    Rect source_layer = {}, source_region = {};  ///< as in SourceRecord
    /// What the whole file shows, in pixels of the region: a guess until it is measured.
    RectF covers = {};
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

/// What the caption of a result says: how it differs from the others of its group.
enum class Differs {
    Seed,     ///< the number of its seed
    Variety,  ///< what the engine on this computer did otherwise than for the first
    Nothing,  ///< there is nothing but its number
};
/// The captions of a result in a list. A group is what one run made of one layer.
struct Caption {
    bool first = false;        ///< it begins a group, whose caption names time and values
    bool other_group = false;  ///< it begins a group, and there is one before it
    bool layer = false;        ///< the group's caption names the layer, as the list has several
    bool engine = false;       ///< the same for the engine
    Differs differs = Differs::Nothing;
    bool operator==(const Caption&) const = default;
};
/// The captions of a list, one for each of its items.
std::vector<Caption> captions(const std::vector<ResultItem>& items);

/// What the user looks at: a layer and its region, in image coordinates, as they are now.
struct VisiblePart {
    Rect layer, region;
    Rect seen;  ///< the visible pixels of the region; empty: none
    bool operator==(const VisiblePart&) const = default;
};
/// The part of a result's file that a small picture of it shows, as shares of its width and height:
/// a square around the centre of what is seen. Nullopt: all of it, because the whole region is seen
/// or the result is elsewhere.
std::optional<RectF> part_to_show(const ResultItem& item, const VisiblePart& visible);
/// What a whole file of this size shows, in pixels of the region, if `registration` is right.
RectF covered_by_file(const Registration& registration, Size file);
/// The side of small pictures that leaves enough room to the rest of the window, in pixels.
/// `screen`: the height that windows can have.
int side_of_small_pictures(int screen);

/// "R50 D50 · 1001": what a result was made with; the detail is that of its variation. `count` > 1:
/// "2/4 · …".
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
/// False if the result has nothing of this kind: the engine on this computer takes neither seed nor
/// prompt.
bool can_take(const ResultItem& item, Take take);
/// `now`, with the values that are taken from the result. Region and placement do not change. What
/// makes one certain picture (a seed, a step of detail) is asked for once, however many variations
/// there were.
Parameters taken_from(const ResultItem& item, Take take, const Parameters& now);

/// True if more than one image would be paid for with one seed, so that they may all be alike.
bool pays_for_one_seed(const Parameters& values);

/// How many of these jobs the user should be told about when the window opens: paid ones that have
/// something to fetch or to add. Jobs whose results are already here count only if they are newer
/// than `seen`, the newest job that was shown in a window.
int count_to_offer(const std::vector<Job>& jobs, const std::string& seen);

/// Where a rectangle of the job's region (in its pixels) is today in `region` (in image
/// coordinates): it moves and scales with its layer.
RectF on_region(const SourceRecord& source, const RectF& rect, const Rect& layer_now,
                const Rect& region);

}  // namespace upscale
