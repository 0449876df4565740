// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/name_pattern.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/utf8.hpp"

namespace upscale {
namespace {

Error bad(const std::string& why) {
    return {.kind = ErrorKind::BadInput, .detail = "name-pattern " + why};
}

std::optional<std::string> number(const std::optional<int>& value) {
    return value ? std::optional(std::to_string(*value)) : std::nullopt;
}

}  // namespace

std::string factor_text(double factor) {
    const long tenths = std::lround(factor * 10);
    std::string text = std::to_string(tenths / 10);
    if (tenths % 10 != 0) text += "." + std::to_string(tenths % 10);
    return text;
}

std::string numbered(const std::string& name, int attempt) {
    return attempt < 2 ? name : name + "-" + std::to_string(attempt);
}

Result<NamePattern> NamePattern::parse(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, Kind>, 6> kPlaceholders{{
        {"name", Kind::Name},
        {"factor", Kind::Factor},
        {"width", Kind::Width},
        {"height", Kind::Height},
        {"index", Kind::Index},
        {"seed", Kind::Seed},
    }};
    if (text.empty()) return bad("must not be empty");
    if (text.find('/') != text.npos || text.find('\0') != text.npos)
        return bad("must be the name of a file, without a folder");
    if (text.starts_with('.')) return bad("must not begin with a dot");
    NamePattern pattern;
    while (!text.empty()) {
        const std::size_t open = std::min(text.find_first_of("{}"), text.size());
        if (open > 0) pattern.m_parts.push_back({Kind::Text, std::string(text.substr(0, open))});
        text.remove_prefix(open);
        if (text.empty()) break;
        const std::size_t close = text.find('}');
        if (text.front() == '}' || close == text.npos)
            return bad("has a brace that belongs to no placeholder");
        const std::string_view word = text.substr(1, close - 1);
        const auto* const known =
            std::ranges::find(kPlaceholders, word, &std::pair<std::string_view, Kind>::first);
        if (known == kPlaceholders.end())
            return bad("has the unknown placeholder {" + printable_line(word, 40) +
                       "}; known are {name} {factor} {width} {height} {index} {seed}");
        pattern.m_parts.push_back({known->second, {}});
        text.remove_prefix(close + 1);
    }
    return pattern;
}

std::optional<std::string> NamePattern::text_of(const Part& part, const NameValues& values) {
    switch (part.kind) {
        case Kind::Text:
            return part.text;
        case Kind::Name:
            return values.name;
        case Kind::Factor:
            return values.factor ? std::optional(factor_text(*values.factor)) : std::nullopt;
        case Kind::Width:
            return number(values.size ? std::optional(values.size->width) : std::nullopt);
        case Kind::Height:
            return number(values.size ? std::optional(values.size->height) : std::nullopt);
        case Kind::Index:
            return std::to_string(values.index + 1);
        case Kind::Seed:
            return values.seed ? std::optional(std::to_string(*values.seed)) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::string> NamePattern::name_for(const NameValues& values,
                                                 std::size_t longest) const {
    std::string name;
    for (const Part& part : m_parts) {
        const auto text = text_of(part, values);
        if (!text) return std::nullopt;
        name += *text;
    }
    if (values.count > 1 && std::ranges::count(m_parts, Kind::Index, &Part::kind) == 0)
        name += "-" + std::to_string(values.index + 1);
    if (name.size() <= longest || values.name.empty()) return name;
    // what tells the results apart stays whole: the name of the source is cut
    const std::size_t excess = name.size() - longest;
    if (excess >= values.name.size()) return name;
    NameValues shorter = values;
    shorter.name.resize(values.name.size() - excess);
    if (is_utf8(values.name)) shorter.name = cut_to(values.name, shorter.name.size());
    return name_for(shorter, name.size());
}

}  // namespace upscale
