// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/batch/plan_batch.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "base/parameter_table.hpp"
#include "base/utf8.hpp"
#include "batch/file_list.hpp"
#include "common/batch/loaded_file.hpp"
#include "common/batch/save_results.hpp"
#include "common/runs/run_jobs.hpp"
#include "enlarging/enlarge.hpp"
#include "enlarging/plan.hpp"
#include "platform/files.hpp"
#include "state/journal.hpp"

namespace upscale {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestFileName = 255;  // bytes, as in most file systems
constexpr std::size_t kLongestPath = 4095;     // bytes
constexpr std::size_t kTemporaryName = 100;    // bytes, at most; see ResultSaver

Error bad_argument(const std::string& why) { return {.kind = ErrorKind::BadInput, .detail = why}; }

Error about(Reason reason, const std::string& what) {
    return {.kind = ErrorKind::BadInput, .reason = reason, .about = printable_line(what)};
}

class Planner {
  public:
    Planner(Editor& editor, FilePort& files, const Batch& batch, JobsOfBatch& jobs,
            ProgressView& view, const std::function<int(const std::string&)>& known_images)
        : m_editor(editor),
          m_port(files),
          m_jobs(jobs),
          m_view(view),
          m_known_images(known_images) {
        m_plan.batch = batch;
        m_plan.batch.values.region = Region::Layer;
        m_plan.batch.values.placement = Placement::NewImage;
    }

    Result<BatchPlan> make() {
        if (auto valid = validate(values()); !valid) return valid.error();
        auto pattern = NamePattern::parse(m_plan.batch.name_pattern);
        if (!pattern) return pattern.error();
        m_plan.pattern = std::move(*pattern);
        if (auto folder = prepare_folder(); !folder) return folder.error();
        m_plan.settings = settings_key(m_plan.batch);
        auto listed = list_files(m_plan.batch.files);
        std::erase_if(listed, [this](const ListedFile& file) { return is_of_batch(file); });
        if (listed.empty()) return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoFiles};
        if (auto report = prepare_report(); !report) return report.error();
        if (auto format = check_format(); !format) return format.error();
        for (const ListedFile& file : listed) {
            if (m_view.stop_token().stop_requested()) return cancelled();
            add(file);
        }
        if (auto names = check_names(); !names) return names.error();
        if (auto price = check_price(); !price) return price.error();
        return std::move(m_plan);
    }

  private:
    const Parameters& values() const { return m_plan.batch.values; }

    Status prepare_folder() {
        Batch& batch = m_plan.batch;
        batch.output_folder = path_meant_by(batch.output_folder);
        batch.report = path_meant_by(batch.report);
        if (batch.output_folder.empty()) return bad_argument("output-folder must be a folder");
        std::error_code failed;
        fs::create_directories(batch.output_folder, failed);
        const fs::path canonical = fs::canonical(batch.output_folder, failed);
        if (failed || !fs::is_directory(canonical, failed) ||
            !platform::can_write_into(canonical.string()))
            return bad_argument("output-folder must be a folder that can be written to, not " +
                                printable_line(batch.output_folder));
        batch.output_folder = canonical.string();
        return Done{};
    }

    /// Finds out what earlier runs have done, too.
    Status prepare_report() {
        auto reported = read_report(m_plan.batch.report, m_plan.settings);
        if (!reported)
            return bad_argument("report must be a file that can be read, not " +
                                reported.error().detail);
        auto report = ReportFile::open(m_plan.batch.report, *reported);
        if (!report)
            return bad_argument("report must be a file that can be written to, not " +
                                report.error().detail);
        m_plan.report = std::move(*report);
        m_plan.earlier.emplace(m_plan.settings, std::move(*reported));
        return Done{};
    }

    /// True for the report, and for what a run that was killed left: they are no pictures to
    /// upscale, though a pattern may match them.
    bool is_of_batch(const ListedFile& file) const {
        std::error_code ignored;
        return fs::path(file.path).filename().string().starts_with(kTemporaryPrefix) ||
               (!m_plan.batch.report.empty() &&
                fs::equivalent(file.path, m_plan.batch.report, ignored));
    }

    Status check_format() {
        std::string& format = m_plan.batch.format;
        if (format.starts_with('.')) format.erase(0, 1);
        for (char& c : format)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (format.find('/') == std::string::npos && (format.empty() || can_save(format)))
            return Done{};
        return bad_argument("format must be the extension of a format that GIMP saves, not " +
                            printable_line(format, 20));
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

    // The units -----------------------------------------------------------------------------------

    /// Adds a file, or its layers.
    void add(const ListedFile& listed) {
        BatchUnit unit{.listed = listed, .stem = fs::path(listed.path).stem().string()};
        if (listed.canonical.empty()) {
            add(std::move(unit),
                Error{.kind = ErrorKind::LocalIo,
                      .detail = "there is no file " + printable_line(listed.path)});
            return;
        }
        unit.extension = result_extension(extension_of_path(listed.path), m_plan.batch.format);
        if (!can_save(unit.extension)) unit.extension = "png";
        if (m_plan.earlier->is_result(listed.canonical)) {
            add(std::move(unit), std::nullopt);
            m_plan.status.back().state = FileState::Skipped;
            return;
        }
        if (!m_plan.pattern.has_layer()) {
            add_unless_done(std::move(unit));
            return;
        }
        auto layers = layers_of(listed);
        if (!layers) {
            add(std::move(unit), layers.error());
            return;
        }
        for (LayerOfFile& layer : *layers) {
            BatchUnit one = unit;
            one.layer = layer.name;
            one.of = std::move(layer);
            if (!one.of->is_empty()) {
                add_unless_done(std::move(one));
                continue;
            }
            add(std::move(one), std::nullopt);
            m_plan.status.back().state = FileState::Skipped;
            m_plan.status.back().error =
                Error{.kind = ErrorKind::BadInput, .reason = Reason::NothingVisible};
        }
    }

    /// Adds a unit that waits, or that fails with the error.
    void add(BatchUnit unit, std::optional<Error> error) {
        m_plan.status.push_back({.path = unit.listed.path,
                                 .state = error ? FileState::Failed : FileState::Waiting,
                                 .layer = unit.layer,
                                 .error = std::move(error)});
        m_plan.units.push_back(std::move(unit));
    }

    void add_unless_done(BatchUnit unit) {
        auto record = m_plan.earlier->done(unit.listed, unit.layer);
        const bool done = record.has_value();
        if (!done)
            record = look_at_record(m_plan.settings, file_key(unit.listed.canonical, unit.layer));
        if (record) unit.record = std::move(*record);
        add(std::move(unit), std::nullopt);
        if (!done) return;
        m_plan.status.back().state = FileState::Skipped;
        m_plan.status.back().results = m_plan.units.back().record.results;
        settle_skipped(m_plan.units.back().record);
    }

    /// The layers of a file. They are remembered, so that the next run need not load it.
    Result<std::vector<LayerOfFile>> layers_of(const ListedFile& listed) {
        if (auto known = m_plan.earlier->layers(listed)) return std::move(*known);
        const auto stamp = stamp_of(listed.canonical);
        if (!stamp) return stamp.error();
        auto content = m_plan.earlier->hashes().of(listed.canonical);
        if (!content) return content.error();
        m_view.show({}, printable_line(fs::path(listed.path).filename().string(), 100));
        const auto loaded = LoadedFile::load(m_editor, m_port, listed.canonical, *stamp);
        if (!loaded) return loaded.error();
        auto layers = loaded->layers(m_editor, m_port, values());
        if (layers.empty()) return Error{.kind = ErrorKind::BadInput, .reason = Reason::NoLayer};
        if (const auto own = FileOfBatch::open(m_plan.settings, file_key(listed.canonical)))
            // if it cannot be written, the next run loads the file again
            static_cast<void>(
                own->write({.source = *stamp, .content = std::move(*content), .layers = layers}));
        return layers;
    }

    // Names and price -----------------------------------------------------------------------------

    /// Compares the names of the results, as far as they are known, with each other and with the
    /// files that are there.
    Status check_names() {
        std::set<std::string> names;
        for (std::size_t i = 0; i < m_plan.units.size(); ++i) {
            const BatchUnit& unit = m_plan.units[i];
            FileStatus& status = m_plan.status[i];
            if (status.state == FileState::Failed ||
                (status.state == FileState::Skipped && status.results.empty()))
                continue;
            const NameValues source{.name = unit.stem, .layer = unit.layer};
            const std::size_t longest =
                longest_name(m_plan.pattern, values(), source, unit.extension);
            if (longest > kLongestFileName ||
                m_plan.batch.output_folder.size() + 1 + std::max(longest, kTemporaryName) >
                    kLongestPath)
                return bad_argument("name-pattern gives names that are too long for files");
            for (const std::string& name :
                 planned_names(m_plan.pattern, values(), source, unit.extension)) {
                if (!names.insert(name).second) return about(Reason::SameResult, name);
                const std::string path = m_plan.batch.output_folder + "/" + name;
                std::error_code ignored;
                const bool own =
                    std::ranges::count(unit.record.results, path, &SavedResult::path) > 0;
                if (status.state != FileState::Waiting || own || !fs::exists(path, ignored))
                    continue;
                if (m_plan.batch.overwrite) {
                    if (m_plan.is_source(path)) return about(Reason::SourceInTheWay, path);
                    if (!m_plan.earlier->is_of_another(path, unit.listed, unit.layer)) continue;
                }
                status.state = FileState::Failed;
                status.error = about(Reason::FileExists, path);
                break;
            }
        }
        return Done{};
    }

    /// Compares what is to be paid for with what is allowed.
    Status check_price() {
        if (values().max_images == 0 || !is_paid(values())) return Done{};
        for (std::size_t i = 0; i < m_plan.units.size(); ++i) {
            if (m_plan.status[i].state != FileState::Waiting) continue;
            const BatchUnit& unit = m_plan.units[i];
            const auto content = m_plan.earlier->hashes().of(unit.listed.canonical);
            if (!content) continue;  // it will fail
            const auto found = m_jobs.of(job_key(values(), *content, unit.layer));
            if (found.in_use) continue;
            const auto broken = std::ranges::find_if(found.jobs, goes_on_when_run_again);
            if (broken != found.jobs.end())
                m_plan.foreseen += images_left(*broken);
            else if (found.jobs.empty())  // else paid already, or not to be paid again
                m_plan.foreseen += images_of(unit);
        }
        return check_most_images(m_plan.foreseen, values());
    }

    /// How many images a unit takes; 0: it cannot be upscaled.
    int images_of(const BatchUnit& unit) {
        if (!images_depend_on_size(values())) return values().num_images;
        if (const int known = m_known_images(unit.listed.path); known > 0 && !unit.of) return known;
        if (unit.of) return images_for(unit.of->size, unit.of->ppi, values());
        const auto image = m_port.load(unit.listed.canonical);
        if (!image) return 0;
        const UnseenImage owned(m_editor, *image);
        const auto layer = m_port.visible_layer(*image, "image");
        if (!layer) return 0;
        const auto start = read_assignment(m_editor, *image, {*layer, {}, Pixels::Own}, values());
        if (!start) return 0;
        return images_left(*start, m_counted);
    }

    Editor& m_editor;
    FilePort& m_port;
    JobsOfBatch& m_jobs;
    ProgressView& m_view;
    BatchPlan m_plan;
    const std::function<int(const std::string&)>& m_known_images;
    std::map<std::string, bool> m_can_save;  ///< by extension
    std::set<std::string> m_counted;         ///< see images_left()
};

}  // namespace

bool BatchPlan::is_source(const std::string& path) const {
    std::error_code failed;
    const fs::path canonical = fs::canonical(path, failed);
    return !failed && std::ranges::any_of(units, [&](const BatchUnit& unit) {
        return unit.listed.canonical == canonical;
    });
}

Result<BatchPlan> plan_batch(Editor& editor, FilePort& files, const Batch& batch, JobsOfBatch& jobs,
                             ProgressView& view,
                             const std::function<int(const std::string&)>& known_images) {
    return Planner(editor, files, batch, jobs, view, known_images).make();
}

std::string shown_name(std::size_t index, const std::vector<FileStatus>& files) {
    const FileStatus& file = files[index];
    std::string name = std::to_string(index + 1) + "/" + std::to_string(files.size()) + " " +
                       printable_line(fs::path(file.path).filename().string(), 100);
    if (!file.layer.empty()) name += " [" + file.layer + "]";
    return name;
}

}  // namespace upscale
