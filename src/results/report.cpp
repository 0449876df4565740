// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/report.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

#include "api/verdict.hpp"
#include "base/log.hpp"

namespace upscale {
namespace {

Payment payment_of(const JobEnd& end) {
    const Job& job = end.job;
    if (!is_paid(job.parameters)) return Payment::Free;
    if (job.state == JobState::Imported || is_recoverable(job)) return Payment::Certain;
    if (job.state != JobState::Submitted) return Payment::None;
    return !end.error || may_be_charged(*end.error) ? Payment::Perhaps : Payment::None;
}

/// True if all files of results lie in the job's own folder, so that they are there later.
bool is_on_disk(const JobEnd& end) {
    if (end.unsaved || !end.folder) return false;
    return std::ranges::all_of(end.job.results, [&](const ResultRecord& result) {
        return result.file.empty() || end.folder->has_for_good(result.file);
    });
}

bool is_cancel(const std::optional<Error>& error) {
    return error && error->kind == ErrorKind::Cancelled;
}

/// True if the same run would go on with the job, and that could help.
bool goes_on(const JobEnd& end) {
    if (!end.error || end.images_paid == 0 || end.job.state != JobState::Accepted) return false;
    // a call whose answer was lost is not made again, and a result that is no larger remains so
    return !may_be_charged(*end.error) && end.error->reason != Reason::NotEnlarged;
}

/// True for an error in the arguments, which the caller could have avoided.
bool is_callers(const Error& error) {
    return error.kind == ErrorKind::BadInput && error.http_status == 0 && !error.may_have_arrived;
}

const char* name_of(RunStatus status) {
    switch (status) {
        case RunStatus::Success:
            return "success";
        case RunStatus::CallingError:
            return "calling error";
        case RunStatus::ExecutionError:
            return "execution error";
        case RunStatus::Cancel:
            return "cancelled";
    }
    return "";
}

const char* name_of(Payment payment) {
    switch (payment) {
        case Payment::Free:
            return "free";
        case Payment::None:
            return "not paid";
        case Payment::Perhaps:
            return "perhaps paid";
        case Payment::Certain:
            return "paid";
    }
    return "";
}

}  // namespace

SourceReport facts_of(const JobEnd& end) {
    const Job& job = end.job;
    SourceReport facts;
    facts.name = job.source.name;
    facts.job = job.id;
    facts.uuid = job.uuid;
    facts.asked = job.parameters.num_images;
    for (const ResultRecord& result : job.results) {
        facts.asked -= result.imported;
        facts.arrived += is_waiting(result);
        // the engine on this computer forgets what it did not deliver
        facts.outstanding += !result.imported && result.file.empty() && is_paid(job.parameters);
    }
    // a job of one call has no record of passes
    if (job.calls == 0) facts.images = job.parameters.num_images;
    for (const ResultRecord& result : job.results)
        for (const PassRecord& pass : result.passes) facts.images += pass.images;
    facts.lost = end.lost;
    facts.error = end.error;
    facts.payment = payment_of(end);
    if (facts.payment == Payment::Certain)
        facts.paid_now = job.calls == 0 ? facts.images : end.images_paid - end.paid_before;
    if (goes_on(end)) {
        facts.images_paid = end.images_paid;
        facts.images_in_all = job.calls;
    }
    facts.recoverable = end.folder && !end.unsaved && is_recoverable(job);
    facts.on_disk = is_on_disk(end);
    facts.unsaved = end.unsaved;
    facts.sent = job.upload.size;
    if (end.clipped) facts.notes.push_back(Note::Clipped);
    if (end.only_srgb && end.job.parameters.keep_colors) facts.notes.push_back(Note::OnlySrgb);
    if (std::ranges::any_of(job.results, &ResultRecord::smaller)) add_note(facts, Note::Smaller);
    if (std::ranges::any_of(job.results, [](const auto& result) { return !result.plain.empty(); }))
        add_note(facts, Note::PartsMissing);
    if (std::ssize(job.results) > job.parameters.num_images)
        facts.notes.push_back(Note::MoreThanAsked);
    return facts;
}

SourceReport& entry_of(Report& report, const std::string& job) {
    const auto found = std::ranges::find(report.sources, job, &SourceReport::job);
    assert(found != report.sources.end());
    return *found;
}

void append(Report& report, Report other) {
    std::ranges::move(other.sources, std::back_inserter(report.sources));
    if (!report.error) report.error = std::move(other.error);
    report.layers.insert(report.layers.end(), other.layers.begin(), other.layers.end());
    report.images.insert(report.images.end(), other.images.begin(), other.images.end());
    report.hidden.insert(report.hidden.end(), other.hidden.begin(), other.hidden.end());
}

void add_note(SourceReport& source, Note note) {
    if (std::ranges::count(source.notes, note) == 0) source.notes.push_back(note);
}

void cancel(Report& report) {
    for (SourceReport& source : report.sources)
        if (!source.error) source.error = cancelled();
    if (report.sources.empty()) report.error = cancelled();
}

bool is_cancelled(const Report& report) {
    return is_cancel(report.error) ||
           std::ranges::any_of(report.sources, is_cancel, &SourceReport::error);
}

const Error* first_error(const Report& report) {
    if (report.error) return &*report.error;
    for (const SourceReport& source : report.sources)
        if (source.error) return &*source.error;
    return nullptr;
}

bool is_anything_left(const Report& report) {
    return std::ranges::any_of(report.sources, [&](const SourceReport& source) {
        return source.recoverable && (report.error || source.error || source.outstanding > 0);
    });
}

std::vector<std::string> jobs_with_results(const Report& report) {
    std::vector<std::string> jobs;
    for (const SourceReport& source : report.sources)
        if (!source.error && !source.job.empty()) jobs.push_back(source.job);
    return jobs;
}

RunStatus status_of(const Report& report) {
    if (is_cancelled(report)) return RunStatus::Cancel;
    const auto failed = [](const SourceReport& source) { return source.error.has_value(); };
    const bool nothing_came =
        !report.sources.empty() && std::ranges::all_of(report.sources, failed);
    if (!report.error && !nothing_came) return RunStatus::Success;
    const auto is_harmless = [](const SourceReport& source) {
        return (!source.error || is_callers(*source.error)) && source.arrived == 0 &&
               source.payment != Payment::Perhaps && source.payment != Payment::Certain;
    };
    const bool callers = (!report.error || is_callers(*report.error)) &&
                         std::ranges::all_of(report.sources, is_harmless);
    return callers ? RunStatus::CallingError : RunStatus::ExecutionError;
}

std::string log_words(const Report& report) {
    std::string words = std::string(name_of(status_of(report))) + ", " +
                        std::to_string(report.layers.size()) + " layers, " +
                        std::to_string(report.images.size()) + " images";
    if (report.error) words += ": " + log_words(*report.error);
    for (const SourceReport& source : report.sources) {
        words += "; " + std::to_string(source.arrived) + " of " + std::to_string(source.asked) +
                 " results, " + name_of(source.payment);
        if (source.error) words += ": " + log_words(*source.error);
        for (const Error& lost : source.lost) words += ", lost: " + log_words(lost);
    }
    return words;
}

}  // namespace upscale
