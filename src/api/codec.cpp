// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/codec.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>

#include "api/verdict.hpp"
#include "base/parameters.hpp"
#include "base/redact.hpp"
#include "base/utf8.hpp"
#include "json/json.hpp"
#include "net/url.hpp"

namespace upscale {
namespace {

using json::find;
using json::int_at;
using json::string_at;
using json::Value;

// What is taken of an answer must fit into the job's record; real answers are far below.
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
        if (inner.IsString()) {
            const std::string_view text(inner.GetString(), inner.GetStringLength());
            if (text.starts_with('{') || text.starts_with('['))
                if (auto document = json::parse(text)) collect_causes(*document, depth + 1, causes);
        } else {
            collect_causes(inner, depth + 1, causes);
        }
    };
    if (value.IsArray())
        for (const auto& element : value.GetArray()) look_into(element);
    if (!value.IsObject()) return;
    for (const char* name : {"message", "error", "detail", "errorMessage"}) {
        const auto text = string_at(value, {name});
        if (!text || text->starts_with('{') || text->starts_with('[')) continue;
        const std::string line = printable_line(*text);
        if (!line.empty() && causes.size() < kMaxCauses &&
            std::find(causes.begin(), causes.end(), line) == causes.end())
            causes.push_back(line);
    }
    for (const auto& member : value.GetObject()) {
        const std::string_view name(member.name.GetString(), member.name.GetStringLength());
        if (name != "request" && name != "config") look_into(member.value);
    }
}

/// The provider's own HTTP status, which the service wraps: details.response.status.
int provider_status(const Value& root) {
    const Value* details = find(root, {"details"});
    if (!details) return 0;
    if (details->IsString()) {
        const auto inner = json::parse({details->GetString(), details->GetStringLength()});
        return inner ? static_cast<int>(int_at(*inner, {"response", "status"}).value_or(0)) : 0;
    }
    return static_cast<int>(int_at(*details, {"response", "status"}).value_or(0));
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

/// Fills in what the words and fields say beyond the kind.
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
    const Value* details = find(root, {"details"});
    std::optional<json::Document> inner;
    if (details && details->IsString())
        if (auto parsed = json::parse({details->GetString(), details->GetStringLength()}))
            details = &inner.emplace(std::move(*parsed));
    if (!details || !details->IsArray()) return fields;
    for (const auto& element : details->GetArray())
        if (auto field = string_at(element, {"field"})) fields.push_back(std::move(*field));
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
};

std::vector<std::string> strings_of(const Value* value) {
    std::vector<std::string> texts;
    if (value && value->IsString())
        texts.emplace_back(value->GetString(), value->GetStringLength());
    if (value && value->IsArray())
        for (const auto& element : value->GetArray())
            if (element.IsString() && element.GetStringLength() > 0)
                texts.emplace_back(element.GetString(), element.GetStringLength());
    return texts;
}

/// "In progress" and "IN_PROGRESS" are one word.
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

// A known status is one of these; with any other one the results decide.
constexpr std::array kWorking{"PROCESSING", "PENDING", "QUEUED", "IN_PROGRESS", "RUNNING"};
constexpr std::array kFailed{"FAILURE", "FAILED"};
constexpr std::array kSucceeded{"SUCCESS", "COMPLETED"};

/// The images as the service and its provider announce them, in order, at most `most`.
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
        }
        if (!result.urls.empty()) results.push_back(std::move(result));
    }
    return results;
}

/// The member's credits as of the request before this one.
std::optional<long> credits_left(const Value& ai_record) {
    const auto limit = int_at(ai_record, {"teamUser", "creditLimit"});
    const auto used = int_at(ai_record, {"teamUser", "usedCredit"});
    if (!limit || !used || *used < 0 || *limit < *used) return std::nullopt;
    return static_cast<long>(*limit - *used);
}

}  // namespace

std::string features_request(const Parameters& parameters, const std::string& image_url,
                             bool asynchronous) {
    static constexpr std::array kMagicPromptOptions{"AUTO", "ON", "OFF"};
    json::Writer writer;
    writer.StartObject();
    writer.member("type", "IMAGE_UPSCALER");
    writer.member("model", "ideogram-3");
    if (asynchronous) writer.member("async", true);
    writer.Key("promptObject");
    writer.StartObject();
    writer.member("imageUrl", image_url);
    if (!parameters.prompt.empty()) writer.member("prompt", parameters.prompt);
    writer.member("num_images", parameters.num_images);
    writer.member("magic_prompt_option",
                  kMagicPromptOptions[static_cast<std::size_t>(parameters.magic_prompt)]);
    writer.member("resemblance", parameters.resemblance);
    writer.member("detail", parameters.detail);
    if (parameters.seed >= 0) writer.member("seed", parameters.seed);
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
    const auto root = json::parse(as_text(body));
    if (!root) return root.error();
    const Value* found = find(*root, {"aiRecord"});
    if (!found || !found->IsObject()) return bad_reply("the answer holds no record");
    const Value& ai_record = *found;
    const Value* detail = find(ai_record, {"aiRecordDetail"});

    std::vector<std::string> keys;
    if (detail) keys = strings_of(find(*detail, {"resultObject"}));
    if (keys.empty()) keys = strings_of(find(*root, {"resultObject"}));
    std::vector<DataItem> items;  // of the images that passed the safety check
    Record record;
    const Value* data = detail ? find(*detail, {"responseObject", "data"}) : nullptr;
    if (data && data->IsArray()) {
        for (const auto& element : data->GetArray()) {
            if (json::bool_at(element, {"is_image_safe"}) == false) {
                record.unsafe = std::min(record.unsafe + 1, num_images);
                continue;
            }
            items.push_back({string_at(element, {"url"}).value_or(""),
                             string_at(element, {"prompt"}).value_or(""),
                             int_at(element, {"seed"})});
            if (items.back().prompt.size() > kMaxPrompt) items.back().prompt.clear();
        }
    }
    auto temporary_url = string_at(ai_record, {"temporaryUrl"});
    if (!temporary_url) temporary_url = string_at(*root, {"temporaryUrl"});
    record.uuid = string_at(ai_record, {"uuid"}).value_or("");
    if (record.uuid.size() > kMaxName) record.uuid.clear();
    record.results = announced_results(keys, items, temporary_url, asset_url,
                                       static_cast<std::size_t>(num_images));

    record.credits = credits_left(ai_record);
    const std::string status = as_code(string_at(ai_record, {"status"}).value_or(""));
    if (!record.results.empty() && !is_one_of(status, kWorking)) {
        record.state = Record::State::Done;
        return record;
    }
    record.results.clear();
    if (const auto share = json::double_at(ai_record, {"progress"}))
        if (*share >= 0 && *share <= 1) record.progress = share;
    if (record.uuid.empty()) return bad_reply("the answer names neither a job nor a result");
    if (is_one_of(status, kFailed)) {
        record.state = Record::State::Failed;
        record.trouble = error_from_json(0, ai_record, std::nullopt);
        record.trouble->kind = ErrorKind::ServerFault;
        if (mentions_safety(record.trouble->detail)) record.trouble->told_as = ErrorKind::Refused;
    } else if (is_one_of(status, kSucceeded) && record.unsafe > 0) {
        record.state = Record::State::Failed;
        record.trouble = Error{.kind = ErrorKind::Refused,
                               .detail = "all images were held back by the safety check"};
    } else if (is_one_of(status, kSucceeded)) {
        record.trouble = bad_reply("the service reports success, but no image");
    }
    return record;
}

Error error_from_reply(int http_status, ByteView body, std::optional<int> retry_after_s) {
    Error error = error_with(verdict_of(http_status));
    error.http_status = http_status;
    error.retry_after_s = retry_after_s;
    const auto root = json::parse(as_text(body));
    if (root && root->IsObject()) {
        error = error_from_json(http_status, *root, retry_after_s);
    } else if (http_status == 403) {
        // Cloudflare in front of the service; its code 1015 is a rate limit, others bar the client
        const bool rate_limit = as_text(body).starts_with("error code: 1015");
        error.kind = rate_limit ? ErrorKind::RateLimited : ErrorKind::ServerFault;
        error.passing = true;
    }
    // anything but "too many requests" may come from behind the point where the call is billed
    error.may_have_arrived = http_status != 429;
    return error;
}

}  // namespace upscale
