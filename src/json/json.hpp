// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and writing JSON. Every read asks first whether the value is there and of the right type.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace upscale::json {

/// All values of a text are in one array: an array is followed by its elements, an object by its
/// members, each as its name and its value. So no function needs recursion. Read values with the
/// functions below.
struct Value {
    struct Array {};
    struct Object {};
    using Null = std::monostate;

    std::variant<Null, bool, long long, double, std::string_view, Array, Object> content;
    std::uint32_t span = 1;  ///< values from this one to the last within it
};

/// A parsed text: its outermost value, which owns all within it. It can be moved, and pointers to
/// its values stay valid then.
class Document {
  public:
    Document() = default;  ///< null
    Document(Document&&) = default;
    Document& operator=(Document&&) = default;
    operator const Value&() const { return m_values.front(); }

  private:
    friend Result<Document> parse(std::string_view text);
    std::vector<char> m_texts;  // of all values, one behind the other
    std::vector<Value> m_values{Value()};
};

struct Member {
    std::string_view name;
    const Value* value;
};

using Path = std::initializer_list<const char*>;

constexpr std::size_t kMaxText = std::size_t{4} << 20;  ///< bytes; longer texts are refused

/// Parses text without recursion, so that no nesting can exhaust the stack. An escaped half of a
/// surrogate pair becomes U+FFFD, so that all strings are well-formed UTF-8.
/// BadReply: not JSON, not UTF-8, or longer than kMaxText.
Result<Document> parse(std::string_view text);

// The functions take a path of member names to what they read; the empty path {} means the value
// itself. What they return belongs to the document.

/// The value at the end of a path; null if any step is missing or no object.
const Value* find(const Value& value, Path path);

/// The elements of the array at the end of a path; none if there is no array.
std::vector<const Value*> elements_at(const Value& value, Path path);
/// The members of the object at the end of a path, in the order of the text; none if there is no
/// object.
std::vector<Member> members_at(const Value& value, Path path);
std::optional<std::string> string_at(const Value& value, Path path);
/// A whole number, also one written as 5.0; nullopt if it does not fit.
std::optional<long long> int_at(const Value& value, Path path);
/// The same within 0 to 4294967295.
std::optional<unsigned> unsigned_at(const Value& value, Path path);
std::optional<double> double_at(const Value& value, Path path);
std::optional<bool> bool_at(const Value& value, Path path);

bool is_null(const Value& value);
bool is_object(const Value& value);

/// Writes JSON text: Writer w; w.StartObject(); w.Key("a"); w.Int64(1); w.EndObject(); w.text().
/// Texts must be UTF-8 and numbers finite.
class Writer {
  public:
    Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer();

    void StartObject();
    void EndObject();
    void StartArray();
    void EndArray();
    void Key(std::string_view name);
    void Null();
    void Int64(long long number);
    void Double(double number);
    void String(std::string_view text);
    /// Adds a value that is valid JSON already.
    void RawValue(std::string_view text);

    void member(const char* key, std::string_view text);
    void member(const char* key, const char* text) { member(key, std::string_view(text)); }
    void member(const char* key, long long number);
    void member(const char* key, int number) { member(key, static_cast<long long>(number)); }
    void member(const char* key, double number);
    void member(const char* key, bool truth);
    std::string text() const;

  private:
    struct Output;
    std::unique_ptr<Output> m_output;
};

/// The object `ours` with those members of the object `older` that it does not have, and the same
/// for objects within both: so a file of a newer version keeps what that added. `ours` as it is if
/// `older` is no object.
std::string with_others(const std::string& ours, std::string_view older);

/// What a Writer wrote, with line breaks and indentation.
std::string indented(std::string_view text);

}  // namespace upscale::json
