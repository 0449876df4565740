// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and writing JSON, the only place that includes RapidJSON. Every read asks first whether
// the field is there and of the right type: RapidJSON itself only asserts.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/result.hpp"

namespace upscale::json {

using Document = rapidjson::Document;
using Value = rapidjson::Value;
using Path = std::initializer_list<const char*>;

constexpr std::size_t kMaxText = std::size_t{4} << 20;  ///< bytes; longer texts are refused

/// Parses text without recursion, so that no nesting can exhaust the stack. An escaped half of a
/// surrogate pair becomes U+FFFD, so that all strings are well-formed UTF-8.
/// BadReply: not JSON, not UTF-8, or longer than kMaxText.
Result<Document> parse(std::string_view text);

/// The value at the end of a path of object members; null if any step is missing or no object.
const Value* find(const Value& value, Path path);

std::optional<std::string> string_at(const Value& value, Path path);
/// A whole number, also one written as 5.0; nullopt if it does not fit.
std::optional<long long> int_at(const Value& value, Path path);
/// The same within 0 to 4294967295.
std::optional<unsigned> unsigned_at(const Value& value, Path path);
std::optional<double> double_at(const Value& value, Path path);
std::optional<bool> bool_at(const Value& value, Path path);

/// Writes JSON text: Writer w; w.StartObject(); w.Key("a"); w.Int(1); w.EndObject(); w.text().
class Writer : public rapidjson::Writer<rapidjson::StringBuffer> {
  public:
    Writer() { Reset(m_buffer); }
    void member(const char* key, std::string_view text);
    void member(const char* key, const char* text) { member(key, std::string_view(text)); }
    void member(const char* key, long long number);
    void member(const char* key, int number) { member(key, static_cast<long long>(number)); }
    void member(const char* key, double number);
    void member(const char* key, bool truth);
    std::string text() const { return {m_buffer.GetString(), m_buffer.GetSize()}; }

  private:
    rapidjson::StringBuffer m_buffer;
};

/// Valid JSON laid out for people.
std::string indented(std::string_view text);

}  // namespace upscale::json
