// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/json.hpp"

#include <cmath>

namespace upscale::json {

Result<Document> parse(std::string_view text) {
    if (text.size() > kMaxText)
        return Error{.kind = ErrorKind::BadReply, .detail = "JSON text too long"};
    Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
        text.data(), text.size());
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
