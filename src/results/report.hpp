// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How a run ended, as facts. The window, scripts, recovery and the log all use them. What follows
// from them is decided here; plugin/common/words/messages.hpp puts them into words. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/job.hpp"
#include "base/error.hpp"
#include "results/placement.hpp"

namespace upscale {

/// What a job has cost when it ends.
enum class Payment {
    Free,     ///< the engine costs nothing
    None,     ///< nothing was charged as far as we know
    Perhaps,  ///< the paid call was made, and its answer is not known
    Certain,  ///< the service took the job
};

/// What the user should know about results that arrived, apart from where they went (Detour).
enum class Note {
    Clipped,        ///< the source has values beyond white (HDR), which were sent as white
    Reduced,        ///< it was sent with fewer pixels, see SourceReport::sent
    Lossy,          ///< it was sent as JPEG
    Different,      ///< a result shows something else than the source
    Guessed,        ///< the place where a result belongs is uncertain
    Stretched,      ///< the service stretched a result, which was undone
    ColoursLeft,    ///< the colours are as the service made them, not those of the source
    OnlySrgb,       ///< what the layer has beyond 8-bit sRGB could not be read
    Smaller,        ///< a result is smaller than asked for
    PartsMissing,   ///< parts of a result are only enlarged, see ResultRecord::plain
    Padded,         ///< the service put edges around a result, which were cut off
    SourceEdited,   ///< the source was edited meanwhile, so its results are hidden layers
    Replaced,       ///< the layer was hidden, because its results stand in for it
    MoreThanAsked,  ///< the service made more results than were asked for
    OriginalGone,   ///< the layer that it was made from is gone, so the result itself was upscaled
    LinkedElsewhere,  ///< the image has no file beside which the linked one could be
    NotLinked,        ///< the linked file could not be written
    AddedAtOnce,      ///< results could not be kept on the disk, so they were added at once
};

/// How one source ended.
struct SourceReport {
    std::string name = {};            ///< the layer's
    std::string job = {};             ///< Job::id; empty: no job was begun
    std::string uuid = {};            ///< the service's name for the job; empty: not known
    int asked = 0;                    ///< how many results are wanted
    int arrived = 0;                  ///< how many of them are here
    int images = 0;                   ///< how many the service made, over all calls
    int paid_now = 0;                 ///< how many of them this run paid for, if it began the job
    int outstanding = 0;              ///< how many of them the job can still give
    std::vector<Error> lost = {};     ///< why single results are missing
    std::optional<Error> error = {};  ///< why the source has no results; Cancelled: by the user
    Payment payment = Payment::None;
    /// If it broke off and the same run goes on with it: how many of its images are paid for, and
    /// of how many; else 0.
    int images_paid = 0, images_in_all = 0;
    bool recoverable = false;             ///< results that are not in the image can be fetched by
                                          ///< the id `job`, without paying
    bool on_disk = false;                 ///< the record and all files are in the job's folder
    std::optional<Error> unsaved = {};    ///< why the record is older than what was paid for
    Size sent = {};                       ///< pixels, as they were sent
    std::vector<Note> notes = {};         ///< no note twice
    Detour detour = Detour::None;         ///< why the results became new images
    std::string linked = {};              ///< of Note::LinkedElsewhere: the first such file
    std::vector<std::string> files = {};  ///< where results are that cannot become a layer
};

/// How a run ended.
struct Report {
    std::vector<SourceReport> sources = {};  ///< those that were begun, in the order of the layers
    /// Why the run as a whole ended: it could not begin, or its results could not be placed.
    /// Cancelled: the user stopped it before any source was begun.
    std::optional<Error> error = {};
    std::vector<int> layers = {};  ///< ids of new layers, …
    std::vector<int> images = {};  ///< … and of new images
    std::vector<int> hidden = {};  ///< ids of layers that are hidden, because new ones replace them
};

/// The facts of a job that ended, before anything is placed.
SourceReport facts_of(const JobEnd& end);

/// The report's entry for a job, which must have one.
SourceReport& entry_of(Report& report, const std::string& job);

/// Adds what another run did.
void append(Report& report, Report other);

/// Adds a note unless the source has it already.
void add_note(SourceReport& source, Note note);

/// Marks every source without an error as cancelled, because the user stopped the run before its
/// results were placed.
void cancel(Report& report);

/// True if the user stopped the run.
bool is_cancelled(const Report& report);

/// The error of the run, else that of the first source that has one; null: all went well.
const Error* first_error(const Report& report);

/// True if anything that did not get into the image can be fetched without paying again.
bool is_anything_left(const Report& report);

/// The jobs that have results, in the order of their sources.
std::vector<std::string> jobs_with_results(const Report& report);

/// The status that GIMP's procedures return.
enum class RunStatus { Success, CallingError, ExecutionError, Cancel };

/// Success if there are results of any source, or there was no source to work on. CallingError only
/// if every error is one of the arguments (our own BadInput) and nothing was paid or has arrived.
RunStatus status_of(const Report& report);

/// One line for the log: the status, how many layers and images were made, and for each source how
/// many results arrived, what was paid and what failed. Contains no names of layers.
std::string log_words(const Report& report);

}  // namespace upscale
