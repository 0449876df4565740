// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/name_pattern.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "base/utf8.hpp"

namespace upscale {
namespace {

constexpr int kManyPixels = 99999;              ///< more than a side of a result has
constexpr int kManyResults = 999;               ///< more than would get the same name
constexpr double kUsualFactor = 2;              ///< what both engines give as a rule
constexpr std::size_t kLongestLayerName = 100;  // bytes

Error bad(const std::string& why) {
    return {.kind = ErrorKind::BadInput, .detail = "name-pattern " + why};
}

std::optional<std::string> number(const std::optional<int>& value) {
    return value ? std::optional(std::to_string(*value)) : std::nullopt;
}

/// A layer's name as a part of a file's.
std::string as_part_of_name(const std::string& name, std::size_t longest) {
    std::string text = cut_to(printable_line(name, 1000), longest);
    std::ranges::replace(text, '/', '-');
    while (!text.empty() && (text.front() == '.' || text.front() == ' ')) text.erase(0, 1);
    while (text.ends_with(' ')) text.pop_back();
    return text.empty() ? "layer" : text;
}

}  // namespace

std::vector<std::string> layer_names(const std::vector<std::string>& names) {
    std::vector<std::string> unique;
    std::set<std::string> taken;
    for (const std::string& name : names)
        for (int attempt = 1;; ++attempt) {
            // a number must not be cut off
            const std::size_t room = kLongestLayerName - numbered({}, attempt).size();
            std::string text = numbered(as_part_of_name(name, room), attempt);
            if (!taken.insert(text).second) continue;
            unique.push_back(std::move(text));
            break;
        }
    return unique;
}

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
    static constexpr std::array<std::pair<std::string_view, Kind>, 7> kPlaceholders{{
        {"name", Kind::Name},
        {"layer", Kind::Layer},
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
                       "}; known are {name} {layer} {factor} {width} {height} {index} {seed}");
        pattern.m_parts.push_back({known->second, {}});
        text.remove_prefix(close + 1);
    }
    return pattern;
}

bool NamePattern::has_layer() const {
    return std::ranges::count(m_parts, Kind::Layer, &Part::kind) > 0;
}

std::optional<std::string> NamePattern::text_of(const Part& part, const NameValues& values) {
    switch (part.kind) {
        case Kind::Text:
            return part.text;
        case Kind::Name:
            return values.name;
        case Kind::Layer:
            return values.layer;
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

std::vector<std::string> planned_names(const NamePattern& pattern, const Parameters& values,
                                       const NameValues& source, const std::string& extension) {
    NameValues known = source;
    known.count = static_cast<std::size_t>(values.num_images);
    if (values.target == Target::AsItComes) known.factor = kUsualFactor;
    if (values.target == Target::Factor) known.factor = values.target_value;
    if (values.num_images == 1 && values.seed >= 0) known.seed = values.seed;
    std::vector<std::string> names;
    for (known.index = 0; known.index < known.count; ++known.index) {
        const auto name = pattern.name_for(known);
        if (!name) break;
        names.push_back(*name + "." + extension);
    }
    return names;
}

std::size_t longest_name(const NamePattern& pattern, const Parameters& values,
                         const NameValues& source, const std::string& extension) {
    NameValues longest = source;
    longest.count = static_cast<std::size_t>(values.num_images);
    longest.index = longest.count - 1;
    longest.factor = kManyPixels - 0.1;  // of a source of one pixel
    longest.size = Size{kManyPixels, kManyPixels};
    longest.seed = std::numeric_limits<long long>::max();
    const std::string name = numbered(*pattern.name_for(longest), kManyResults);
    return name.size() + 1 + extension.size();
}

}  // namespace upscale
