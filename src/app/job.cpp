// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/job.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <new>
#include <utility>

#include "api/verdict.hpp"
#include "app/kept_original.hpp"
#include "app/prepare.hpp"
#include "base/byte_budget.hpp"
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "base/options.hpp"
#include "base/redact.hpp"
#include "image/decoding/decode.hpp"
#include "image/files/encode.hpp"
#include "state/key.hpp"
#include "state/parts.hpp"
#include "state/spending.hpp"

namespace upscale {
namespace {

/// Texts that the user wrote are not logged.
bool is_no_text(const Parameter& entry) {
    return !std::holds_alternative<StringParameter>(entry.kind);
}

/// The steps of a job. Each takes it from one state to the next; after an error the job stays in
/// the state that it had.
class Steps {
  public:
    Steps(JobEnd& end, const Service& service, std::stop_token stop, const ProgressFn& progress,
          const RetryLimits& limits)
        : m_end(end),
          m_job(end.job),
          m_stop(stop),
          m_key(service.key),
          m_client(
              service, stop,
              [this, progress](Progress report) {
                  if (report.stage == Stage::Uploading) report.detail = m_upload;
                  report.cost = cost_of(m_job);
                  if (progress) progress(report);
              },
              limits) {}

    /// What the downloads would refuse is found out before anything is paid.
    Status check_network() {
        return is_paid(m_job.parameters) ? m_client.check_network() : Status(Done{});
    }

    Status upload(const Upload& upload) {
        m_upload = describe_upload(upload);
        m_job.upload = {upload.format, upload.lossy, upload.size != m_job.source.sent(),
                        upload.size};
        if (auto saved = reach(JobState::Prepared, Sync::None); !saved) return saved;
        auto asset = m_client.upload(upload.file, upload.format);
        if (!asset) return asset.error();
        m_job.asset = *asset;
        return reach(JobState::Uploaded, Sync::None);
    }

    Status submit() {
        if (m_stop.stop_requested()) return cancelled();
        if (auto reserved = m_end.folder->reserve_space(); !reserved) return reserved;
        m_job.paid_with = key_mark(m_key, m_job.id);
        if (auto saved = reach(JobState::Submitted); !saved) return saved;
        if (auto readable = m_end.folder->check_record(); !readable) return readable;
        bool kept = false;
        const auto keep = [&](ByteView body) {
            // if there is no memory to keep it, it is read all the same
            try {
                m_end.folder->keep(kAnswerName, as_bytes(redacted(as_text(body))));
                kept = m_end.folder->has_for_good(kAnswerName);
            } catch (const std::bad_alloc&) {
                kept = false;
            }
        };
        auto record = m_client.submit(m_job.parameters, m_job.asset, keep);
        if (!record) {
            if (kept && record.error().kind == ErrorKind::BadReply)
                record.error().kept_file = m_end.folder->path_of(kAnswerName);
            return record.error();
        }
        m_job.uuid = record->uuid;
        const Status done = record->state == Record::State::Working
                                ? reach(JobState::Accepted)
                                : accept(*record, Sync::FileAndFolder);
        if (is_paid(m_job.parameters) && record->state != Record::State::Failed)
            note_paid_images(m_job.parameters.num_images);
        note_account(*record);
        return done;
    }

    Status wait() {
        auto record = m_client.wait_for(m_job.uuid, m_job.parameters.num_images);
        if (!record) return told_by_whom(record.error());
        note_account(*record);
        return accept(*record, m_uuid_is_sure ? Sync::File : Sync::FileAndFolder);
    }

    /// Downloads every result that has neither been imported nor downloaded. Succeeds if at least
    /// one result is ready to be imported.
    Status download() {
        std::vector<AnnouncedResult> announced;
        std::vector<std::size_t> wanted;  // their indices among all results
        for (std::size_t i = 0; i < m_job.results.size(); ++i) {
            if (m_job.results[i].imported || !m_job.results[i].file.empty()) continue;
            announced.push_back(m_job.results[i].announced);
            wanted.push_back(i);
        }
        std::vector<std::size_t> numbers;
        for (const std::size_t index : wanted) numbers.push_back(index + 1);
        FolderParts parts(m_end.folder->path(), std::move(numbers));
        const auto outcomes = m_client.download(
            announced,
            [&](std::size_t k, Download download) {
                return keep(wanted[k], download, [&] { parts.drop(k); });
            },
            [&](std::size_t k, ByteView file) { return keep_odd(wanted[k], file); }, &parts);
        std::optional<Error> trouble;
        for (std::size_t k = 0; k < outcomes.size(); ++k) {
            const Status& outcome = outcomes[k];
            if (outcome) continue;
            if (const auto foreign = m_foreign.find(wanted[k]); foreign != m_foreign.end()) {
                m_job.results[wanted[k]].file = foreign->second;
                m_job.results[wanted[k]].foreign = true;
                continue;
            }
            if (outcome.error().kind == ErrorKind::Cancelled || !trouble) trouble = outcome.error();
            m_end.lost.push_back(outcome.error());
        }
        if (trouble && trouble->kind == ErrorKind::Cancelled) {
            // note which results have arrived, so that they are not downloaded again
            static_cast<void>(reach(JobState::Succeeded));
            return *trouble;
        }
        if (std::any_of(m_job.results.begin(), m_job.results.end(), is_waiting))
            return reach(JobState::Downloaded);
        // A job that is paid for has results, so a record without any is damaged.
        return trouble ? *trouble
                       : Error{.kind = ErrorKind::BadReply,
                               .detail = "the job's record has no results"};
    }

  private:
    /// Adds that the answer is about another account, if the service does not give the job to this
    /// key and it was paid with another one.
    Error told_by_whom(Error error) const {
        const bool answered =
            error.kind == ErrorKind::Unauthorized || error.kind == ErrorKind::BadReply;
        const bool other_key =
            !m_job.paid_with.empty() && m_job.paid_with != key_mark(m_key, m_job.id);
        if (answered && other_key && error.reason == Reason::None)
            error.reason = Reason::OtherAccount;
        return error;
    }

    /// Saves the job in its new state. After the paid call a failed write does not end the job,
    /// because what is paid for would be lost. Sync::None: the steps so far were free and can be
    /// repeated. Sync::File: if the computer loses power, the previous record is enough to go on
    /// from.
    Status reach(JobState state, Sync sync = Sync::FileAndFolder) {
        m_job.state = state;
        log_line("job " + m_job.id + ": " + name_of(state));
        const Status saved = m_end.folder->save(m_job, sync);
        if (state == JobState::Accepted) m_uuid_is_sure = saved.has_value();
        if (saved || state < JobState::Accepted) return saved;
        log_line("job " + m_job.id + ": its record could not be written, " + saved.error().detail +
                 "; the service calls it " + m_job.uuid);
        return Done{};
    }

    void note_account(const Record& record) const {
        if (is_paid(m_job.parameters) && record.credits) note_credits(*record.credits);
    }

    Status accept(const Record& record, Sync sync) {
        if (record.state == Record::State::Failed) {
            m_job.failure = name_of(record.trouble->kind);
            static_cast<void>(reach(JobState::Failed));
            return *record.trouble;
        }
        m_job.results.clear();
        for (const auto& announced : record.results) m_job.results.push_back({announced});
        for (int i = 0; i < record.unsafe; ++i)
            m_end.lost.push_back(
                {.kind = ErrorKind::Refused, .detail = "held back by the safety check"});
        return reach(JobState::Succeeded, sync);
    }

    /// Keeps a download that no layer can be made of: a picture of another format, or a damaged
    /// one. Returns its path; empty: it is no picture.
    std::string keep_odd(std::size_t index, ByteView file) {
        const std::string_view extension = picture_extension(file);
        if (extension.empty()) return {};
        const std::string name =
            "received-" + std::to_string(index + 1) + "." + std::string(extension);
        m_end.folder->keep(name, file);
        if (!format_from_extension(extension)) m_foreign[index] = name;
        return m_end.folder->has_for_good(name) ? m_end.folder->path_of(name) : std::string();
    }

    /// `make_room` deletes the part that the result came from, if there is no room for both.
    Status keep(std::size_t index, const Download& download,
                const std::function<void()>& make_room) {
        ResultRecord& result = m_job.results[index];
        const std::string name =
            "result-" + std::to_string(index + 1) + "." + extension_of(download.header.format);
        if (!m_end.folder->write(name, download.file)) {
            make_room();
            m_end.folder->keep(name, download.file);
        }
        result.format = download.header.format;
        result.file = name;
        return Done{};
    }

    JobEnd& m_end;
    Job& m_job;
    std::stop_token m_stop;
    SecretString m_key;
    std::string m_upload;                          ///< describe_upload() of what is sent
    bool m_uuid_is_sure = true;                    ///< the record on disk contains the uuid
    std::map<std::size_t, std::string> m_foreign;  ///< kept pictures of other formats, by result
    Client m_client;
};

/// True if a job that ended with this error may still give results, or if the user should know
/// that it may have been charged.
bool is_worth_keeping(const Job& job, const Error& error) {
    if (job.state == JobState::Submitted && !may_be_charged(error)) return false;
    return is_unfinished(job);
}

/// Does the steps that follow the job's present state.
Status finish(Steps& steps, const Job& job) {
    if (job.state == JobState::Accepted)
        if (auto done = steps.wait(); !done) return done;
    if (job.state == JobState::Succeeded)
        if (auto done = steps.download(); !done) return done;
    return Done{};
}

/// Lack of memory is handled as an error like any other, so that the job still ends properly.
Status out_of_memory() { return Error{.kind = ErrorKind::Internal, .detail = "not enough memory"}; }

Status carry_out(JobEnd& end, JobStart& start, const Service& service, const std::stop_token& stop,
                 const ProgressFn& progress, const RetryLimits& limits) try {
    if (progress) progress({.stage = Stage::Preparing, .cost = cost_of(end.job)});
    end.job.source.pixels_hash = hash_of(start.pixels);
    end.planes.slow = start.slow.empty() ? slow_part_of(start.pixels) : std::move(start.slow);
    auto prepared = prepare(std::move(start.pixels), end.job.parameters, stop);
    if (!prepared) return prepared.error();
    end.planes.alpha = std::move(prepared->alpha);
    end.planes.preview = std::move(prepared->preview);
    end.job.source.frame = prepared->frame;

    auto folder =
        JobFolder::create(start.jobs_folder.empty() ? jobs_folder() : start.jobs_folder, end.job);
    if (!folder) return folder.error();
    end.folder = std::move(*folder);

    if (auto saved = save_planes(*end.folder, end.planes); !saved) return saved;

    Steps steps(end, service, stop, progress, limits);
    if (auto done = steps.check_network(); !done) return done;
    if (auto done = steps.upload(prepared->upload); !done) return done;
    if (auto done = steps.submit(); !done) return done;
    return finish(steps, end.job);
} catch (const std::bad_alloc&) {
    // The paid call may be under way. How far the job got is known from its state alone.
    Status status = out_of_memory();
    status.error().may_have_arrived = true;
    return status;
}

}  // namespace

Status save_planes(const JobFolder& folder, const SourcePlanes& planes) {
    for (const PlaneFile& file : plane_files()) {
        const Bitmap& plane = planes.*file.plane;
        if (plane.empty()) continue;
        const auto png = encode_png(plane);
        if (!png) return png.error();
        if (auto written = folder.write(file.name, *png); !written) return written;
    }
    return folder.write(kSlowPartFile, as_bytes(to_bytes(planes.slow)));
}

SourcePlanes read_planes(const JobFolder& folder) {
    SourcePlanes planes;
    ByteBudget budget(SIZE_MAX);
    for (const PlaneFile& file : plane_files()) {
        const auto png = folder.read(file.name, kMaxResultBytes);
        auto decoded = png ? decode(*png, budget, {}) : png.error();
        if (!decoded || !*decoded) continue;
        const Bitmap& rgb = (*decoded)->pixels;
        Bitmap plane(rgb.width, rgb.height, 1);
        for (std::size_t i = 0; i < plane.pixels.size(); ++i)
            plane.pixels[i] = rgb.pixels[i * static_cast<std::size_t>(rgb.channels)];
        planes.*file.plane = std::move(plane);
    }
    if (const auto slow = folder.read(kSlowPartFile, kMostSlowPartBytes))
        planes.slow = slow_part_from(as_text(*slow));
    return planes;
}

void conclude(JobEnd& end, const Status& done) {
    if (!done) {
        end.error = done.error();
        if (is_paid(end.job.parameters) && end.error->credits_available)
            note_credits(*end.error->credits_available);
        const bool kept = end.folder && is_worth_keeping(end.job, *end.error);
        log_line("job " + end.job.id + ": " + log_words(*end.error) +
                 (kept ? "; its record is kept" : ""));
        if (end.folder && !kept) {
            end.folder->remove();
            end.folder.reset();
        }
    }
    // The earlier write may have failed for lack of space or because the folder was deleted: try
    // again, now that this may have changed.
    if (!end.folder) return;
    const Status saved = end.folder->save(end.job);
    if (!saved && is_recoverable(end.job) && !end.folder->is_recoverable())
        end.unsaved = saved.error();
    end.folder->release_space();
}

void mark_imported(Job& job, const JobFolder& folder, std::span<const Delivered> delivered,
                   bool keep_files) {
    if (job.damage != Damage::None) return;
    std::vector<std::string> idle;
    for (const auto& [index, delivery] : delivered) {
        ResultRecord& result = job.results[index];
        result.imported = true;
        result.delivery = delivery;
        if (!keep_files && !result.starred && !result.file.empty())
            idle.push_back(std::exchange(result.file, {}));
    }
    const auto any = [&](auto is) {
        return std::any_of(job.results.begin(), job.results.end(), is);
    };
    const bool missing = any([](const ResultRecord& result) { return !result.imported; });
    job.state = any(is_waiting) ? JobState::Downloaded
                : missing       ? JobState::Succeeded
                                : JobState::Imported;
    log_line("job " + job.id + ": imported" + (missing ? ", but not all of its results" : ""));
    if (!is_recoverable(job)) {
        // The engine on this computer ended with its job, so results that it did not deliver cannot
        // be fetched.
        job.state = JobState::Imported;
        if (!keep_files && !has_star(job)) return folder.remove();
    }
    // If the new record cannot be written, the old one still lists these files as not imported:
    // they must stay, so that recovery finds them.
    if (!folder.save(job)) return;
    for (const auto& file : idle) folder.remove(file);
}

void check_files(Job& job, const JobFolder& folder) {
    for (ResultRecord& result : job.results) {
        if (result.file.empty()) continue;
        const auto file = folder.read(result.file, kMaxResultBytes);
        if (result.foreign || (!file && folder.has(result.file))) {
            if (!folder.has(result.file)) result.file.clear();
            continue;
        }
        const auto header = file ? read_image_header(*file) : file.error();
        if (!header || header->format != result.format || !check_complete(*file, result.format))
            result.file.clear();
    }
    demand_files(job);
}

std::span<const PlaneFile> plane_files() {
    static constexpr std::array kFiles{PlaneFile{"alpha.png", &SourcePlanes::alpha},
                                       PlaneFile{"selection.png", &SourcePlanes::selection},
                                       PlaneFile{"preview.png", &SourcePlanes::preview}};
    return kFiles;
}

JobEnd run_job(JobStart start, const Service& service, const std::stop_token& stop,
               const ProgressFn& progress, const RetryLimits& limits) {
    JobEnd end;
    end.job.source = start.source;
    end.job.source.session = editor_session();
    end.job.parameters = start.parameters;
    end.clipped = start.clipped;
    end.only_srgb = start.only_srgb;
    end.planes.selection = std::move(start.selection);
    log_line("values: " + options_text(start.parameters, is_no_text));
    conclude(end, carry_out(end, start, service, stop, progress, limits));
    return end;
}

JobEnd resume_job(Job job, JobFolder folder, SourcePlanes planes, const Service& service,
                  const std::stop_token& stop, const ProgressFn& progress,
                  const RetryLimits& limits) {
    JobEnd end;
    end.job = std::move(job);
    end.folder = std::move(folder);
    end.planes = std::move(planes);
    const auto carry_on = [&]() -> Status {
        try {
            Steps steps(end, service, stop, progress, limits);
            return finish(steps, end.job);
        } catch (const std::bad_alloc&) {
            return out_of_memory();
        }
    };
    conclude(end, carry_on());
    return end;
}

}  // namespace upscale
