// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/batch/run_batch.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <new>
#include <set>
#include <span>
#include <thread>
#include <utility>

#include "app/file_name.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "base/parameter_table.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"
#include "batch/file_list.hpp"
#include "batch/file_record.hpp"
#include "batch/name_pattern.hpp"
#include "common/import/importer.hpp"
#include "common/import/tidy_history.hpp"
#include "common/runs/fetch.hpp"
#include "common/runs/run_jobs.hpp"
#include "common/runs/worker.hpp"
#include "common/words/format.hpp"
#include "common/words/messages.hpp"
#include "enlarging/enlarge.hpp"
#include "image/files/header.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookAgain{200};  ///< for files of another run, and in a pause
constexpr double kUsualFactor = 2;                    ///< what both engines give as a rule

Error bad_argument(const std::string& why) { return {.kind = ErrorKind::BadInput, .detail = why}; }

Error about(Reason reason, const std::string& what, ErrorKind kind = ErrorKind::BadInput) {
    return {.kind = kind, .reason = reason, .about = printable_line(what)};
}

/// True if no other file can succeed either.
bool stops_all(const Error& error) {
    return error.kind == ErrorKind::NoKey || error.kind == ErrorKind::Unauthorized ||
           error.kind == ErrorKind::NoCredits || error.kind == ErrorKind::UnsupportedModel;
}

/// A file of the batch while it runs.
struct File {
    ListedFile listed;
    std::string key = {};                 ///< file_key()
    std::string stem = {};                ///< its name without the extension
    std::string extension = {};           ///< of its results
    std::optional<FileOfBatch> own = {};  ///< locked while it is worked on
    FileRecord record = {};
    bool was_complete = false;  ///< the record, when the file was begun
    ImageId image = -1;         ///< loaded while it is worked on
    Size size = {};             ///< of that
    bool is_new = false;        ///< this run began its job, which costs money
    std::string job = {};       ///< its job's id, once that has ended
    Clock::time_point begun = {};
};

class BatchRun {
  public:
    BatchRun(Editor& editor, FilePort& files, const Batch& batch, ProgressView& view,
             const BatchEvents& events)
        : m_editor(editor), m_port(files), m_batch(batch), m_view(view), m_events(events) {
        m_batch.values.region = Region::Layer;
        m_batch.values.placement = Placement::NewImage;
    }

    BatchEnd run(const KeyOfUser& key_of_user) {
        if (auto ready = prepare(); !ready) return end(ready.error());
        if (waiting() > 0) {
            auto engine = ReadyEngine::prepare(m_batch.values.engine, m_view, key_of_user);
            if (!engine) return end(engine.error());
            work(engine->service());
        }
        tidy_history(m_editor);
        if (m_view.stop_token().stop_requested()) return end(Error{.kind = ErrorKind::Cancelled});
        return end(std::nullopt);
    }

  private:
    BatchEnd end(std::optional<Error> error) { return {std::move(m_status), std::move(error)}; }
    int waiting() const { return count_of(m_status, FileState::Waiting); }

    // Before anything is paid --------------------------------------------------------------------

    Status prepare() {
        if (auto valid = validate(m_batch.values); !valid) return valid;
        auto pattern = NamePattern::parse(m_batch.name_pattern);
        if (!pattern) return pattern.error();
        m_pattern = std::move(*pattern);
        if (auto folder = prepare_folder(); !folder) return folder;
        m_settings = settings_key(m_batch);
        for (ListedFile& listed : list_files(m_batch.files)) {
            m_status.push_back({.path = listed.path});
            m_files.push_back({.listed = std::move(listed)});
        }
        if (m_files.empty()) return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoFiles};
        if (auto report = prepare_report(); !report) return report;
        if (auto formats = choose_formats(); !formats) return formats;
        if (auto names = check_names(); !names) return names;
        if (auto price = check_price(); !price) return price;
        for (std::size_t i = 0; i < m_files.size(); ++i)
            if (m_status[i].state != FileState::Waiting) tell(i);
        return Done{};
    }

    Status prepare_folder() {
        m_batch.output_folder = path_meant_by(m_batch.output_folder);
        m_batch.report = path_meant_by(m_batch.report);
        if (m_batch.output_folder.empty()) return bad_argument("output-folder must be a folder");
        std::error_code failed;
        fs::create_directories(m_batch.output_folder, failed);
        const fs::path canonical = fs::canonical(m_batch.output_folder, failed);
        if (failed || !fs::is_directory(canonical, failed) ||
            !platform::can_write_into(canonical.string()))
            return bad_argument("output-folder must be a folder that can be written to, not " +
                                printable_line(m_batch.output_folder));
        m_batch.output_folder = canonical.string();
        return Done{};
    }

    Status prepare_report() {
        if (m_batch.report.empty()) return Done{};
        std::error_code code;
        m_report = platform::open_to_append(m_batch.report, code);
        if (!code) return Done{};
        return bad_argument("report must be a file that can be written to, not " +
                            printable_line(m_batch.report) + " (" + code.message() + ")");
    }

    /// Finds out what is done, and which formats GIMP can save.
    Status choose_formats() {
        std::string& format = m_batch.format;
        if (format.starts_with('.')) format.erase(0, 1);
        for (char& c : format)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (format.find('/') != std::string::npos || (!format.empty() && !can_save(format)))
            return bad_argument("format must be the extension of a format that GIMP saves, not " +
                                printable_line(format, 20));
        const auto own_results = results_of(m_settings);
        const std::set<std::string> results(own_results.begin(), own_results.end());
        for (std::size_t i = 0; i < m_files.size(); ++i) {
            File& file = m_files[i];
            if (file.listed.canonical.empty()) {
                fail(i, {.kind = ErrorKind::LocalIo,
                         .detail = "there is no file " + printable_line(file.listed.path)});
                continue;
            }
            file.key = file_key(file.listed.canonical);
            file.stem = fs::path(file.listed.path).stem().string();
            file.extension = result_extension(extension_of_path(file.listed.path), format);
            if (!can_save(file.extension)) file.extension = "png";
            // otherwise a second run over a folder would upscale the results of the first
            if (results.contains(file.listed.canonical))
                m_status[i].state = FileState::Skipped;
            else if (const auto record = look_at_record(m_settings, file.key))
                take_record(i, *record);
        }
        return Done{};
    }

    bool can_save(const std::string& extension) {
        const auto known = m_can_save.find(extension);
        if (known != m_can_save.end()) return known->second;
        std::error_code code, ignored;
        const std::string folder = platform::make_temporary_folder("ideogram-upscale-", code);
        const bool can = !code && m_port.can_save(folder + "/try." + extension);
        if (!code) fs::remove_all(folder, ignored);
        return m_can_save[extension] = can;
    }

    /// Skips a file that is done according to its record.
    void take_record(std::size_t i, const FileRecord& record) {
        File& file = m_files[i];
        file.record = record;
        if (!is_done(record, file.listed.canonical)) return;
        m_status[i].state = FileState::Skipped;
        m_status[i].results = record.results;
        settle(record);
    }

    /// What can be known of the name of a file's result before it is there.
    std::optional<std::string> expected_name(const File& file, std::size_t index) const {
        const Parameters& values = m_batch.values;
        NameValues known{.name = file.stem,
                         .index = index,
                         .count = static_cast<std::size_t>(values.num_images)};
        if (values.target == Target::AsItComes) known.factor = kUsualFactor;
        if (values.target == Target::Factor) known.factor = values.target_value;
        if (values.num_images == 1 && values.seed >= 0) known.seed = values.seed;
        const auto name = m_pattern->name_for(known);
        return name ? std::optional(*name + "." + file.extension) : std::nullopt;
    }

    /// True if this path is one that the file's own results have.
    static bool is_own(const File& file, const std::string& path) {
        return std::ranges::count(file.record.results, path, &SavedResult::path) > 0;
    }

    bool is_source(const std::string& path) const {
        std::error_code failed;
        const fs::path canonical = fs::canonical(path, failed);
        return !failed && std::ranges::any_of(m_files, [&](const File& file) {
            return file.listed.canonical == canonical;
        });
    }

    Status check_names() {
        std::set<std::string> names;
        for (std::size_t i = 0; i < m_files.size(); ++i) {
            const File& file = m_files[i];
            if (m_status[i].state == FileState::Failed ||
                (m_status[i].state == FileState::Skipped && m_status[i].results.empty()))
                continue;
            for (int k = 0; k < m_batch.values.num_images; ++k) {
                const auto name = expected_name(file, static_cast<std::size_t>(k));
                if (!name) break;
                if (!names.insert(*name).second) return about(Reason::SameResult, *name);
                const std::string path = m_batch.output_folder + "/" + *name;
                std::error_code ignored;
                if (m_status[i].state != FileState::Waiting || !fs::exists(path, ignored) ||
                    is_own(file, path))
                    continue;
                if (is_source(path)) {
                    if (m_batch.overwrite) return about(Reason::SourceInTheWay, path);
                }
                if (!m_batch.overwrite) {
                    fail(i, about(Reason::FileExists, path));
                    break;
                }
            }
        }
        return Done{};
    }

    /// Compares what is to be paid for with what is allowed.
    Status check_price() {
        const Parameters& values = m_batch.values;
        if (values.max_images == 0 || !is_paid(values)) return Done{};
        for (std::size_t i = 0; i < m_files.size(); ++i) {
            if (m_status[i].state != FileState::Waiting) continue;
            File& file = m_files[i];
            auto content = content_hash(file.listed.canonical);
            if (!content) continue;  // it will fail
            const auto jobs = jobs_of_batch(jobs_folder(), job_key(values, *content));
            if (!jobs.empty()) continue;  // paid already, or not to be paid again
            const int known = m_events.images_of(file.listed.path);
            m_foreseen += known > 0                       ? known
                          : images_depend_on_size(values) ? images_of(file)
                                                          : values.num_images;
        }
        return check_most_images(m_foreseen, values);
    }

    /// How many images a file takes; 0: it cannot be upscaled.
    int images_of(const File& file) {
        const auto image = m_port.load(file.listed.canonical);
        if (!image) return 0;
        const UnseenImage owned(m_editor, *image);
        const auto layer = m_port.visible_layer(*image, "image");
        if (!layer) return 0;
        const auto start =
            read_assignment(m_editor, *image, {*layer, {}, Pixels::Own}, m_batch.values);
        if (!start) return 0;
        return images_for({start->pixels.width, start->pixels.height}, start->source.ppi,
                          m_batch.values);
    }

    // The work -----------------------------------------------------------------------------------

    void work(const Service& service) {
        JobRunner runner(m_batch.values, service, m_view, m_foreseen,
                         [](const JobRunner::Entry& entry, int, const std::string& stage) {
                             return entry.name + ": " + stage;
                         });
        const std::stop_token stop = m_view.stop_token();
        std::vector<std::size_t> of_entry;  // the file of each of the runner's entries
        runner.on_progress = [&](std::size_t entry, const Progress& progress) {
            if (entry < of_entry.size())
                m_events.on_progress(m_status[of_entry[entry]].path, progress);
        };
        std::vector<std::size_t> next;
        for (std::size_t i = m_files.size(); i-- > 0;)
            if (m_status[i].state == FileState::Waiting) next.push_back(i);
        std::vector<std::size_t> elsewhere;  // another run works on them
        std::size_t under_way = 0;
        while (!next.empty() || under_way > 0) {
            if (const auto ended = runner.take_ended()) {
                --under_way;
                finish(of_entry[*ended], std::move(runner.all()[*ended].end));
            } else if (!next.empty() && !stop.stop_requested() && m_events.is_paused()) {
                wait_a_moment();
                runner.show();
            } else if (!next.empty() && runner.has_room()) {
                const std::size_t i = next.back();
                next.pop_back();
                if (stop.stop_requested()) continue;
                if (m_fatal) {
                    fail(i, *m_fatal);
                    tell(i);
                } else if (begin(i, runner)) {
                    of_entry.push_back(i);
                    ++under_way;
                } else if (m_status[i].error && m_status[i].error->reason == Reason::FileInUse) {
                    elsewhere.push_back(i);
                }
            } else {
                runner.wait();
            }
            if (next.empty() && under_way == 0 && !elsewhere.empty() && !stop.stop_requested()) {
                wait_a_moment();
                std::swap(next, elsewhere);
                std::ranges::reverse(next);
            }
        }
    }

    /// The other run may end with a file, and the user a pause, at any time.
    void wait_a_moment() {
        run_in_worker(m_view, [](const std::stop_token&, const ProgressFn&) {
            std::this_thread::sleep_for(kLookAgain);
        });
    }

    std::string shown_name(std::size_t i) const {
        return std::to_string(i + 1) + "/" + std::to_string(m_files.size()) + " " +
               printable_line(fs::path(m_files[i].listed.path).filename().string(), 100);
    }

    /// Begins a file. False: it has ended already, or another run works on it.
    bool begin(std::size_t i, JobRunner& runner) {
        File& file = m_files[i];
        FileStatus& status = m_status[i];
        const bool seen = status.error.has_value();
        status.error.reset();
        auto own = FileOfBatch::open(m_settings, file.key);
        if (!own) {
            status.error = own.error();
            if (own.error().reason == Reason::FileInUse) return false;
            return ended(i, own.error());
        }
        file.own = std::move(*own);
        if (const auto record = file.own->read()) take_record(i, *record);
        if (status.state == FileState::Skipped) return ended(i, std::nullopt);
        if (!seen) file.begun = Clock::now();
        status.state = FileState::Working;
        tell(i);
        try {
            const Status started = start(i, runner);
            return started ? true : ended(i, started.error());
        } catch (const std::bad_alloc&) {
            return ended(i, Error{.kind = ErrorKind::Internal, .detail = "not enough memory"});
        }
    }

    Status start(std::size_t i, JobRunner& runner) {
        File& file = m_files[i];
        const std::string& path = file.listed.canonical;
        auto stamp = stamp_of(path);
        if (!stamp) return stamp.error();
        auto content = content_hash(path);
        if (!content) return content.error();
        if (file.record.content != *content) file.record = {};
        file.record.source = *stamp;
        file.record.content = *content;
        file.was_complete = std::exchange(file.record.complete, false);
        auto image = m_port.load(path);
        if (!image) return image.error();
        file.image = *image;
        // what was read may be neither the old file nor the new one
        auto after = stamp_of(path);
        if (!after) return after.error();
        if (*after != *stamp) return about(Reason::FileChanged, path, ErrorKind::LocalIo);
        file.size = m_editor.state_of(*image).canvas;
        const std::string name = file_stem(file.stem);
        auto layer = m_port.visible_layer(*image, name.empty() ? "image" : name);
        if (!layer) return layer.error();

        const std::string key = job_key(m_batch.values, *content);
        const auto jobs = jobs_of_batch(jobs_folder(), key);
        const bool goes_on = std::ranges::any_of(jobs, goes_on_when_run_again);
        const auto found = std::ranges::find_if(
            jobs, [](const Job& job) { return is_recoverable(job) || !kept_results(job).empty(); });
        if (found != jobs.end() && !goes_on) {
            auto opened = open_job(found->id);
            if (!opened) return opened.error();
            opened->job.source.image = *image;
            opened->job.source.drawable = *layer;
            runner.resume(shown_name(i), std::move(*opened));
            return Done{};
        }
        if (!jobs.empty() && !goes_on)
            return about(Reason::PerhapsPaid, jobs.front().id, ErrorKind::BadReply);
        auto start = read_assignment(m_editor, *image, {*layer, {}, Pixels::Own}, m_batch.values);
        if (!start) return start.error();
        start->source.batch = key;
        file.record.results.clear();  // the new ones are others
        if (auto written = file.own->write(file.record); !written) return written.error();
        file.is_new = is_paid(m_batch.values);
        runner.start(shown_name(i), std::move(*start));
        return Done{};
    }

    /// Saves the results of a job that ended.
    void finish(std::size_t i, JobEnd end) {
        File& file = m_files[i];
        FileStatus& status = m_status[i];
        const SourceReport facts = facts_of(end);
        if (facts.payment == Payment::Certain && file.is_new) status.images_paid = facts.images;
        if (end.error) {
            ended(i, end.error);
            return;
        }
        std::optional<Error> error;
        try {
            error = import(i, std::move(end), facts);
        } catch (const std::bad_alloc&) {
            error = Error{.kind = ErrorKind::Internal, .detail = "not enough memory"};
        }
        ended(i, error);
    }

    std::optional<Error> import(std::size_t i, JobEnd end, const SourceReport& facts) {
        File& file = m_files[i];
        std::vector<std::size_t> wanted;
        std::map<std::size_t, std::optional<long long>> seeds;
        const std::size_t count = end.job.results.size();
        std::vector<SavedResult> there;
        for (const std::size_t index : kept_results(end.job)) {
            seeds[index] = end.job.results[index].announced.seed;
            const auto saved = std::ranges::find(file.record.results, index, &SavedResult::index);
            if (saved != file.record.results.end() && is_there(*saved, file.was_complete))
                there.push_back(*saved);
            else
                wanted.push_back(index);
        }
        // results that were saved by a run before, and are kept no longer
        for (const SavedResult& saved : file.record.results)
            if (!seeds.contains(saved.index) && is_there(saved, true)) there.push_back(saved);
        file.record.results = std::move(there);
        file.record.job = end.job.id;

        std::optional<Error> trouble;
        const auto deliver = [&](std::span<const Importer::NewImage> images,
                                 const SourceReport& so_far) {
            std::vector<std::size_t> safe;
            for (const auto& [index, image] : images) {
                SavedResult result{.index = index, .seed = seeds[index]};
                if (auto saved = save(file, image, count, result); !saved)
                    trouble = saved.error();
                else
                    safe.push_back(index);
            }
            // Not later: a job whose results are all safe may be deleted, and without a complete
            // record the file would then be paid for again.
            file.record.complete = !trouble && so_far.outstanding == 0;
            if (auto written = file.own->write(file.record); !written) {
                if (!trouble) trouble = written.error();
                safe.clear();
            }
            return deliveries(file.record, safe);
        };
        SourceReport after = facts;
        if (wanted.empty()) {
            deliver({}, after);
            if (file.record.complete) settle(file.record, end);
        } else {
            JobsEnd jobs{{}, {.sources = {facts}}};
            jobs.ends.push_back(std::move(end));
            const bool keep = is_paid(m_batch.values) && history_limit(load_preferences()) > 0;
            Importer importer(m_editor, file.image, Placement::NewImage, m_view, false, keep);
            importer.deliver_with(deliver);
            const Report report =
                importer.import(std::move(jobs), [&](const std::string&) { return wanted; });
            for (const int image : report.images) m_editor.discard_image(image);
            if (trouble) return trouble;
            if (const Error* failure = first_error(report)) return *failure;
            after = report.sources.front();
        }
        m_status[i].missing = static_cast<int>(after.lost.size()) + after.outstanding;
        m_status[i].results = file.record.results;
        const bool none = file.record.results.empty() && after.files.empty();
        if (!trouble && (none || after.outstanding > 0))
            trouble = after.lost.empty() ? Error{.kind = ErrorKind::BadReply} : after.lost.front();
        return trouble;
    }

    /// How these results are delivered: into files, where they are safe.
    static std::vector<Delivered> deliveries(const FileRecord& record,
                                             const std::vector<std::size_t>& safe) {
        std::vector<Delivered> delivered;
        for (const SavedResult& saved : record.results)
            if (std::ranges::count(safe, saved.index) > 0)
                delivered.push_back(
                    {saved.index,
                     {-1, is_utf8(saved.path) ? saved.path : std::string(), unix_time_ns(), true}});
        return delivered;
    }

    /// For results that are saved, while a run that was killed could not mark them as imported.
    static void settle(const FileRecord& record, JobEnd& end) {
        std::vector<std::size_t> safe;
        for (const SavedResult& saved : record.results)
            if (saved.index < end.job.results.size()) safe.push_back(saved.index);
        const bool keep = history_limit(load_preferences()) > 0;
        mark_imported(end.job, *end.folder, deliveries(record, safe), keep);
    }

    /// The same for a file that is skipped.
    static void settle(const FileRecord& record) {
        Job job;
        if (!JobFolder::look(jobs_folder(), record.job, job) || !is_unfinished(job)) return;
        JobEnd end;
        auto folder = JobFolder::open(jobs_folder(), record.job, end.job);
        if (!folder || end.job.state != JobState::Downloaded) return;
        end.folder = std::move(*folder);
        settle(record, end);
    }

    /// Writes a result beside the place where it belongs, notes it in the file's record, and gives
    /// it its name.
    Status save(File& file, ImageId image, std::size_t count, SavedResult& result) {
        const Size size = m_editor.state_of(image).canvas;
        const double factor =
            size.width >= size.height
                ? static_cast<double>(size.width) / std::max(file.size.width, 1)
                : static_cast<double>(size.height) / std::max(file.size.height, 1);
        const std::string& folder = m_batch.output_folder;
        const std::string temporary = folder + "/.ideogram-upscale-" + file.key + "-" +
                                      std::to_string(result.index + 1) + "." + file.extension;
        std::error_code ignored;
        fs::remove(temporary, ignored);  // a run that was killed may have left it
        auto saved = m_port.save(image, temporary);
        const auto stamp = stamp_of(temporary);
        if (saved && (!stamp || stamp->bytes == 0))
            saved = Error{.kind = ErrorKind::LocalIo,
                          .detail = "GIMP wrote no file " + printable_line(temporary)};
        if (saved) saved = sync(temporary);
        if (saved) {
            result.size = size;
            result.bytes = stamp->bytes;
            result.time_ns = stamp->time_ns;
            const NameValues values{file.stem, factor, size, result.seed, result.index, count};
            saved = give_name(file, temporary, values, result);
        }
        if (!saved) fs::remove(temporary, ignored);
        return saved;
    }

    static Status sync(const std::string& path) {
        std::error_code code;
        const platform::Handle file = platform::open_to_read(path, code);
        if (!code) platform::sync(file, code);
        if (!code) return Done{};
        return Error{.kind = ErrorKind::LocalIo,
                     .detail = printable_line(path) + ": " + code.message()};
    }

    Status give_name(File& file, const std::string& temporary, NameValues values,
                     SavedResult& result) {
        // the service may not say which seed it took
        if (!values.seed) values.seed = m_batch.values.seed;
        const std::string name = m_pattern->name_for(values).value_or(file.stem);
        const std::vector<SavedResult> before = file.record.results;
        for (int attempt = 1;; ++attempt) {
            result.path =
                m_batch.output_folder + "/" + numbered(name, attempt) + "." + file.extension;
            std::error_code code;
            if (!m_batch.overwrite && fs::exists(result.path, code)) continue;
            if (is_source(result.path) || m_written.contains(result.path)) continue;
            file.record.results = before;
            file.record.results.push_back(result);
            if (auto written = file.own->write(file.record); !written) return written;
            if (m_batch.overwrite)
                platform::replace(temporary, result.path, code);
            else
                platform::move_to_free_name(temporary, result.path, code);
            if (code == std::errc::file_exists) continue;
            if (!code) {
                platform::sync_folder(m_batch.output_folder);
                m_written.insert(result.path);
                return Done{};
            }
            file.record.results = before;
            return Error{.kind = ErrorKind::LocalIo,
                         .detail = printable_line(result.path) + ": " + code.message()};
        }
    }

    // The end of a file --------------------------------------------------------------------------

    void fail(std::size_t i, const Error& error) {
        m_status[i].state = FileState::Failed;
        m_status[i].error = error;
    }

    /// Frees what the file held. Always false, for begin().
    bool ended(std::size_t i, const std::optional<Error>& error) {
        File& file = m_files[i];
        FileStatus& status = m_status[i];
        if (file.image != -1) m_editor.discard_image(std::exchange(file.image, -1));
        file.own.reset();
        if (file.begun != Clock::time_point())
            status.seconds = std::chrono::duration<double>(Clock::now() - file.begun).count();
        if (error && error->kind == ErrorKind::Cancelled) {
            status.state = FileState::Waiting;
            return false;
        }
        if (error)
            fail(i, *error);
        else if (status.state != FileState::Skipped)
            status.state = FileState::Done;
        if (error && stops_all(*error)) m_fatal = *error;
        tell(i);
        return false;
    }

    void tell(std::size_t i) {
        const FileStatus& status = m_status[i];
        const bool has_ended =
            status.state != FileState::Waiting && status.state != FileState::Working;
        if (has_ended && m_report) {
            const std::string line =
                report_line(status, status.error ? message_for(*status.error) : std::string(),
                            m_settings, m_files[i].record.content);
            std::error_code code;
            platform::write(m_report, as_bytes(line), code);
            if (code) log_line("the report of a batch cannot be written: " + code.message());
        }
        m_events.on_file(i, m_status);
    }

    Editor& m_editor;
    FilePort& m_port;
    Batch m_batch;
    ProgressView& m_view;
    const BatchEvents& m_events;
    std::optional<NamePattern> m_pattern;
    std::string m_settings;  ///< settings_key()
    int m_foreseen = 0;      ///< images that are needed, if max-images limits them
    std::vector<File> m_files;
    std::vector<FileStatus> m_status;        ///< of the same files
    std::map<std::string, bool> m_can_save;  ///< by extension
    std::set<std::string> m_written;  ///< results of this run, which must not replace another
    platform::Handle m_report;
    std::optional<Error> m_fatal;  ///< why no further file can succeed
};

}  // namespace

BatchEnd run_batch(Editor& editor, FilePort& files, const Batch& batch, ProgressView& view,
                   const KeyOfUser& key_of_user, const BatchEvents& events) {
    return BatchRun(editor, files, batch, view, events).run(key_of_user);
}

}  // namespace upscale
