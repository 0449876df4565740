// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/codec.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>

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
constexpr std::size_t kMaxResults = 16;  // twice as many as can be asked for
constexpr std::size_t kMaxAddress = 8192;
constexpr std::size_t kMaxPrompt = 16384;

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

ErrorKind kind_of_status(int status) {
    switch (status) {
        case 400:
        case 404:
        case 409:
        case 415:
        case 422:
            return ErrorKind::BadInput;
        case 401:
        case 403:
            return ErrorKind::Unauthorized;
        case 402:
        case 406:
            return ErrorKind::NoCredits;
        case 413:
            return ErrorKind::TooLarge;
        case 429:
            return ErrorKind::RateLimited;
        case 408:
        case 504:
        case 522:
        case 524:
            return ErrorKind::Timeout;
        default:
            return status >= 500 ? ErrorKind::ServerFault : ErrorKind::BadReply;
    }
}

/// The kind of an error that came as JSON.
ErrorKind kind_of_envelope(int http_status, const Value& root, const std::string& words) {
    const std::string code = string_at(root, {"errorCode"}).value_or("");
    if (code == "INSUFFICIENT_CREDITS") return ErrorKind::NoCredits;
    if (code == "UNSUPPORTED_MODEL") return ErrorKind::UnsupportedModel;
    if (http_status == 401 || http_status == 429) return kind_of_status(http_status);
    const int provider = provider_status(root);
    if (provider == 422 || mentions_safety(words)) return ErrorKind::Refused;
    // the provider's refusal of the service's own key is no fault of the user's
    if (provider == 401 || provider == 403 || provider >= 500) return ErrorKind::ServerFault;
    if (provider == 413 || provider == 429) return kind_of_status(provider);
    return kind_of_status(http_status);
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

Error error_from_json(int http_status, const Value& root, std::optional<int> retry_after_s) {
    std::vector<std::string> causes;
    collect_causes(root, 0, causes);
    const std::string words = join(causes);
    Error error{.kind = kind_of_envelope(http_status, root, words),
                .detail = words,
                .quotes_service = true,
                .http_status = http_status,
                .retry_after_s = retry_after_s};
    add_numbers(error, root, words);
    return error;
}

// --- records -------------------------------------------------------------------------------------

/// Percent-encodes everything but RFC 3986's unreserved characters and the slash.
std::string encode_path(std::string_view key) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string path;
    for (const char c : key) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || std::string_view("-._~/").find(c) != std::string_view::npos) {
            path += c;
        } else {
            path += '%';
            path += kHex[byte >> 4];
            path += kHex[byte & 15];
        }
    }
    return path;
}

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
    return !key.empty() && (ends_with(key) || ends_with(encode_path(key)));
}

bool is_identifier(const std::string& text) {
    return text.size() <= 100 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
               return std::isalnum(c) || c == '-' || c == '_';
           });
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

/// An answer without a status is taken for its results.
Record::State state_of(const std::string& status) {
    if (status.empty() || status == "SUCCESS" || status == "COMPLETED")
        return Record::State::Succeeded;
    if (status == "PROCESSING" || status == "PENDING" || status == "QUEUED")
        return Record::State::Processing;
    return Record::State::Failed;
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

Result<Record> parse_record(ByteView body, const std::string& asset_url) {
    const auto root = json::parse(as_text(body));
    if (!root) return root.error();
    const Value* found = find(*root, {"aiRecord"});
    if (!found || !found->IsObject()) return bad_reply("the answer holds no record");
    const Value& ai_record = *found;
    const Value* detail = find(ai_record, {"aiRecordDetail"});

    std::vector<std::string> keys;
    if (detail) keys = strings_of(find(*detail, {"resultObject"}));
    if (keys.empty()) keys = strings_of(find(*root, {"resultObject"}));

    Record record;
    record.uuid = string_at(ai_record, {"uuid"}).value_or("");
    if (!is_identifier(record.uuid)) record.uuid.clear();  // it becomes part of an address
    const std::string status = string_at(ai_record, {"status"}).value_or("");
    if (status.empty() && keys.empty()) return bad_reply("the answer names no state and no result");
    record.state = state_of(status);
    if (record.state == Record::State::Processing) {
        if (record.uuid.empty()) return bad_reply("the service works, but names no job");
        return record;
    }
    if (record.state == Record::State::Failed) {
        record.failure = error_from_json(0, ai_record, std::nullopt);
        if (record.failure.kind == ErrorKind::BadReply)
            record.failure.kind = ErrorKind::ServerFault;
        return record;
    }

    std::vector<DataItem> items;  // of the images that passed the safety check
    const Value* data = detail ? find(*detail, {"responseObject", "data"}) : nullptr;
    if (data && data->IsArray()) {
        for (const auto& element : data->GetArray()) {
            if (json::bool_at(element, {"is_image_safe"}) == false) {
                record.unsafe = std::min(record.unsafe + 1, static_cast<int>(kMaxResults));
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

    const bool items_match = keys.empty() || items.size() == keys.size();
    const std::size_t count = std::min(keys.empty() ? items.size() : keys.size(), kMaxResults);
    for (std::size_t i = 0; i < count; ++i) {
        AnnouncedResult result;
        const auto add = [&](std::string url) {
            if (!url.empty() && url.size() <= kMaxAddress &&
                std::find(result.urls.begin(), result.urls.end(), url) == result.urls.end())
                result.urls.push_back(std::move(url));
        };
        if (i < keys.size()) {
            if (temporary_url && names_key(*temporary_url, keys[i])) add(*temporary_url);
            add(is_web_address(keys[i]) ? keys[i] : join_url(asset_url, encode_path(keys[i])));
        }
        if (items_match && i < items.size()) {
            add(items[i].url);
            result.seed = items[i].seed;
            result.prompt = items[i].prompt;
        }
        if (!result.urls.empty()) record.results.push_back(std::move(result));
    }
    if (record.results.empty()) {
        if (record.unsafe > 0)
            return Error{.kind = ErrorKind::Refused,
                         .detail = "all images were held back by the safety check"};
        return bad_reply("the service reports success, but no image");
    }
    return record;
}

Error error_from_reply(int http_status, ByteView body, std::optional<int> retry_after_s) {
    Error error{.kind = kind_of_status(http_status),
                .detail = {},
                .http_status = http_status,
                .retry_after_s = retry_after_s};
    const auto root = json::parse(as_text(body));
    if (root && root->IsObject()) {
        error = error_from_json(http_status, *root, retry_after_s);
    } else if (http_status == 403) {
        // Cloudflare in front of the service: "error code: 1015" is its rate limit
        error.kind = as_text(body).find("1015") != std::string_view::npos ? ErrorKind::RateLimited
                                                                          : ErrorKind::ServerFault;
    }
    // anything but "too many requests" may come from behind the point where the call is billed
    error.may_have_arrived = http_status != 429;
    return error;
}

}  // namespace upscale
