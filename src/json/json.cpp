// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/json.hpp"

#include <rapidjson/encodedstream.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <cmath>
#include <cstdint>

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

/// Replaces each escaped half of a surrogate pair by U+FFFD. RapidJSON would refuse the whole text
/// for a first half, and would make malformed UTF-8 of a second half.
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

/// Tells the handler what stands in the text.
template <class Handler>
rapidjson::ParseResult read(std::string_view text, Handler& handler) {
    const std::string whole = without_half_pairs(text);
    rapidjson::MemoryStream bytes(whole.data(), whole.size());
    rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
    return rapidjson::Reader()
        .Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(stream,
                                                                                       handler);
}

/// Appends what RapidJSON reads to the values of a document. Its functions have the names that
/// RapidJSON calls.
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
  public:
    /// There must be room for all texts, as the values point to them.
    Builder(std::vector<Value>& values, std::vector<char>& texts)
        : m_values(values), m_texts(texts) {}

    bool Null() { return add(Value::Null()); }
    bool Bool(bool truth) { return add(truth); }
    bool Int(int number) { return Int64(number); }
    bool Uint(unsigned number) { return Int64(number); }
    bool Int64(std::int64_t number) { return add(static_cast<long long>(number)); }
    bool Uint64(std::uint64_t number) {
        return number <= INT64_MAX ? Int64(static_cast<std::int64_t>(number))
                                   : add(static_cast<double>(number));
    }
    bool Double(double number) { return add(number); }
    bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        const std::size_t at = m_texts.size();
        m_texts.insert(m_texts.end(), text, text + size);
        return add(std::string_view(m_texts.data() + at, size));
    }
    bool Key(const char* name, rapidjson::SizeType size, bool copy) {
        return String(name, size, copy);
    }
    bool StartArray() { return open(Value::Array()); }
    bool EndArray(rapidjson::SizeType /*count*/) { return close(); }
    bool StartObject() { return open(Value::Object()); }
    bool EndObject(rapidjson::SizeType /*count*/) { return close(); }

  private:
    template <class Content>
    bool add(Content content) {
        m_values.push_back({.content = content});
        return true;
    }
    template <class Content>
    bool open(Content content) {
        m_open.push_back(static_cast<std::uint32_t>(m_values.size()));
        return add(content);
    }
    bool close() {
        const std::uint32_t start = m_open.back();
        m_open.pop_back();
        m_values[start].span = static_cast<std::uint32_t>(m_values.size()) - start;
        return true;
    }

    std::vector<Value>& m_values;
    std::vector<char>& m_texts;
    std::vector<std::uint32_t> m_open;  // where the arrays and objects begin that are still open
};

template <class Content>
const Content* get(const Value* value) {
    return value ? std::get_if<Content>(&value->content) : nullptr;
}

const Value* after(const Value* value) { return value + value->span; }

}  // namespace

Result<Document> parse(std::string_view text) {
    if (text.size() > kMaxText)
        return Error{.kind = ErrorKind::BadReply, .detail = "JSON text too long"};
    Document document;
    document.m_values.clear();
    document.m_texts.reserve(text.size());  // escapes are longer than what they stand for
    Builder builder(document.m_values, document.m_texts);
    if (const auto result = read(text, builder); result.IsError())
        return Error{.kind = ErrorKind::BadReply,
                     .detail = "not JSON at byte " + std::to_string(result.Offset())};
    return document;
}

const Value* find(const Value& value, Path path) {
    const Value* at = &value;
    for (const char* name : path) {
        if (!is_object(*at)) return nullptr;
        const Value* const end = after(at);
        const Value* member = at + 1;
        while (member != end && *get<std::string_view>(member) != name) member = after(member + 1);
        if (member == end) return nullptr;
        at = member + 1;
    }
    return at;
}

std::vector<const Value*> elements_at(const Value& value, Path path) {
    std::vector<const Value*> elements;
    if (const Value* array = find(value, path); get<Value::Array>(array))
        for (const Value* at = array + 1; at != after(array); at = after(at))
            elements.push_back(at);
    return elements;
}

std::vector<Member> members_at(const Value& value, Path path) {
    std::vector<Member> members;
    if (const Value* object = find(value, path); get<Value::Object>(object))
        for (const Value* at = object + 1; at != after(object); at = after(at + 1))
            members.push_back({*get<std::string_view>(at), at + 1});
    return members;
}

std::optional<std::string> string_at(const Value& value, Path path) {
    const auto* text = get<std::string_view>(find(value, path));
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

std::optional<long long> int_at(const Value& value, Path path) {
    const Value* found = find(value, path);
    if (const auto* whole = get<long long>(found)) return *whole;
    const auto* number = get<double>(found);
    if (!number || std::abs(*number) > 9e15 || *number != std::floor(*number)) return std::nullopt;
    return static_cast<long long>(*number);
}

std::optional<unsigned> unsigned_at(const Value& value, Path path) {
    const auto number = int_at(value, path);
    if (!number || *number < 0 || *number > 0xFFFFFFFF) return std::nullopt;
    return static_cast<unsigned>(*number);
}

std::optional<double> double_at(const Value& value, Path path) {
    const Value* found = find(value, path);
    if (const auto* whole = get<long long>(found)) return static_cast<double>(*whole);
    const auto* number = get<double>(found);
    return number ? std::optional(*number) : std::nullopt;
}

std::optional<bool> bool_at(const Value& value, Path path) {
    const auto* truth = get<bool>(find(value, path));
    return truth ? std::optional(*truth) : std::nullopt;
}

bool is_null(const Value& value) { return get<Value::Null>(&value); }
bool is_object(const Value& value) { return get<Value::Object>(&value); }

namespace {

/// A value that has no others within it.
std::string text_of(const Value& value) {
    Writer writer;
    if (const auto* truth = get<bool>(&value)) return *truth ? "true" : "false";
    if (const auto* whole = get<long long>(&value))
        writer.Int64(*whole);
    else if (const auto* number = get<double>(&value))
        writer.Double(*number);
    else if (const auto* text = get<std::string_view>(&value))
        writer.String(*text);
    else
        writer.Null();
    return writer.text();
}

/// Writes a value with all within it. Without recursion, so that no nesting exhausts the stack.
void write_value(Writer& writer, const Value& value) {
    struct Open {
        const Value* end;
        bool is_object;
    };
    std::vector<Open> open;
    const Value* at = &value;
    do {
        if (!open.empty() && open.back().is_object) writer.Key(*get<std::string_view>(at++));
        if (get<Value::Array>(at)) {
            writer.StartArray();
            open.push_back({after(at), false});
        } else if (get<Value::Object>(at)) {
            writer.StartObject();
            open.push_back({after(at), true});
        } else {
            writer.RawValue(text_of(*at));
        }
        ++at;
        for (; !open.empty() && at == open.back().end; open.pop_back())
            open.back().is_object ? writer.EndObject() : writer.EndArray();
    } while (!open.empty());
}

/// Writes the members of both objects; those of objects within both only to this depth.
void write_union(Writer& writer, const Value& ours, const Value& older, int depth) {
    writer.StartObject();
    for (const auto& [name, value] : members_at(ours, {})) {
        writer.Key(name);
        const Value* const other = find(older, {std::string(name).c_str()});
        if (depth > 0 && other && is_object(*value) && is_object(*other))
            write_union(writer, *value, *other, depth - 1);
        else
            write_value(writer, *value);
    }
    for (const auto& [name, value] : members_at(older, {})) {
        if (find(ours, {std::string(name).c_str()})) continue;
        writer.Key(name);
        write_value(writer, *value);
    }
    writer.EndObject();
}

}  // namespace

std::string with_others(const std::string& ours, std::string_view older) {
    const auto mine = parse(ours), theirs = parse(older);
    if (!mine || !theirs || !is_object(*mine) || !is_object(*theirs)) return ours;
    Writer writer;
    write_union(writer, *mine, *theirs, 1);
    return writer.text();
}

std::string indented(std::string_view text) {
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
    writer.SetIndent(' ', 2);
    if (read(text, writer).IsError()) return std::string(text);
    return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

struct Writer::Output {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
};

Writer::Writer() : m_output(std::make_unique<Output>()) {}
Writer::~Writer() = default;

void Writer::StartObject() { m_output->writer.StartObject(); }
void Writer::EndObject() { m_output->writer.EndObject(); }
void Writer::StartArray() { m_output->writer.StartArray(); }
void Writer::EndArray() { m_output->writer.EndArray(); }
void Writer::Key(std::string_view name) {
    m_output->writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}
void Writer::Null() { m_output->writer.Null(); }
void Writer::Int64(long long number) { m_output->writer.Int64(number); }
void Writer::Double(double number) { m_output->writer.Double(number); }
void Writer::String(std::string_view text) {
    m_output->writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void Writer::RawValue(std::string_view text) {
    m_output->writer.RawValue(text.data(), text.size(), rapidjson::kObjectType);
}

void Writer::member(const char* key, std::string_view text) {
    Key(key);
    String(text);
}
void Writer::member(const char* key, long long number) {
    Key(key);
    Int64(number);
}
void Writer::member(const char* key, double number) {
    Key(key);
    m_output->writer.Double(number);
}
void Writer::member(const char* key, bool truth) {
    Key(key);
    m_output->writer.Bool(truth);
}

std::string Writer::text() const {
    return {m_output->buffer.GetString(), m_output->buffer.GetSize()};
}

}  // namespace upscale::json
