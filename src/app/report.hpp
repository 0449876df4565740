// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a run came to, in facts. Window, scripts, recovering and the log all read them; what follows
// from them is decided here, and their words are made in plugin/common/words/messages.hpp. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/job.hpp"
#include "app/placement.hpp"
#include "base/error.hpp"

namespace upscale {

/// What a job has cost by its end.
enum class Payment {
    Free,     ///< the engine costs nothing
    None,     ///< nothing was charged as far as we know
    Perhaps,  ///< the paid call was made, and its answer is not known
    Certain,  ///< the service took the job
};

/// What people should know of results that are there, beside where they went (Detour).
enum class Note {
    Clipped,      ///< the source has values beyond white (HDR), which were sent as white
    Reduced,      ///< it was sent with fewer pixels, see SourceReport::sent
    Lossy,        ///< it was sent as JPEG
    Different,    ///< a result shows something else than the source
    Guessed,      ///< where a result belongs is not certain
    Stretched,    ///< the service stretched a result, which was undone
    Padded,       ///< the service put edges around a result, which were cut off
    AddedAtOnce,  ///< results could not be kept on the disk, so the window did not wait
};

/// What came of one source.
struct SourceReport {
    std::string name = {};            ///< the layer's
    std::string job = {};             ///< Job::id; empty: no job was begun
    std::string uuid = {};            ///< the service's name for the job; empty: not known
    int asked = 0;                    ///< results
    int arrived = 0;                  ///< of them, those that are here
    int outstanding = 0;              ///< of them, those that the job can still give
    std::vector<Error> lost = {};     ///< why single results could not be had
    std::optional<Error> error = {};  ///< why nothing came of the source; Cancelled: the user
    Payment payment = Payment::None;
    bool recoverable = false;             ///< what is not in the image can be had as `job`, without
                                          ///< paying
    bool on_disk = false;                 ///< the record and all files are in the job's folder
    std::optional<Error> unsaved = {};    ///< why the record is older than what was paid for
    Size sent = {};                       ///< pixels, as they were sent
    std::vector<Note> notes = {};         ///< each once
    Detour detour = Detour::None;         ///< why the results became new images
    std::vector<std::string> files = {};  ///< where results are that are too large for a layer
};

/// What came of a run.
struct Report {
    std::vector<SourceReport> sources = {};  ///< in the order of the layers; those begun
    /// Why the run as a whole ended: it could not begin, or what had arrived could not be placed.
    /// Cancelled: the user, before there was a source.
    std::optional<Error> error = {};
    std::vector<int> layers = {};  ///< ids of new layers, …
    std::vector<int> images = {};  ///< … and of new images
};

/// What is known of a job that ended, before anything is placed.
SourceReport facts_of(const JobEnd& end);

/// The report's entry for a job, which must have one.
SourceReport& entry_of(Report& report, const std::string& job);

/// Adds a note, once.
void add_note(SourceReport& source, Note note);

/// The user has stopped a run whose results are not placed: nothing comes of any source any more.
void cancel(Report& report);

/// True if the user stopped the run.
bool is_cancelled(const Report& report);

/// Of the run, else of the first source that has one; null: all went well.
const Error* first_error(const Report& report);

/// True if anything that people did not get can be had again without paying.
bool is_anything_left(const Report& report);

/// The jobs that have results, in the order of their sources.
std::vector<std::string> jobs_with_results(const Report& report);

/// What GIMP's procedures answer.
enum class RunStatus { Success, CallingError, ExecutionError, Cancel };

/// Success if anything came of any source, or there was none to work on. A calling error only if
/// every error is one of the arguments (our own BadInput) and nothing was paid or has arrived.
RunStatus status_of(const Report& report);

/// One line for the log: the status, how many layers and images were made, and of each source how
/// many results arrived, what was paid and what failed. No names of layers.
std::string log_words(const Report& report);

}  // namespace upscale
