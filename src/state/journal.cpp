// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/journal.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>
#include <utility>

#include "base/files.hpp"
#include "base/log.hpp"
#include "base/parameter_table.hpp"
#include "base/redact.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"
#include "json/json.hpp"
#include "platform/process.hpp"
#include "state/key.hpp"
#include "state/parameters_json.hpp"

namespace upscale {
namespace {

using json::int_at;
using json::string_at;
using json::Value;

constexpr int kJobVersion = 1;
constexpr double kLeastScaled = 1e-6;  // the smallest scale of an image; the largest is its inverse

// GIMP's own limits, GIMP_MIN_RESOLUTION and GIMP_MAX_RESOLUTION
constexpr double kLeastPpi = 5e-3, kMostPpi = 1048576;

constexpr std::array kStateNames{"prepared",  "uploaded",   "submitted", "accepted",
                                 "succeeded", "downloaded", "imported",  "failed"};

template <std::size_t Count>
void write_numbers(json::Writer& writer, const std::array<int, Count>& numbers) {
    writer.StartArray();
    for (const int number : numbers) writer.Int64(number);
    writer.EndArray();
}

void write_size(json::Writer& writer, const char* key, Size size) {
    writer.Key(key);
    write_numbers(writer, std::array{size.width, size.height});
}

std::array<int, 4> numbers_of(const Rect& rect) {
    return {rect.x, rect.y, rect.width, rect.height};
}

void write_rect(json::Writer& writer, const char* key, const Rect& rect) {
    writer.Key(key);
    write_numbers(writer, numbers_of(rect));
}

template <std::size_t Count>
std::optional<std::array<int, Count>> ints_at(const Value& value, json::Path path) {
    const auto elements = json::elements_at(value, path);
    if (elements.size() != Count) return std::nullopt;
    std::array<int, Count> numbers{};
    for (std::size_t i = 0; i < Count; ++i) {
        const auto number = int_at(*elements[i], {});
        if (!number || *number != static_cast<int>(*number)) return std::nullopt;
        numbers[i] = static_cast<int>(*number);
    }
    return numbers;
}

// a record stays shorter than the space that is reserved for it
constexpr std::size_t kMostPassRecords = 16, kMostParts = 1000;

constexpr int kMaxSide = 524288;  // pixels; GIMP's own limit

bool is_side(int number) { return number >= 0 && number <= kMaxSide; }

Size size_at(const Value& value, json::Path path) {
    const auto n = ints_at<2>(value, path);
    return n && is_side((*n)[0]) && is_side((*n)[1]) ? Size{(*n)[0], (*n)[1]} : Size();
}

Rect rect_at(const Value& value, json::Path path) {
    const auto n = ints_at<4>(value, path);
    if (!n) return {};
    const auto [x, y, width, height] = *n;
    const bool in_range = x >= -kMaxSide && x <= kMaxSide && y >= -kMaxSide && y <= kMaxSide &&
                          is_side(width) && is_side(height);
    return in_range ? Rect{x, y, width, height} : Rect();
}

int small_int_at(const Value& value, json::Path path, int fallback) {
    const auto number = int_at(value, path);
    return number && *number >= -1 && *number <= 0x7FFFFFFF ? static_cast<int>(*number) : fallback;
}

void write_result(json::Writer& writer, const ResultRecord& result) {
    writer.StartObject();
    writer.Key("urls");
    writer.StartArray();
    for (const auto& address : result.announced.urls) writer.String(redacted(address));
    writer.EndArray();
    if (result.announced.seed) writer.member("seed", *result.announced.seed);
    writer.member("prompt", redacted(result.announced.prompt));
    if (result.announced.detail) writer.member("detail", *result.announced.detail);
    if (!result.announced.denoise.empty()) writer.member("denoise", result.announced.denoise);
    if (!result.announced.network.empty()) writer.member("network", result.announced.network);
    if (!result.file.empty()) writer.member("file", result.file);
    if (result.foreign) writer.member("foreign", true);
    if (result.starred) writer.member("starred", true);
    if (result.imported) {
        const Delivery& delivery = result.delivery;
        writer.member("imported", true);
        writer.member("image", static_cast<long long>(delivery.image));
        writer.member("image-file", delivery.file);
        writer.member("imported-ns", static_cast<long long>(delivery.time_ns));
        writer.member("saved", delivery.saved);
    }
    if (!result.passes.empty()) {
        writer.Key("passes");
        writer.StartArray();
        for (const PassRecord& pass : result.passes) {
            writer.StartObject();
            write_size(writer, "size", pass.size);
            if (pass.seed) writer.member("seed", *pass.seed);
            writer.member("images", pass.images);
            writer.EndObject();
        }
        writer.EndArray();
    }
    if (result.smaller) writer.member("smaller", true);
    if (!result.plain.empty()) {
        writer.Key("plain");
        writer.StartArray();
        for (const Rect& part : result.plain) write_numbers(writer, numbers_of(part));
        writer.EndArray();
    }
    writer.EndObject();
}

/// True for a plain name of a file within the folder that is not the job's record.
bool is_plain_name(const std::string& name) {
    return !name.empty() && name != "." && name != ".." && name != kRecordName &&
           name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
}

ResultRecord read_result(const Value& value) {
    ResultRecord result;
    for (const Value* element : json::elements_at(value, {"urls"}))
        if (auto url = string_at(*element, {})) result.announced.urls.push_back(std::move(*url));
    result.announced.seed = int_at(value, {"seed"});
    result.announced.prompt = string_at(value, {"prompt"}).value_or("");
    if (const int detail = small_int_at(value, {"detail"}, -1); detail >= 0)
        result.announced.detail = std::min(detail, 100);
    result.announced.denoise = string_at(value, {"denoise"}).value_or("");
    result.announced.network = string_at(value, {"network"}).value_or("");
    result.file = string_at(value, {"file"}).value_or("");
    if (!is_plain_name(result.file)) result.file.clear();
    const auto ending = result.file.substr(result.file.rfind('.') + 1);
    result.format = format_from_extension(ending).value_or(ImageFormat::Png);
    result.foreign = json::bool_at(value, {"foreign"}).value_or(false);
    result.starred = json::bool_at(value, {"starred"}).value_or(false);
    result.imported = json::bool_at(value, {"imported"}).value_or(false);
    result.delivery = {small_int_at(value, {"image"}, -1),
                       string_at(value, {"image-file"}).value_or(""),
                       int_at(value, {"imported-ns"}).value_or(0),
                       json::bool_at(value, {"saved"}).value_or(false)};
    for (const Value* pass : json::elements_at(value, {"passes"}))
        if (result.passes.size() < kMostPassRecords)
            result.passes.push_back({size_at(*pass, {"size"}), int_at(*pass, {"seed"}),
                                     small_int_at(*pass, {"images"}, 1)});
    result.smaller = json::bool_at(value, {"smaller"}).value_or(false);
    for (const Value* part : json::elements_at(value, {"plain"}))
        if (const Rect rect = rect_at(*part, {});
            rect.width > 0 && rect.height > 0 && result.plain.size() < kMostParts)
            result.plain.push_back(rect);
    return result;
}

constexpr const char* kReserveName = "reserve";
constexpr std::size_t kReserve = std::size_t{1} << 20;  ///< bytes; more than the longest record

Error io_error(const std::string& path, const std::error_code& code) {
    return {.kind = ErrorKind::LocalIo, .detail = path + ": " + code.message()};
}

constexpr int kLockTries = 100;
constexpr std::chrono::milliseconds kLockPause{10};

/// Takes the folder's lock. BadInput: another run has it; LocalIo. On a file system without locks
/// it succeeds, because jobs must work there too. Whoever looks at a job has the lock for a moment,
/// so the lock for work is waited for.
Result<platform::Handle> lock_folder(const std::string& path, platform::Share share) {
    std::error_code code;
    platform::Handle handle = platform::open_lock_folder(path, code);
    if (code) return io_error(path, code);
    for (int i = 0; platform::try_lock(handle, share) == platform::Lock::Taken; ++i) {
        if (share == platform::Share::Readers || i == kLockTries)
            return Error{.kind = ErrorKind::BadInput, .reason = Reason::JobInUse};
        std::this_thread::sleep_for(kLockPause);
    }
    return handle;
}

/// The files of results in a folder, in their order: "result-1.png", …
std::vector<ResultRecord> result_files(const std::string& folder) {
    std::map<int, ResultRecord> found;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        int number = 0, length = 0;
        char ending[8] = {};
        if (std::sscanf(name.c_str(), "result-%4d.%7[a-z]%n", &number, ending, &length) != 2 ||
            static_cast<std::size_t>(length) != name.size())
            continue;
        if (const auto format = format_from_extension(ending))
            found[number] = {.announced = {}, .file = name, .format = *format};
    }
    std::vector<ResultRecord> results;
    for (auto& [number, result] : found) results.push_back(std::move(result));
    return results;
}

/// The same of the folders within a folder, at any depth: a job of several calls has its calls'
/// results there. Their files are paths from `folder`.
std::vector<ResultRecord> results_within(const std::string& folder) {
    std::vector<ResultRecord> results;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
        if (!entry.is_directory(ignored)) continue;
        const std::string inner = entry.path().lexically_relative(folder).string();
        for (ResultRecord& result : result_files(entry.path().string())) {
            result.file = inner + "/" + result.file;
            results.push_back(std::move(result));
        }
    }
    std::ranges::sort(results, {}, &ResultRecord::file);
    return results;
}

/// The job for a record that cannot be read: only the files of results are known.
Job salvaged(const std::string& folder, Damage damage) {
    Job job;
    job.damage = damage;
    job.results = result_files(folder);
    if (job.results.empty()) job.results = results_within(folder);
    job.state = job.results.empty() ? JobState::Submitted : JobState::Downloaded;
    return job;
}

/// The answer to the paid call is kept before the record is written. If the record is older than
/// it, this takes what it says of the job.
void take_answer(Job& job, const std::string& path) {
    if (job.state != JobState::Submitted) return;
    const auto answer = read_file(path, kLongestAnswer);
    if (!answer) return;
    const auto service = service_from_environment();
    const auto record = parse_record(*answer, service ? service->asset_url : std::string(),
                                     job.parameters.num_images);
    if (!record || record->state == Record::State::Failed) return;
    job.uuid = record->uuid;
    job.results.clear();
    for (const auto& announced : record->results) job.results.push_back({announced});
    job.state = job.results.empty() ? JobState::Accepted : JobState::Succeeded;
}

Error no_such_job(ErrorKind kind, const std::string& id) {
    return {.kind = kind, .reason = Reason::NoSuchJob, .about = printable_line(id)};
}

Result<platform::Handle> lock_job(const std::string& jobs_folder, const std::string& id,
                                  platform::Share share) {
    const std::string path = jobs_folder + "/" + id;
    std::error_code ignored;
    if (!is_plain_name(id) || id.front() == '.' || !std::filesystem::is_directory(path, ignored))
        return no_such_job(ErrorKind::BadInput, id);
    auto lock = lock_folder(path, share);
    if (!lock) lock.error().about = id;
    return lock;
}

bool is_newer(std::string_view text) {
    const auto root = json::parse(text);
    return root && int_at(*root, {"version"}).value_or(0) > kJobVersion;
}

/// Reads the record in a job's folder. See JobFolder::open().
Status read_record(const std::string& folder, const std::string& id, Job& job) {
    const std::string record_path = folder + "/" + kRecordName;
    std::error_code ignored;
    const bool has_record = std::filesystem::is_regular_file(record_path, ignored);
    const auto text = read_file(record_path, json::kMaxText);
    if (!text && has_record && std::filesystem::file_size(record_path, ignored) <= json::kMaxText)
        return text.error();
    auto record = text ? job_from_json(as_text(*text)) : text.error();
    if (record) {
        job = std::move(*record);
        take_answer(job, folder + "/" + kAnswerName);
    } else {
        const bool newer = text && is_newer(as_text(*text));
        job = salvaged(folder, newer ? Damage::Newer : Damage::Unreadable);
        if (!has_record && job.results.empty()) return no_such_job(ErrorKind::BadReply, id);
    }
    job.id = id;
    return Done{};
}

}  // namespace

Parameters values_as_made(const Job& job, std::size_t result) {
    Parameters values = job.parameters;
    const AnnouncedResult& announced = job.results[result].announced;
    values.detail = announced.detail.value_or(values.detail);
    values.denoise = choice_named("denoise", announced.denoise).value_or(values.denoise);
    return values;
}

const char* name_of(JobState state) { return kStateNames[static_cast<std::size_t>(state)]; }

std::string to_json(const Job& job) {
    json::Writer writer;
    writer.StartObject();
    writer.member("version", kJobVersion);
    writer.member("created", job.created);
    writer.member("state", name_of(job.state));
    writer.Key("parameters");
    Parameters asked_for = job.parameters;
    asked_for.prompt = redacted(asked_for.prompt);
    writer.RawValue(to_json(asked_for));
    writer.Key("source");
    writer.StartObject();
    writer.member("name", redacted(job.source.name));
    writer.member("session", job.source.session);
    writer.member("image", job.source.image);
    writer.member("drawable", job.source.drawable);
    writer.member("tattoo", static_cast<long long>(job.source.tattoo));
    if (job.source.image_scale > 0)
        writer.member("image_scale", job.source.image_scale);
    else
        writer.member("scaled", job.source.scaled);
    writer.member("ppi", job.source.ppi);
    if (!job.source.pixels_hash.empty()) writer.member("pixels", job.source.pixels_hash);
    if (!job.source.batch.empty()) writer.member("batch", job.source.batch);
    write_size(writer, "canvas", job.source.canvas);
    write_rect(writer, "layer", job.source.layer);
    write_rect(writer, "region", job.source.region);
    if (const auto& frame = job.source.frame)
        write_rect(writer, "frame", {frame->x, frame->y, frame->size.width, frame->size.height});
    writer.EndObject();
    writer.Key("upload");
    writer.StartObject();
    writer.member("format", extension_of(job.upload.format));
    writer.member("lossy", job.upload.lossy);
    writer.member("reduced", job.upload.reduced);
    write_size(writer, "size", job.upload.size);
    writer.EndObject();
    writer.member("asset", redacted(job.asset));
    writer.member("uuid", redacted(job.uuid));
    if (!job.paid_with.empty()) writer.member("paid-with", job.paid_with);
    writer.Key("results");
    writer.StartArray();
    for (const auto& result : job.results) write_result(writer, result);
    writer.EndArray();
    if (job.calls > 0) writer.member("calls", job.calls);
    if (!job.failure.empty()) writer.member("failure", job.failure);
    writer.EndObject();
    return writer.text();
}

Result<Job> job_from_json(std::string_view text) {
    const auto bad = [](const char* why) {
        return Error{.kind = ErrorKind::BadReply, .detail = why};
    };
    const auto root = json::parse(text);
    if (!root) return root.error();
    if (int_at(*root, {"version"}) != kJobVersion) return bad("a job of another version");
    Job job;
    const std::string state = string_at(*root, {"state"}).value_or("");
    std::size_t found = 0;
    while (found < kStateNames.size() && state != kStateNames[found]) ++found;
    if (found == kStateNames.size()) return bad("a job in an unknown state");
    job.state = static_cast<JobState>(found);
    job.created = string_at(*root, {"created"}).value_or("");
    if (const Value* parameters = json::find(*root, {"parameters"}))
        job.parameters = parameters_from_json(*parameters);
    job.source.name = string_at(*root, {"source", "name"}).value_or("");
    job.source.session = string_at(*root, {"source", "session"}).value_or("");
    job.source.image = small_int_at(*root, {"source", "image"}, -1);
    job.source.drawable = small_int_at(*root, {"source", "drawable"}, -1);
    job.source.tattoo = json::unsigned_at(*root, {"source", "tattoo"}).value_or(0);
    const auto scale_at = [&](const char* name) {
        const double scale = json::double_at(*root, {"source", name}).value_or(0);
        return scale > kLeastScaled && scale < 1 / kLeastScaled ? scale : 0;
    };
    job.source.image_scale = scale_at("image_scale");
    if (const double scaled = scale_at("scaled"); scaled > 0) job.source.scaled = scaled;
    if (const double ppi = json::double_at(*root, {"source", "ppi"}).value_or(0);
        ppi >= kLeastPpi && ppi <= kMostPpi)
        job.source.ppi = ppi;
    job.source.pixels_hash = string_at(*root, {"source", "pixels"}).value_or("");
    job.source.batch = string_at(*root, {"source", "batch"}).value_or("");
    job.source.canvas = size_at(*root, {"source", "canvas"});
    job.source.layer = rect_at(*root, {"source", "layer"});
    job.source.region = rect_at(*root, {"source", "region"});
    const Rect frame = rect_at(*root, {"source", "frame"});
    if (frame.width > 0 && frame.height > 0)
        job.source.frame = Frame{{frame.width, frame.height}, frame.x, frame.y};
    const std::string format = string_at(*root, {"upload", "format"}).value_or("");
    job.upload.format = format_from_extension(format).value_or(ImageFormat::Png);
    job.upload.lossy = json::bool_at(*root, {"upload", "lossy"}).value_or(false);
    job.upload.reduced = json::bool_at(*root, {"upload", "reduced"}).value_or(false);
    job.upload.size = size_at(*root, {"upload", "size"});
    job.asset = string_at(*root, {"asset"}).value_or("");
    job.uuid = string_at(*root, {"uuid"}).value_or("");
    job.paid_with = string_at(*root, {"paid-with"}).value_or("");
    for (const Value* result : json::elements_at(*root, {"results"}))
        job.results.push_back(read_result(*result));
    demand_files(job);
    job.calls = std::max(0, small_int_at(*root, {"calls"}, 0));
    job.failure = string_at(*root, {"failure"}).value_or("");
    return job;
}

void demand_files(Job& job) {
    if (job.state == JobState::Downloaded &&
        std::none_of(job.results.begin(), job.results.end(), is_waiting))
        job.state = JobState::Succeeded;
}

std::string jobs_folder() { return state_folder() + "/jobs"; }

std::string editor_session() { return platform::parent_process(); }

Result<JobFolder> JobFolder::create(const std::string& jobs_folder, Job& job) {
    for (const std::string& folder :
         {std::filesystem::path(jobs_folder).parent_path().string(), jobs_folder})
        if (auto made = make_folder(folder); !made) return made.error();
    job.created = utc_now();
    Error failure;
    for (int attempt = 0; attempt < 10; ++attempt) {
        job.id = utc_stamp();
        std::string path = jobs_folder + "/" + job.id;
        std::error_code code;
        platform::make_private_folder(path, code);
        if (code) {
            failure = io_error(jobs_folder, code);
            if (code == std::errc::file_exists) continue;
            break;
        }
        auto lock = lock_folder(path, platform::Share::Alone);
        if (lock) return JobFolder(std::move(path), std::move(*lock));
        failure = {.kind = ErrorKind::LocalIo, .detail = log_words(lock.error())};
        std::filesystem::remove(path, code);
    }
    return failure;
}

Result<JobFolder> JobFolder::open(const std::string& jobs_folder, const std::string& id, Job& job) {
    auto lock = lock_job(jobs_folder, id, platform::Share::Alone);
    if (!lock) return lock.error();
    const std::string path = jobs_folder + "/" + id;
    if (auto read = read_record(path, id, job); !read) return read.error();
    return JobFolder(path, std::move(*lock));
}

Status JobFolder::look(const std::string& jobs_folder, const std::string& id, Job& job) {
    // The lock ends at once, so that it is in nobody's way: a record is replaced as a whole and can
    // always be read.
    if (auto lock = lock_job(jobs_folder, id, platform::Share::Readers); !lock) return lock.error();
    return read_record(jobs_folder + "/" + id, id, job);
}

Status JobFolder::peek(const std::string& jobs_folder, const std::string& id, Job& job) {
    if (!is_plain_name(id) || id.front() == '.') return no_such_job(ErrorKind::BadInput, id);
    return read_record(jobs_folder + "/" + id, id, job);
}

void JobFolder::remove_without_record(const std::string& jobs_folder, const std::string& id) {
    if (!is_stamp(id)) return;
    const std::string path = jobs_folder + "/" + id;
    const auto lock = lock_folder(path, platform::Share::Readers);
    std::error_code ignored;
    if (!lock || std::filesystem::exists(path + "/" + kRecordName, ignored) ||
        !result_files(path).empty())
        return;
    std::filesystem::remove_all(path, ignored);
}

JobFolder::JobFolder(JobFolder&& other) noexcept
    : m_path(std::move(other.m_path)),
      m_lock(std::move(other.m_lock)),
      m_spare(std::exchange(other.m_spare, {})),
      m_memory(std::move(other.m_memory)) {}

JobFolder& JobFolder::operator=(JobFolder&& other) noexcept {
    std::swap(m_path, other.m_path);
    std::swap(m_lock, other.m_lock);
    std::swap(m_spare, other.m_spare);
    std::swap(m_memory, other.m_memory);
    return *this;
}

JobFolder::~JobFolder() {
    std::error_code ignored;
    if (!m_spare.empty()) std::filesystem::remove_all(m_spare, ignored);
}

Status JobFolder::reserve_space() const { return write(kReserveName, Bytes(kReserve)); }

void JobFolder::release_space() const { remove(kReserveName); }

Status JobFolder::save(const Job& job, Sync sync) const {
    if (job.damage != Damage::None) return Done{};
    const std::string text = to_json(job);
    const auto old = read_file(record_path(), json::kMaxText);
    if (old && as_text(*old) == text) return Done{};
    if (auto saved = write_file(record_path(), as_bytes(text), sync)) return saved;
    release_space();
    static_cast<void>(make_folder(m_path));
    return write_file(record_path(), as_bytes(text), sync);
}

bool JobFolder::is_recoverable() const {
    const auto text = read_file(record_path(), json::kMaxText);
    auto record = text ? job_from_json(as_text(*text)) : text.error();
    if (record) take_answer(*record, path_of(kAnswerName));
    return record && upscale::is_recoverable(*record);
}

Status JobFolder::check_record() const {
    const auto text = read_file(record_path(), json::kMaxText);
    const auto record = text ? job_from_json(as_text(*text)) : text.error();
    if (record) return Done{};
    return Error{.kind = ErrorKind::LocalIo,
                 .detail = record_path() + " cannot be read again: " + record.error().detail};
}

Status JobFolder::write(const std::string& name, ByteView content) const {
    return write_file(m_path + "/" + name, content, Sync::File);
}

void JobFolder::keep(const std::string& name, ByteView content) {
    m_memory.erase(name);
    const Status written = write(name, content);
    if (written) return;
    if (m_spare.empty()) {
        std::error_code code;
        std::string spare = platform::make_temporary_folder("ideogram-upscale-", code);
        if (!code) m_spare = std::move(spare);
    }
    if (!m_spare.empty() && write_file(m_spare + "/" + name, content, Sync::File)) return;
    log_line(name + " could be written nowhere: " + written.error().detail);
    m_memory[name].assign(content.begin(), content.end());
}

Result<Bytes> JobFolder::read(const std::string& name, std::size_t max_bytes) const {
    const auto kept = m_memory.find(name);
    if (kept != m_memory.end()) return kept->second;
    return read_file(path_of(name), max_bytes);
}

std::string JobFolder::record_path() const { return m_path + "/" + kRecordName; }

std::string JobFolder::path_of(const std::string& name) const {
    std::error_code ignored;
    const std::string spare = m_spare + "/" + name;
    if (!m_spare.empty() && std::filesystem::exists(spare, ignored)) return spare;
    return m_path + "/" + name;
}

bool JobFolder::has(const std::string& name) const {
    std::error_code ignored;
    return m_memory.contains(name) || std::filesystem::is_regular_file(path_of(name), ignored);
}

bool JobFolder::has_for_good(const std::string& name) const {
    std::error_code ignored;
    return std::filesystem::is_regular_file(m_path + "/" + name, ignored);
}

void JobFolder::remove(const std::string& name) const {
    std::error_code ignored;
    std::filesystem::remove(path_of(name), ignored);
}

void JobFolder::remove() const {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

bool is_waiting(const ResultRecord& result) { return !result.imported && !result.file.empty(); }

bool is_unsaved(const Job& job, const ResultRecord& result) {
    return is_paid(job.parameters) && result.imported && !result.file.empty() &&
           result.delivery.time_ns > 0 && !result.delivery.saved;
}

std::vector<std::size_t> kept_results(const Job& job) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < job.results.size(); ++i)
        if (!job.results[i].file.empty()) indices.push_back(i);
    return indices;
}

bool is_unsaved(const Job& job) {
    return std::ranges::any_of(job.results,
                               [&](const ResultRecord& result) { return is_unsaved(job, result); });
}

bool has_star(const Job& job) {
    return std::ranges::any_of(job.results, [](const ResultRecord& result) {
        return result.starred && !result.file.empty();
    });
}

bool is_recoverable(const Job& job) {
    // The engine on this computer forgets a job when it ends, and nothing was paid for it.
    if (job.parameters.engine == Engine::Local) return job.state == JobState::Downloaded;
    return job.state == JobState::Accepted || job.state == JobState::Succeeded ||
           job.state == JobState::Downloaded;
}

bool is_unfinished(const Job& job) {
    if (job.damage != Damage::None) return true;
    const bool maybe_charged = job.state == JobState::Submitted && is_paid(job.parameters);
    return maybe_charged || is_recoverable(job);
}

Cost cost_of(const Job& job) {
    if (!is_paid(job.parameters)) return Cost::Free;
    if (job.state == JobState::Submitted) return Cost::Unclear;
    return is_recoverable(job) ? Cost::Kept : Cost::NotYet;
}

}  // namespace upscale
