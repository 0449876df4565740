// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/scan.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/utf8.hpp"

namespace upscale::json {
namespace {

constexpr std::size_t kMostNames = 16;  // passed to `found`
constexpr int kMostLevels = 4;          // JSON in strings in JSON

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool ends_word(char c) {
    return is_blank(c) || c == ',' || c == ':' || c == '"' || c == '{' || c == '}' || c == '[' ||
           c == ']';
}

/// The four hexadecimal digits at the start of `text` as a UTF-16 unit.
std::optional<unsigned> utf16_unit(std::string_view text) {
    if (text.size() < 4) return std::nullopt;
    unsigned unit = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + 4, unit, 16);
    return code == std::errc() && end == text.data() + 4 ? std::optional(unit) : std::nullopt;
}

class Scanner {
  public:
    Scanner(std::string_view text, std::vector<std::string>& names, int level, const FoundFn& found)
        : m_text(text), m_names(names), m_outer(names.size()), m_level(level), m_found(found) {}

    void run() {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '"') {
                take_string();
            } else if (c == '{' || c == '[') {
                open();
                ++m_at;
            } else if (c == '}' || c == ']') {
                close();
                ++m_at;
            } else if (ends_word(c)) {
                if (c == ',') m_name.reset();
                ++m_at;
            } else {
                take_word();
            }
        }
        m_names.resize(m_outer);
    }

  private:
    void open() {
        // an array or object without a name adds none for its elements
        m_named.push_back(m_name.has_value());
        if (m_name) m_names.push_back(std::move(*m_name));
        m_name.reset();
    }
    void close() {
        m_name.reset();
        if (m_named.empty()) return;  // there are more ends than beginnings
        if (m_named.back()) m_names.pop_back();
        m_named.pop_back();
    }

    void take_word() {
        const std::size_t start = m_at;
        while (m_at < m_text.size() && !ends_word(m_text[m_at])) ++m_at;
        const std::string word(m_text.substr(start, m_at - start));
        if (is_name())
            m_name = word;
        else if (m_at < m_text.size() || m_named.empty())  // else it may be cut off
            pass(word);
    }

    void take_string() {
        std::string value;
        ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\\')
                take_escape(value);
            else
                value += m_text[m_at++];
        }
        const bool cut_off = m_at >= m_text.size();
        // complete values in JSON that is cut off are found, too
        if (cut_off && !is_json(value)) return;
        ++m_at;
        if (is_name() && !is_json(value))
            m_name = std::move(value);
        else
            pass(value);
    }

    void take_escape(std::string& value) {
        ++m_at;
        if (m_at >= m_text.size()) return;
        const char c = m_text[m_at++];
        if (c == 'n' || c == 'r' || c == 't' || c == 'b' || c == 'f') {
            value += c == 'n' ? '\n' : c == 't' ? '\t' : ' ';
            return;
        }
        if (c != 'u') {
            value += c;
            return;
        }
        const auto unit = utf16_unit(m_text.substr(m_at));
        if (!unit) return;
        m_at += 4;
        std::uint32_t point = *unit;
        if (*unit >= 0xD800 && *unit < 0xDC00 && m_text.substr(m_at).starts_with("\\u")) {
            const auto low = utf16_unit(m_text.substr(m_at + 2));
            if (low && *low >= 0xDC00 && *low < 0xE000) {
                point = 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00);
                m_at += 6;
            }
        }
        append_utf8(value, point);  // half of a pair is made well-formed in pass()
    }

    static void append_utf8(std::string& text, std::uint32_t point) {
        const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
        if (point < 0x80) return add(point);
        if (point < 0x800) {
            add(0xC0 | (point >> 6));
        } else {
            if (point < 0x10000) {
                add(0xE0 | (point >> 12));
            } else {
                add(0xF0 | (point >> 18));
                add(0x80 | ((point >> 12) & 0x3F));
            }
            add(0x80 | ((point >> 6) & 0x3F));
        }
        add(0x80 | (point & 0x3F));
    }

    static bool is_json(std::string_view value) {
        return value.starts_with('{') || value.starts_with('[');
    }

    /// True if what was just read is followed by a colon.
    bool is_name() const {
        std::size_t at = m_at;
        while (at < m_text.size() && is_blank(m_text[at])) ++at;
        return at < m_text.size() && m_text[at] == ':';
    }

    void pass(const std::string& raw) {
        const std::string value = is_utf8(raw) ? raw : with_replacements(raw);
        const bool named = m_name.has_value();
        if (named) m_names.push_back(std::move(*m_name));
        m_name.reset();
        if (m_level < kMostLevels && is_json(value))
            Scanner(value, m_names, m_level + 1, m_found).run();
        else
            m_found(std::span(m_names).last(std::min(m_names.size(), kMostNames)), value);
        if (named) m_names.pop_back();
    }

    /// Puts U+FFFD in the place of each byte that is not UTF-8.
    static std::string with_replacements(std::string_view raw) {
        std::string text;
        while (!raw.empty()) {
            std::size_t length = 1;
            while (length <= 4 && length <= raw.size() && !is_utf8(raw.substr(0, length))) ++length;
            const bool good = length <= 4 && length <= raw.size();
            text += good ? std::string(raw.substr(0, length)) : "\xEF\xBF\xBD";
            raw.remove_prefix(good ? length : 1);
        }
        return text;
    }

    std::string_view m_text;
    std::vector<std::string>& m_names;  // names of the open arrays and objects
    std::size_t m_outer;                // how many of them belong to the text around this one
    int m_level;
    const FoundFn& m_found;
    std::size_t m_at = 0;
    std::optional<std::string> m_name;  // name of the value that comes next
    std::vector<bool> m_named;          // for each open array and object: whether it has a name
};

}  // namespace

void scan(std::string_view text, const FoundFn& found) {
    std::vector<std::string> names;
    Scanner(text, names, 1, found).run();
}

}  // namespace upscale::json
