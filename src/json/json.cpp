// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/json.hpp"

#include <rapidjson/prettywriter.h>

#include <charconv>
#include <cmath>

namespace upscale::json {
namespace {

/// The UTF-16 unit of an escape (\uD83D) at the start of text.
std::optional<unsigned> escaped_unit(std::string_view text) {
    if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
    unsigned unit = 0;
    const char* end = text.data() + 6;
    const auto [stop, code] = std::from_chars(text.data() + 2, end, unit, 16);
    return code == std::errc() && stop == end ? std::optional(unit) : std::nullopt;
}

/// Replaces each escaped half of a surrogate pair by U+FFFD. For a first half RapidJSON refuses the
/// whole text, of a second one it makes malformed UTF-8.
std::string without_half_pairs(std::string_view text) {
    std::string whole(text);
    for (auto at = whole.find('\\'); at != std::string::npos; at = whole.find('\\', at)) {
        const std::string_view rest = std::string_view(whole).substr(at);
        const auto unit = escaped_unit(rest);
        if (!unit || *unit < 0xD800 || *unit > 0xDFFF) {
            at += 2;
            continue;
        }
        const auto next = escaped_unit(rest.substr(6));
        const bool is_pair = *unit < 0xDC00 && next && *next >= 0xDC00 && *next <= 0xDFFF;
        if (!is_pair) whole.replace(at, 6, "\\uFFFD");
        at += is_pair ? 12 : 6;
    }
    return whole;
}

}  // namespace

Result<Document> parse(std::string_view text) {
    if (text.size() > kMaxText)
        return Error{.kind = ErrorKind::BadReply, .detail = "JSON text too long"};
    const std::string whole = without_half_pairs(text);
    Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
        whole.data(), whole.size());
    if (document.HasParseError())
        return Error{.kind = ErrorKind::BadReply,
                     .detail = "not JSON at byte " + std::to_string(document.GetErrorOffset())};
    return document;
}

const Value* find(const Value& value, Path path) {
    const Value* at = &value;
    for (const char* name : path) {
        if (!at->IsObject()) return nullptr;
        const auto member = at->FindMember(name);
        if (member == at->MemberEnd()) return nullptr;
        at = &member->value;
    }
    return at;
}

std::optional<std::string> string_at(const Value& value, Path path) {
    const Value* found = find(value, path);
    if (!found || !found->IsString()) return std::nullopt;
    return std::string(found->GetString(), found->GetStringLength());
}

std::optional<long long> int_at(const Value& value, Path path) {
    const Value* found = find(value, path);
    if (!found) return std::nullopt;
    if (found->IsInt64()) return found->GetInt64();
    if (!found->IsDouble()) return std::nullopt;
    const double number = found->GetDouble();
    if (std::abs(number) > 9e15 || number != std::floor(number)) return std::nullopt;
    return static_cast<long long>(number);
}

std::optional<unsigned> unsigned_at(const Value& value, Path path) {
    const auto number = int_at(value, path);
    if (!number || *number < 0 || *number > 0xFFFFFFFF) return std::nullopt;
    return static_cast<unsigned>(*number);
}

std::optional<double> double_at(const Value& value, Path path) {
    const Value* found = find(value, path);
    if (!found || !found->IsNumber()) return std::nullopt;
    return found->GetDouble();
}

std::optional<bool> bool_at(const Value& value, Path path) {
    const Value* found = find(value, path);
    if (!found || !found->IsBool()) return std::nullopt;
    return found->GetBool();
}

std::string indented(std::string_view text) {
    const auto document = parse(text);
    if (!document) return std::string(text);
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
    writer.SetIndent(' ', 2);
    document->Accept(writer);
    return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

void Writer::member(const char* key, std::string_view text) {
    Key(key);
    String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void Writer::member(const char* key, long long number) {
    Key(key);
    Int64(number);
}
void Writer::member(const char* key, double number) {
    Key(key);
    Double(number);
}
void Writer::member(const char* key, bool truth) {
    Key(key);
    Bool(truth);
}

}  // namespace upscale::json
