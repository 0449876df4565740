// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/job.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "base/files.hpp"
#include "base/log.hpp"
#include "image/alpha.hpp"
#include "image/encode.hpp"
#include "image/upload_encoder.hpp"

namespace upscale {
namespace {

/// "JPEG, 4.2 MB, 3000 × 2000".
std::string describe_upload(const Upload& upload) {
    const auto bytes = static_cast<double>(upload.file.size());
    const bool small = bytes < 1e6;
    char text[80];
    std::snprintf(text, sizeof text, "%s, %.*f %s, %d × %d", name_of(upload.format), small ? 0 : 1,
                  std::ceil(bytes / 1e3) / (small ? 1 : 1e3), small ? "kB" : "MB",
                  upload.size.width, upload.size.height);
    return text;
}

/// Steps of a job, each of which takes it from one state to the next. On an error the job stays in
/// its state.
class Steps {
  public:
    Steps(JobEnd& end, const Service& service, std::stop_token stop, const ProgressFn& progress)
        : m_end(end),
          m_job(end.job),
          m_stop(stop),
          m_client(service, stop, [this, progress](Progress report) {
              if (report.stage == Stage::Uploading) report.detail = m_upload;
              report.cost = cost_of(m_job);
              if (progress) progress(report);
          }) {}

    Status upload(const Upload& upload) {
        m_upload = describe_upload(upload);
        m_job.upload = {upload.format, upload.lossy, upload.size != m_job.source.sent(),
                        upload.size};
        if (auto saved = reach(JobState::Prepared); !saved) return saved;
        auto asset = m_client.upload(upload.file, upload.format);
        if (!asset) return asset.error();
        m_job.asset = *asset;
        return reach(JobState::Uploaded);
    }

    Status submit() {
        if (m_stop.stop_requested()) return Error{.kind = ErrorKind::Cancelled};
        if (auto saved = reach(JobState::Submitted); !saved) return saved;
        auto record = m_client.submit(m_job.parameters, m_job.asset);
        if (!record) return record.error();
        m_job.uuid = record->uuid;
        if (record->state == Record::State::Processing) return reach(JobState::Accepted);
        return accept(*record);
    }

    Status wait() {
        auto record = m_client.wait_for(m_job.uuid);
        if (!record) return record.error();
        return accept(*record);
    }

    Status download() {
        std::vector<AnnouncedResult> announced;
        std::vector<std::size_t> wanted;  // their places among all results
        for (std::size_t i = 0; i < m_job.results.size(); ++i) {
            if (m_job.results[i].imported) continue;
            announced.push_back(m_job.results[i].announced);
            wanted.push_back(i);
        }
        auto downloads = m_client.download(announced);
        bool any = false;
        for (std::size_t k = 0; k < downloads.size(); ++k) {
            ResultRecord& result = m_job.results[wanted[k]];
            if (!downloads[k]) {
                m_end.lost.push_back(downloads[k].error());
                continue;
            }
            result.format = downloads[k]->header.format;
            const std::string name =
                "result-" + std::to_string(wanted[k] + 1) + "." + extension_of(result.format);
            if (auto written = m_end.folder->write(name, downloads[k]->file); !written)
                return written;
            result.file = name;
            any = true;
        }
        if (!any && m_end.lost.empty())  // a damaged record
            return Error{.kind = ErrorKind::BadReply, .detail = "the job's record has no results"};
        if (!any) return m_end.lost.front();
        return reach(JobState::Downloaded);
    }

  private:
    Status reach(JobState state) {
        m_job.state = state;
        log_line("job " + m_job.id + ": " + name_of(state));
        return m_end.folder->save(m_job);
    }

    Status accept(const Record& record) {
        if (record.state == Record::State::Failed) {
            m_job.failure = name_of(record.failure.kind);
            if (auto saved = reach(JobState::Failed); !saved) return saved;
            return record.failure;
        }
        m_job.results.clear();
        for (const auto& announced : record.results) m_job.results.push_back({announced});
        for (int i = 0; i < record.unsafe; ++i)
            m_end.lost.push_back(
                {.kind = ErrorKind::Refused, .detail = "held back by the safety check"});
        return reach(JobState::Succeeded);
    }

    JobEnd& m_end;
    Job& m_job;
    std::stop_token m_stop;
    std::string m_upload;  ///< describe_upload() what is sent
    Client m_client;
};

/// True if the billed call that failed so may have been charged all the same: a gateway that gives
/// up (408, 5xx) does not stop the service behind it.
bool may_be_charged(const Error& error) {
    const bool turned_down =
        error.http_status >= 400 && error.http_status <= 499 && error.http_status != 408;
    return error.may_have_arrived && !turned_down;
}

/// True if a failed job may still have something to give, or the user should hear of its cost.
bool is_worth_keeping(const Job& job, const Error& error) {
    if (error.kind == ErrorKind::Refused) return false;
    if (job.state == JobState::Submitted && !may_be_charged(error)) return false;
    return is_unfinished(job);
}

/// Keeps what recovering needs of the source.
Status save_planes(const JobFolder& folder, const SourcePlanes& planes) {
    for (const PlaneFile& file : plane_files()) {
        const Bitmap& plane = planes.*file.plane;
        if (plane.empty()) continue;
        const auto png = encode_png(plane);
        if (!png) return png.error();
        if (auto written = folder.write(file.name, *png); !written) return written;
    }
    return Done{};
}

/// Whatever is left to do after the job's present state.
Status finish(Steps& steps, const Job& job) {
    if (job.state == JobState::Accepted)
        if (auto done = steps.wait(); !done) return done;
    if (job.state == JobState::Succeeded)
        if (auto done = steps.download(); !done) return done;
    return Done{};
}

/// Notes how the job ended; of one without anything to come nothing is left.
void conclude(JobEnd& end, const Status& done) {
    if (done) return;
    end.error = done.error();
    const bool kept = end.folder && is_worth_keeping(end.job, *end.error);
    log_line("job " + end.job.id + ": " + std::string(name_of(end.error->kind)) + ", " +
             end.error->detail + (kept ? "; its record is kept" : ""));
    if (end.folder && !kept) {
        end.folder->remove();
        end.folder.reset();
    }
}

Status carry_out(JobEnd& end, JobStart& start, const Service& service, const std::stop_token& stop,
                 const ProgressFn& progress) {
    if (progress) progress({.stage = Stage::Preparing, .cost = cost_of(end.job)});
    end.planes.alpha = take_alpha(start.pixels);
    if (is_invisible(end.planes.alpha))
        return Error{.kind = ErrorKind::BadInput, .detail = "the layer is fully transparent"};
    Bitmap rgb = bleed(std::move(start.pixels));
    if (end.job.parameters.protect_edges) {
        const Frame frame = frame_around({rgb.width, rgb.height});
        if (frame.size != Size{rgb.width, rgb.height}) {
            rgb = pad(rgb, frame);
            end.job.source.frame = frame;
        }
    }
    end.planes.preview = preview_of(rgb);
    const Size picture{rgb.width, rgb.height};
    if (auto larger = check_enlarged(picture, sendable_size(picture)); !larger) return larger;
    auto upload = encode_upload(std::move(rgb), end.job.parameters.upload_format, stop);
    if (!upload) return upload.error();
    if (auto larger = check_enlarged(picture, upload->size); !larger) return larger;
    if (stop.stop_requested()) return Error{.kind = ErrorKind::Cancelled};

    auto folder = JobFolder::create(jobs_folder(), end.job);
    if (!folder) return folder.error();
    end.folder = std::move(*folder);

    if (auto saved = save_planes(*end.folder, end.planes); !saved) return saved;

    Steps steps(end, service, stop, progress);
    if (auto done = steps.upload(*upload); !done) return done;
    if (auto done = steps.submit(); !done) return done;
    return finish(steps, end.job);
}

}  // namespace

void mark_imported(Job& job, const JobFolder& folder) {
    bool missing = false;
    std::vector<std::string> files;
    for (ResultRecord& result : job.results) {
        result.imported |= !result.file.empty();
        missing |= !result.imported;
        if (!result.file.empty()) files.push_back(std::exchange(result.file, {}));
    }
    job.state = missing ? JobState::Succeeded : JobState::Imported;
    log_line("job " + job.id + ": imported" + (missing ? ", but not all of its results" : ""));
    if (!is_recoverable(job) || !folder.save(job)) return folder.remove();
    for (const auto& file : files) folder.remove(file);
}

void check_files(Job& job, const JobFolder& folder) {
    if (job.state != JobState::Downloaded) return;
    for (ResultRecord& result : job.results) {
        if (result.file.empty()) continue;
        const auto file = read_file(folder.path_of(result.file), kMaxResultBytes);
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
               const ProgressFn& progress) {
    JobEnd end;
    end.job.source = start.source;
    end.job.source.session = editor_session();
    end.job.parameters = start.parameters;
    end.planes.selection = std::move(start.selection);
    conclude(end, carry_out(end, start, service, stop, progress));
    return end;
}

JobEnd resume_job(Job job, JobFolder folder, SourcePlanes planes, const Service& service,
                  const std::stop_token& stop, const ProgressFn& progress) {
    JobEnd end;
    end.job = std::move(job);
    end.folder = std::move(folder);
    end.planes = std::move(planes);
    Steps steps(end, service, stop, progress);
    conclude(end, finish(steps, end.job));
    return end;
}

}  // namespace upscale
