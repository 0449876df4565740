// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/codec.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>

#include "api/verdict.hpp"
#include "base/parameter_table.hpp"
#include "base/redact.hpp"
#include "base/utf8.hpp"
#include "image/files/header.hpp"
#include "json/json.hpp"
#include "json/scan.hpp"
#include "net/url.hpp"

namespace upscale {
namespace {

using json::find;
using json::int_at;
using json::string_at;
using json::Value;

// Limits on what we take from an answer, so that it fits into the job's record. Real answers are
// far smaller.
constexpr std::size_t kMaxAddress = 8192;
constexpr std::size_t kMaxPrompt = 16384;
constexpr std::size_t kMaxName = 65536;

Error bad_reply(const char* why) { return {.kind = ErrorKind::BadReply, .detail = why}; }

// --- errors --------------------------------------------------------------------------------------

constexpr int kMaxDepth = 6;
constexpr std::size_t kMaxCauses = 5;

/// Collects the texts of "message", "error", "detail" and "errorMessage" members, outermost first.
/// Strings that are JSON themselves (as `details` is) are looked into.
void collect_causes(const Value& value, int depth, std::vector<std::string>& causes) {
    if (depth > kMaxDepth || causes.size() >= kMaxCauses) return;
    const auto look_into = [&](const Value& inner) {
        if (const auto text = string_at(inner, {})) {
            if (text->starts_with('{') || text->starts_with('['))
                if (auto document = json::parse(*text))
                    collect_causes(*document, depth + 1, causes);
        } else {
            collect_causes(inner, depth + 1, causes);
        }
    };
    for (const Value* element : json::elements_at(value, {})) look_into(*element);
    for (const char* name : {"message", "error", "detail", "errorMessage"}) {
        const auto text = string_at(value, {name});
        if (!text || text->starts_with('{') || text->starts_with('[')) continue;
        const std::string line = printable_line(*text);
        if (!line.empty() && causes.size() < kMaxCauses &&
            std::find(causes.begin(), causes.end(), line) == causes.end())
            causes.push_back(line);
    }
    for (const auto& [name, inner] : json::members_at(value, {}))
        if (name != "request" && name != "config") look_into(*inner);
}

/// The provider's own HTTP status, which the service wraps: details.response.status.
int provider_status(const Value& root) {
    if (const auto details = string_at(root, {"details"})) {
        const auto inner = json::parse(*details);
        return inner ? static_cast<int>(int_at(*inner, {"response", "status"}).value_or(0)) : 0;
    }
    return static_cast<int>(int_at(root, {"details", "response", "status"}).value_or(0));
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool mentions_safety(const std::string& text) {
    const std::string words = lower(text);
    for (const char* word : {"safety", "moderation", "content policy", "nsfw", "inappropriate"})
        if (words.find(word) != std::string::npos) return true;
    return false;
}

/// The whole number that follows `label` in `text`.
std::optional<long> number_after(const std::string& text, std::string_view label) {
    const auto at = text.find(label);
    if (at == std::string::npos) return std::nullopt;
    long number = 0;
    const char* begin = text.data() + at + label.size();
    const auto [end, code] = std::from_chars(begin, text.data() + text.size(), number);
    return code == std::errc() && end != begin ? std::optional(number) : std::nullopt;
}

/// Adds what the words and fields of the answer say in addition to its kind.
void add_numbers(Error& error, const Value& root, const std::string& words) {
    if (error.kind == ErrorKind::NoCredits) {
        error.credits_needed = number_after(words, "requires ");
        error.credits_available = number_after(words, "only has ");
    }
    if (error.kind == ErrorKind::RateLimited && !error.retry_after_s) {
        auto seconds = int_at(root, {"retryAfter"});
        if (!seconds) seconds = number_after(words, "again after ");
        if (seconds && *seconds > 0 && *seconds < 100000)
            error.retry_after_s = static_cast<int>(*seconds);
    }
}

std::string join(const std::vector<std::string>& causes) {
    std::string text;
    for (const auto& cause : causes) text += (text.empty() ? "" : " – ") + cause;
    return printable_line(redacted(text), 500);
}

/// The names in `details`, a list of the fields that the service objects to (as JSON or as text).
std::vector<std::string> objected_fields(const Value& root) {
    std::vector<std::string> fields;
    const auto collect = [&](const std::vector<const Value*>& details) {
        for (const Value* element : details)
            if (auto field = string_at(*element, {"field"})) fields.push_back(std::move(*field));
    };
    if (const auto text = string_at(root, {"details"})) {
        if (const auto inner = json::parse(*text)) collect(json::elements_at(*inner, {}));
    } else {
        collect(json::elements_at(root, {"details"}));
    }
    return fields;
}

Error error_with(const Verdict& verdict) {
    return {.kind = verdict.kind, .passing = verdict.passing, .turned_down = verdict.turned_down};
}

Error error_from_json(int http_status, const Value& root, std::optional<int> retry_after_s) {
    std::vector<std::string> causes;
    collect_causes(root, 0, causes);
    const std::string words = join(causes);
    Error error = error_with(verdict_of(http_status, string_at(root, {"errorCode"}).value_or(""),
                                        provider_status(root)));
    error.detail = words;
    error.quotes_service = true;
    error.http_status = http_status;
    error.retry_after_s = retry_after_s;
    error.fields = objected_fields(root);
    if (error.kind == ErrorKind::BadInput && mentions_safety(words))
        error.told_as = ErrorKind::Refused;
    add_numbers(error, root, words);
    return error;
}

// --- records -------------------------------------------------------------------------------------

bool is_web_address(std::string_view text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

/// True if the path of `url` ends with `key`.
bool names_key(const std::string& url, std::string_view key) {
    while (key.starts_with('/')) key.remove_prefix(1);
    const std::string_view path = std::string_view(url).substr(0, url.find_first_of("?#"));
    const auto ends_with = [&](std::string_view name) {
        return path.ends_with(name) && path.substr(0, path.size() - name.size()).ends_with('/');
    };
    return !key.empty() && (ends_with(key) || ends_with(percent_encoded(key, "/")));
}

struct DataItem {
    std::string url, prompt;
    std::optional<long long> seed;
    std::optional<long long> detail = {};
    std::string denoise = {}, network = {};
};

/// The string at the end of a path, or those of the array there.
std::vector<std::string> strings_at(const Value& value, json::Path path) {
    std::vector<std::string> texts;
    if (auto text = string_at(value, path)) texts.push_back(std::move(*text));
    for (const Value* element : json::elements_at(value, path))
        if (auto text = string_at(*element, {}); text && !text->empty())
            texts.push_back(std::move(*text));
    return texts;
}

/// Makes "In progress" and "IN_PROGRESS" the same word.
std::string as_code(std::string text) {
    for (char& c : text)
        c = c == ' ' || c == '-' ? '_'
                                 : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

template <std::size_t Count>
bool is_one_of(const std::string& code, const std::array<const char*, Count>& codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// The statuses that we know. If the status is any other word, the results decide.
constexpr std::array kWorking{"PROCESSING", "PENDING", "QUEUED", "IN_PROGRESS", "RUNNING"};
constexpr std::array kFailed{"FAILURE", "FAILED"};
constexpr std::array kSucceeded{"SUCCESS", "COMPLETED"};

/// The images that the service and its provider announce, in their order, at most `most` of them.
std::vector<AnnouncedResult> announced_results(const std::vector<std::string>& keys,
                                               const std::vector<DataItem>& items,
                                               const std::optional<std::string>& temporary_url,
                                               const std::string& asset_url, std::size_t most) {
    std::vector<AnnouncedResult> results;
    const bool items_match = keys.empty() || items.size() == keys.size();
    const std::size_t count = std::min(keys.empty() ? items.size() : keys.size(), most);
    for (std::size_t i = 0; i < count; ++i) {
        AnnouncedResult result;
        const auto add = [&](std::string url) {
            if (!url.empty() && url.size() <= kMaxAddress &&
                std::find(result.urls.begin(), result.urls.end(), url) == result.urls.end())
                result.urls.push_back(std::move(url));
        };
        if (i < keys.size()) {
            if (temporary_url && names_key(*temporary_url, keys[i])) add(*temporary_url);
            add(is_web_address(keys[i]) ? keys[i]
                                        : join_url(asset_url, percent_encoded(keys[i], "/")));
        }
        if (items_match && i < items.size()) {
            add(items[i].url);
            result.seed = items[i].seed;
            result.prompt = items[i].prompt;
            if (items[i].detail && *items[i].detail >= 0 && *items[i].detail <= 100)
                result.detail = static_cast<int>(*items[i].detail);
            result.denoise = printable_line(items[i].denoise);
            result.network = printable_line(items[i].network);
        }
        if (!result.urls.empty()) results.push_back(std::move(result));
    }
    return results;
}

/// The account's credits. The answer tells what they were before the present request.
std::optional<long> credits_left(const Value& ai_record) {
    const auto limit = int_at(ai_record, {"teamUser", "creditLimit"});
    const auto used = int_at(ai_record, {"teamUser", "usedCredit"});
    if (!limit || !used || *used < 0 || *limit < *used) return std::nullopt;
    return static_cast<long>(*limit - *used);
}

/// The facts of an answer about a job.
struct Answer {
    std::string uuid, status;
    std::vector<std::string> keys;  ///< of the results: addresses, or paths below the asset host
    std::vector<DataItem> items;    ///< the provider's entries of images that passed its check
    std::optional<std::string> temporary_url;
    std::optional<double> progress;
    std::optional<long> credits;
    int unsafe = 0;  ///< images that did not pass
};

/// Reads an answer in the documented form. Source: see codec.hpp.
Answer documented_answer(const Value& root) {
    Answer answer;
    const Value* const found = find(root, {"aiRecord"});
    if (!found) return answer;
    const Value& ai_record = *found;
    answer.uuid = string_at(ai_record, {"uuid"}).value_or("");
    answer.status = string_at(ai_record, {"status"}).value_or("");
    answer.keys = strings_at(ai_record, {"aiRecordDetail", "resultObject"});
    if (answer.keys.empty()) answer.keys = strings_at(root, {"resultObject"});
    for (const Value* item :
         json::elements_at(ai_record, {"aiRecordDetail", "responseObject", "data"})) {
        if (json::bool_at(*item, {"is_image_safe"}) == false)
            ++answer.unsafe;
        else
            answer.items.push_back({string_at(*item, {"url"}).value_or(""),
                                    string_at(*item, {"prompt"}).value_or(""),
                                    int_at(*item, {"seed"}), int_at(*item, {"detail"}),
                                    string_at(*item, {"denoise"}).value_or(""),
                                    string_at(*item, {"network"}).value_or("")});
    }
    answer.temporary_url = string_at(ai_record, {"temporaryUrl"});
    if (!answer.temporary_url) answer.temporary_url = string_at(root, {"temporaryUrl"});
    answer.progress = json::double_at(ai_record, {"progress"});
    answer.credits = credits_left(ai_record);
    return answer;
}

/// Makes "result_object", "Result-Object" and "resultObject" the same name.
std::string plain_name(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if (c != '_' && c != '-')
            plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return plain;
}

/// How likely a member of this name is to hold the service's name for the job; 0: it cannot.
int rank_as_job(const std::string& name) {
    if (name == "uuid") return 3;
    if (name == "jobid" || name == "taskid" || name == "recordid" || name == "airecordid") return 2;
    return name == "id" ? 1 : 0;
}

/// Finds the facts of an answer wherever they stand in it, even if its JSON is broken.
Answer salvaged_answer(std::string_view text) {
    // values within these members are about what was sent or about the account
    constexpr std::array kForeign{"promptobject", "request", "input",    "imageurl", "asset",
                                  "filecontent",  "user",    "teamuser", "team",     "metadata"};
    Answer answer;
    int rank = 0;
    json::scan(text, [&](std::span<const std::string> names, const std::string& value) {
        std::vector<std::string> path;
        for (const std::string& name : names) path.push_back(plain_name(name));
        for (const std::string& name : path)
            if (is_one_of(name, kForeign)) return;
        const std::string name = path.empty() ? "" : path.back();
        const auto within = [&](const char* outer) {
            return std::ranges::find(path, outer) != path.end();
        };
        if (value.empty() || value == "null") return;
        if (name == "status" || name == "state") {
            if (answer.status.empty()) answer.status = value;
        } else if (within("resultobject")) {
            if (value.find('/') != std::string::npos) answer.keys.push_back(value);
        } else if (name == "temporaryurl") {
            answer.temporary_url = value;
        } else if (is_web_address(value)) {
            answer.items.push_back({value, "", std::nullopt});
        } else if (rank_as_job(name) > rank && !within("responseobject")) {
            rank = rank_as_job(name);
            answer.uuid = value;
        }
    });
    if (answer.keys.empty() && answer.items.empty() && answer.temporary_url)
        answer.items.push_back({*answer.temporary_url, "", std::nullopt});
    return answer;
}

/// Decides what follows from an answer. If a job failed and the answer's own words say why, the
/// caller adds that as the trouble. BadReply: the answer has neither a job's name nor a result.
Result<Record> record_of(Answer answer, const std::string& asset_url, std::size_t most) {
    Record record;
    record.unsafe = std::min(answer.unsafe, static_cast<int>(most));
    record.credits = answer.credits;
    if (answer.uuid.size() <= kMaxName) record.uuid = std::move(answer.uuid);
    for (DataItem& item : answer.items)
        if (item.prompt.size() > kMaxPrompt) item.prompt.clear();
    record.results =
        announced_results(answer.keys, answer.items, answer.temporary_url, asset_url, most);
    const std::string status = as_code(answer.status);
    if (!record.results.empty() && !is_one_of(status, kWorking)) {
        record.state = Record::State::Done;
        return record;
    }
    record.results.clear();
    if (answer.progress && *answer.progress >= 0 && *answer.progress <= 1)
        record.progress = answer.progress;
    if (record.uuid.empty()) return bad_reply("the answer names neither a job nor a result");
    if (is_one_of(status, kFailed)) {
        record.state = Record::State::Failed;
    } else if (is_one_of(status, kSucceeded) && record.unsafe > 0) {
        record.state = Record::State::Failed;
        record.trouble = Error{.kind = ErrorKind::Refused,
                               .detail = "all images were held back by the safety check"};
    } else if (is_one_of(status, kSucceeded)) {
        record.trouble = bad_reply("the service reports success, but no image");
    }
    return record;
}

/// Why the service says that a job failed. The engine on this computer says it in facts, too.
Error failure_in(const Value& ai_record) {
    const auto network = string_at(ai_record, {"aiRecordDetail", "unusableNetwork", "file"});
    const auto fault = network_fault_from_name(
        string_at(ai_record, {"aiRecordDetail", "unusableNetwork", "reason"}).value_or(""));
    if (network && fault.value_or(NetworkFault::None) != NetworkFault::None)
        return {.kind = ErrorKind::BadInput,
                .reason = Reason::NetworkUnusable,
                .about = printable_line(*network),
                .network_fault = *fault,
                .operator_name = printable_line(
                    string_at(ai_record, {"aiRecordDetail", "unusableNetwork", "operator"})
                        .value_or(""))};
    if (json::bool_at(ai_record, {"aiRecordDetail", "resultTooLarge"}) == true)
        return {.kind = ErrorKind::TooLarge,
                .reason = Reason::TargetTooLarge,
                .size_limit = SizeLimit{kMaxResultSide, kMaxResultPixels}};
    if (json::bool_at(ai_record, {"aiRecordDetail", "engineEnded"}) == true)
        return {.kind = ErrorKind::LocalIo, .reason = Reason::EngineEnded};
    Error trouble = error_from_json(0, ai_record, std::nullopt);
    trouble.kind = ErrorKind::ServerFault;
    if (mentions_safety(trouble.detail)) trouble.told_as = ErrorKind::Refused;
    return trouble;
}

/// An empty text and a number below 0 mean that the service chooses, so they are not sent.
void write_request_member(json::Writer& writer, const Parameter& entry, const Parameters& values) {
    const char* const name = entry.request;
    std::visit(
        Overload{[&](const StringParameter& text) {
                     if (!(values.*text.field).empty()) writer.member(name, values.*text.field);
                 },
                 [&](const IntParameter& number) {
                     if (values.*number.field >= 0) writer.member(name, values.*number.field);
                 },
                 [&](const DoubleParameter& number) { writer.member(name, values.*number.field); },
                 [&](const BoolParameter& truth) { writer.member(name, values.*truth.field); },
                 [&](const ChoiceParameter& choice) {
                     // the service writes its options in capitals
                     std::string nick = nick_of(values, choice);
                     for (char& c : nick)
                         if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
                     writer.member(name, nick);
                 }},
        entry.kind);
}

}  // namespace

std::string features_request(const Parameters& parameters, const std::string& image_url,
                             bool asynchronous) {
    json::Writer writer;
    writer.StartObject();
    writer.member("type", "IMAGE_UPSCALER");
    writer.member("model", "ideogram-3");
    if (asynchronous) writer.member("async", true);
    writer.Key("promptObject");
    writer.StartObject();
    writer.member("imageUrl", image_url);
    for (const Parameter& entry : parameter_table())
        if (entry.request && concerns(entry, parameters.engine))
            write_request_member(writer, entry, parameters);
    writer.EndObject();
    writer.EndObject();
    return writer.text();
}

Result<std::string> parse_asset(ByteView body) {
    const auto root = json::parse(as_text(body));
    if (!root) return root.error();
    auto path = string_at(*root, {"fileContent", "path"});
    if (!path || path->empty()) path = string_at(*root, {"asset", "key"});
    if (!path || path->empty() || path->size() > kMaxAddress)
        return bad_reply("the answer to the upload names no file");
    return *path;
}

Result<Record> parse_record(ByteView body, const std::string& asset_url, int num_images) {
    const auto asked = static_cast<std::size_t>(num_images);
    Result<Record> record = bad_reply("the answer is not as documented");
    const auto root = json::parse(as_text(body));
    if (root && json::is_object(*root)) {
        record = record_of(documented_answer(*root), asset_url, kMostResults);
        const Value* const ai_record = find(*root, {"aiRecord"});
        if (record && record->state == Record::State::Failed && !record->trouble)
            record->trouble = failure_in(*ai_record);
    }
    if (record && !record->trouble) return record;
    if (record && record->state == Record::State::Failed) return record;
    // The job may be paid for, so an answer in any form is searched for it. But only a documented
    // answer is believed when it says that a job failed, because that gives the job up.
    auto salvaged = record_of(salvaged_answer(as_text(body)), asset_url, asked);
    if (!salvaged || (record && salvaged->state != Record::State::Done)) return record;
    if (salvaged->state == Record::State::Failed) salvaged->state = Record::State::Working;
    salvaged->trouble.reset();
    return salvaged;
}

bool is_web_page(ByteView body) {
    std::string start(as_text(body.first(std::min<std::size_t>(body.size(), 512))));
    start.erase(0, start.find_first_not_of("\xEF\xBB\xBF \t\r\n"));
    for (char& c : start) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return start.starts_with("<!doctype html") || start.starts_with("<html");
}

Error error_from_reply(int http_status, ByteView body, std::optional<int> retry_after_s) {
    Error error = error_with(verdict_of(http_status));
    error.http_status = http_status;
    error.retry_after_s = retry_after_s;
    const auto root = json::parse(as_text(body));
    if (root && json::is_object(*root)) {
        error = error_from_json(http_status, *root, retry_after_s);
    } else if (http_status == 403) {
        // Cloudflare answers here instead of the service: its code 1015 is a rate limit, and its
        // other codes lock this client out.
        const bool rate_limit = as_text(body).starts_with("error code: 1015");
        error.kind = rate_limit ? ErrorKind::RateLimited : ErrorKind::ServerFault;
        error.passing = true;
    }
    // Only 429 proves that the call was stopped before it was billed. Any other error may come
    // after that.
    error.may_have_arrived = http_status != 429;
    // the page of a server that fails says no more than its status
    const bool redirect = http_status >= 300 && http_status <= 399;
    if (redirect || http_status == 511 || (http_status < 500 && is_web_page(body)))
        error.reason = Reason::WebPage;
    return error;
}

}  // namespace upscale
