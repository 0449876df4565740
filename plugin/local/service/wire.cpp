// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/service/wire.hpp"

#include <cctype>
#include <cstdio>
#include <ctime>
#include <functional>

#include "base/parameter_table.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"
#include "json/json.hpp"

namespace upscale::local {
namespace {

constexpr const char* kType = "IMAGE_UPSCALER";
constexpr const char* kModel = "ideogram-3";

Answer json_response(int status, const json::Writer& writer) {
    const std::string text = writer.text();
    return {.status = status, .body = std::make_shared<Bytes>(text.begin(), text.end())};
}

Answer missing_fields(std::string_view of_what, const std::vector<std::string>& fields) {
    std::string list;
    json::Writer details;
    details.StartArray();
    for (const std::string& field : fields) {
        list += (list.empty() ? "" : ", ") + field;
        details.StartObject();
        details.member("field", field);
        details.member("message", "Field '" + field + "' is required but was not provided");
        details.EndObject();
    }
    details.EndArray();
    json::Writer w;
    w.StartObject();
    w.member("errorCode", "MISSING_REQUIRED_FIELDS");
    w.member("message", "Missing required fields" + std::string(of_what) + ": " + list +
                            ". Please provide all required parameters.");
    w.member("details", details.text());
    w.EndObject();
    return json_response(400, w);
}

/// Reads the members of promptObject and remembers the first that is invalid.
class Fields {
  public:
    explicit Fields(const json::Value& object) : m_object(object) {}

    bool has(const char* name) const {
        const json::Value* value = json::find(m_object, {name});
        return value && !json::is_null(*value);
    }
    void read(const char* name, std::string& to) {
        if (!has(name)) return;
        if (auto text = json::string_at(m_object, {name}))
            to = *text;
        else
            wrong(name, "must be a string");
    }
    void read(const char* name, int minimum, int maximum, int& to) {
        if (!has(name)) return;
        const auto number = json::int_at(m_object, {name});
        if (number && *number >= minimum && *number <= maximum)
            to = static_cast<int>(*number);
        else
            wrong(name, "must be a whole number from " + std::to_string(minimum) + " to " +
                            std::to_string(maximum));
    }
    void wrong(const char* name, const std::string& why) {
        if (m_wrong.empty()) m_wrong = name + (" " + why);
    }
    const std::string& wrong() const { return m_wrong; }

  private:
    const json::Value& m_object;
    std::string m_wrong;
};

const char* nick_of_denoise(int denoise) {
    Parameters values;
    values.denoise = denoise;
    return nick_of(values, std::get<ChoiceParameter>(parameter("denoise").kind));
}

std::string in_capitals(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

void write_prompt_object(json::Writer& w, const Order& order) {
    w.StartObject();
    w.member("imageUrl", order.image_url);
    w.member("prompt", order.prompt);
    w.member("num_images", order.num_images);
    w.member("magic_prompt_option", order.magic_prompt_option);
    w.member("resemblance", order.resemblance);
    w.member("detail", order.detail);
    if (order.seed) w.member("seed", *order.seed);
    w.member("denoise", in_capitals(nick_of_denoise(order.denoise)));
    if (!order.model.empty()) w.member("model", order.model);
    w.EndObject();
}

std::string resolution(Size size) {
    return std::to_string(size.width) + "x" + std::to_string(size.height);
}

void write_response_object(json::Writer& w, const OrderRecord& record, const std::string& origin) {
    w.StartObject();
    w.member("created", iso_time(record.created));
    w.Key("data");
    w.StartArray();
    for (const Made& made : record.made) {
        w.StartObject();
        w.member("url", origin + "/" + made.key);
        w.member("prompt", record.order.prompt);
        w.member("resolution", resolution(record.source));
        w.member("upscaled_resolution", resolution(record.result));
        w.member("is_image_safe", true);
        w.member("seed", record.seed);
        // the real service has no such members
        w.member("detail", made.detail);
        w.member("denoise", nick_of_denoise(made.denoise));
        w.member("network", made.network);
        w.EndObject();
    }
    w.EndArray();
    w.EndObject();
}

void write_failure(json::Writer& w, const Error& failure) {
    w.member("errorMessage", printable_line(failure.detail));
    // the real service has no such members
    if (failure.reason == Reason::TargetTooLarge) w.member("resultTooLarge", true);
    if (failure.reason == Reason::EngineEnded) w.member("engineEnded", true);
    if (failure.reason != Reason::NetworkUnusable) return;
    w.Key("unusableNetwork");
    w.StartObject();
    w.member("file", printable_line(failure.about));
    w.member("reason", name_of(failure.network_fault));
    w.member("operator", printable_line(failure.operator_name));
    w.EndObject();
}

/// A number computed from the text, in place of the service's checksum.
std::string hex_of(std::string_view text) {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016zx", std::hash<std::string_view>{}(text));
    return digits;
}

std::string format_time(Time time, const char* format, std::string_view separator) {
    const auto since =
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    const std::tm parts = utc_parts(time);
    char text[32], milliseconds[8];
    std::strftime(text, sizeof text, format, &parts);
    std::snprintf(milliseconds, sizeof milliseconds, "%03d",
                  static_cast<int>(since.count() % 1000));
    return std::string(text).append(separator) + milliseconds;
}

}  // namespace

std::string iso_time(Time time) { return format_time(time, "%Y-%m-%dT%H:%M:%S", ".") + "Z"; }

std::string stored_name(Time time, std::string_view rest) {
    return format_time(time, "%Y_%m_%d_%H_%M_%S", "_").append("_").append(rest);
}

Answer error_answer(int status, std::string_view code, std::string_view message) {
    json::Writer w;
    w.StartObject();
    w.member("errorCode", code);
    w.member("message", printable_line(message));
    w.EndObject();
    return json_response(status, w);
}

Answer refusal(std::string_view reason, int provider_status) {
    json::Writer details;
    details.StartObject();
    details.Key("response");
    details.StartObject();
    details.member("status", provider_status);
    details.Key("data");
    details.StartObject();
    details.member("error", printable_line(reason));
    details.EndObject();
    details.EndObject();
    details.EndObject();
    json::Writer w;
    w.StartObject();
    w.member("errorCode", "EXTERNAL_API_RESPONSE_WITH_ERROR");
    w.member("message", "The ideogram service could not process the request.");
    w.member("details", details.text());
    w.Key("context");
    w.StartObject();
    w.member("service", "ideogram");
    w.EndObject();
    w.EndObject();
    return json_response(400, w);
}

std::variant<Order, Answer> read_order(std::string_view body) {
    const auto document = json::parse(body);
    if (!document || !json::is_object(*document))
        return error_answer(400, "HTTP_EXCEPTION", "The request's body is not a JSON object");

    const auto type = json::string_at(*document, {"type"});
    if (!type) return missing_fields("", {"type"});
    if (*type != kType)
        return error_answer(400, "UNKNOWN_ERROR", "Unsupported feature type: " + *type);
    const auto model = json::string_at(*document, {"model"});
    if (!model) return missing_fields("", {"model"});
    if (*model != kModel)
        return error_answer(400, "UNSUPPORTED_MODEL",
                            "Model " + *model + " is not supported for feature " + kType);
    const json::Value* prompt_object = json::find(*document, {"promptObject"});
    if (!prompt_object || !json::is_object(*prompt_object))
        return missing_fields("", {"promptObject"});

    Fields fields(*prompt_object);
    std::vector<std::string> missing;
    for (const char* name : {"imageUrl", "num_images"})
        if (!fields.has(name)) missing.emplace_back(name);
    if (!missing.empty()) return missing_fields(std::string(" for ") + kModel + " model", missing);

    Order order;
    fields.read("imageUrl", order.image_url);
    fields.read("prompt", order.prompt);
    fields.read("num_images", 1, 8, order.num_images);
    fields.read("magic_prompt_option", order.magic_prompt_option);
    fields.read("resemblance", 0, 100, order.resemblance);
    fields.read("detail", 0, 100, order.detail);
    if (fields.has("seed")) fields.read("seed", 0, 2147483647, order.seed.emplace());
    const std::string& magic = order.magic_prompt_option;
    if (magic != "AUTO" && magic != "ON" && magic != "OFF")
        fields.wrong("magic_prompt_option", "must be AUTO, ON or OFF");
    if (fields.has("denoise")) {
        std::string denoise;
        fields.read("denoise", denoise);
        const auto choice = choice_named("denoise", denoise);
        if (choice)
            order.denoise = *choice;
        else
            fields.wrong("denoise", "must be AUTO, OFF, LOW, MEDIUM or HIGH");
    }
    fields.read("model", order.model);
    if (!fields.wrong().empty()) return refusal(fields.wrong());
    order.async = json::bool_at(*document, {"async"}).value_or(false);
    return order;
}

Answer asset_answer(const Asset& asset, const std::string& origin) {
    const std::string name = asset.key.substr(asset.key.rfind('/') + 1);
    json::Writer w;
    w.StartObject();
    w.Key("asset");
    w.StartObject();
    w.member("fieldname", "asset");
    w.member("originalname", asset.original_name);
    w.member("encoding", "7bit");
    w.member("mimetype", asset.mime_type);
    w.member("size", static_cast<long long>(asset.size));
    w.member("bucket", "asset.1min.ai");
    w.member("key", asset.key);
    w.member("acl", "private");
    w.member("contentType", "application/octet-stream");
    for (const char* unset : {"contentDisposition", "contentEncoding"}) {
        w.Key(unset);
        w.Null();
    }
    w.member("storageClass", "STANDARD");
    w.Key("serverSideEncryption");
    w.Null();
    w.Key("metadata");
    w.StartObject();
    w.member("team-id", "local");
    w.member("user-id", "local");
    w.member("fieldname", "asset");
    w.member("originalname", asset.original_name);
    w.member("encoding", "7bit");
    w.member("mimetype", asset.mime_type);
    w.EndObject();
    w.member("location", origin + "/" + asset.key);
    w.member("etag", '"' + hex_of(asset.key) + '"');
    w.EndObject();

    w.Key("fileContent");
    w.StartObject();
    w.member("uuid", asset.uuid);
    w.member("path", asset.key);
    w.member("type", name.substr(name.rfind('.') + 1));
    w.member("name", name);
    w.member("content", "");
    w.member("status", "ACTIVE");
    w.Key("metadata");
    w.StartObject();
    w.member("token", 0);
    w.member("character", 0);
    w.EndObject();
    w.member("createdAt", iso_time(asset.created));
    w.EndObject();
    w.EndObject();
    return json_response(200, w);
}

Answer record_answer(const OrderRecord& record, const std::string& origin) {
    const bool done = record.state == OrderRecord::State::Success;
    const bool failed = record.state == OrderRecord::State::Failure;
    json::Writer w;
    w.StartObject();
    w.Key("aiRecord");
    w.StartObject();
    w.member("uuid", record.uuid);
    w.member("userId", "local");
    w.member("teamId", "local");
    w.member("model", kModel);
    w.member("type", kType);
    w.member("status", done ? "SUCCESS" : failed ? "FAILURE" : "PROCESSING");
    // the real service has no such member
    if (!done && !failed) w.member("progress", record.progress);
    for (const char* unset : {"metadata", "rating", "feedback", "conversationId"}) {
        w.Key(unset);
        w.Null();
    }
    w.member("createdAt", iso_time(record.created));
    // As in the real service, only the first result has a signed address.
    w.member("temporaryUrl", record.made.empty()
                                 ? ""
                                 : origin + "/" + record.made.front().key +
                                       "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=600" +
                                       "&X-Amz-Signature=" + hex_of(record.made.front().key));
    w.Key("aiRecordDetail");
    w.StartObject();
    w.Key("promptObject");
    write_prompt_object(w, record.order);
    w.Key("resultObject");
    w.StartArray();
    for (const Made& made : record.made) w.String(made.key);
    w.EndArray();
    w.Key("responseObject");
    if (done)
        write_response_object(w, record, origin);
    else
        w.Null();
    if (failed && record.failure) write_failure(w, *record.failure);
    w.EndObject();
    w.EndObject();
    w.EndObject();
    return json_response(200, w);
}

Answer no_record_answer() {
    json::Writer w;
    w.StartObject();
    w.Key("aiRecord");
    w.Null();
    w.EndObject();
    return json_response(200, w);
}

}  // namespace upscale::local
