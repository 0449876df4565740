// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/options.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "base/text_number.hpp"
#include "base/utf8.hpp"

namespace upscale {
namespace {

constexpr std::size_t kLongestShown = 40;  // bytes of a wrong word that an error quotes

Error bad(std::string_view word, const std::string& why) {
    return {.kind = ErrorKind::BadInput, .detail = printable_line(word, kLongestShown) + " " + why};
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_quote(char c) { return c == '"' || c == '\''; }

/// The next name=value of a text, without its quotes.
struct Pair {
    std::string name, value;
};

/// Takes a pair off the front of `rest`, which does not begin with a blank.
Result<Pair> take_pair(std::string_view& rest) {
    const std::size_t equals = std::min(rest.find('='), rest.size());
    const auto blank = std::ranges::find_if(rest, is_blank);
    const auto word = static_cast<std::size_t>(blank - rest.begin());
    if (equals >= word) return bad(rest.substr(0, word), "is not of the form name=value");
    Pair pair{std::string(rest.substr(0, equals)), {}};
    rest.remove_prefix(equals + 1);
    const char quote = !rest.empty() && is_quote(rest.front()) ? rest.front() : '\0';
    if (quote) rest.remove_prefix(1);
    for (; !rest.empty(); rest.remove_prefix(1)) {
        const char c = rest.front();
        if (quote ? c == quote : is_blank(c)) break;
        if (quote && c == '\\' && rest.size() > 1) rest.remove_prefix(1);
        pair.value += rest.front();
    }
    if (!quote) return pair;
    if (rest.empty()) return bad(pair.name, "has a quotation mark that is not closed");
    rest.remove_prefix(1);
    if (!rest.empty() && !is_blank(rest.front()))
        return bad(pair.name, "wants a blank behind its quotation marks");
    return pair;
}

/// Reads `value` into the parameter; validate() checks the range. False: it is no value of that
/// kind.
bool read_value(const Parameter& entry, const std::string& value, Parameters& values) {
    return std::visit(
        Overload{
            [&](const StringParameter& text) {
                values.*text.field = value;
                return true;
            },
            [&](const IntParameter& number) {
                const char* end = value.data() + value.size();
                const auto [stop, code] = std::from_chars(value.data(), end, values.*number.field);
                return code == std::errc() && stop == end;
            },
            [&](const DoubleParameter& number) { return read_number(value, values.*number.field); },
            [&](const BoolParameter& truth) {
                values.*truth.field = value == "yes" || value == "true";
                return values.*truth.field || value == "no" || value == "false";
            },
            [&](const ChoiceParameter& choice) {
                const auto found = std::ranges::find(choice.choices, value, &Choice::nick);
                values.*choice.field = static_cast<int>(found - choice.choices.begin());
                return found != choice.choices.end();
            }},
        entry.kind);
}

/// "from 1 to 8", "yes or no", "one of auto, on, off".
std::string values_of(const Parameter& entry) {
    return std::visit(Overload{[](const StringParameter&) { return std::string("text"); },
                               [](const IntParameter& number) {
                                   return "from " + std::to_string(number.minimum) + " to " +
                                          std::to_string(number.maximum);
                               },
                               [](const DoubleParameter& number) {
                                   return "from " + number_text(number.minimum) + " to " +
                                          number_text(number.maximum);
                               },
                               [](const BoolParameter&) { return std::string("yes or no"); },
                               [](const ChoiceParameter& choice) {
                                   std::string nicks;
                                   for (const Choice& each : choice.choices)
                                       nicks += (nicks.empty() ? "one of " : ", ") +
                                                std::string(each.nick);
                                   return nicks;
                               }},
                      entry.kind);
}

std::string text_of(const Parameter& entry, const Parameters& values) {
    return std::visit(
        Overload{
            [&](const StringParameter& text) {
                std::string quoted = "'";
                for (const char c : values.*text.field) {
                    if (c == '\'' || c == '\\') quoted += '\\';
                    quoted += c;
                }
                return quoted + "'";
            },
            [&](const IntParameter& number) { return std::to_string(values.*number.field); },
            [&](const DoubleParameter& number) { return number_text(values.*number.field); },
            [&](const BoolParameter& truth) {
                return std::string(values.*truth.field ? "yes" : "no");
            },
            [&](const ChoiceParameter& choice) { return std::string(nick_of(values, choice)); }},
        entry.kind);
}

}  // namespace

Status read_options(std::string_view text, const std::function<bool(const Parameter&)>& allowed,
                    Parameters& values) {
    Parameters read = values;
    std::set<std::string_view> given;
    for (;;) {
        while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
        if (text.empty()) break;
        const auto pair = take_pair(text);
        if (!pair) return pair.error();
        const auto table = parameter_table();
        const auto entry = std::ranges::find(table, pair->name, &Parameter::name);
        if (entry == table.end()) return bad(pair->name, "is no option");
        if (!allowed(*entry))
            return bad(pair->name, "is an argument of its own or does not apply here");
        if (!given.insert(entry->name).second) return bad(pair->name, "is given twice");
        if (!read_value(*entry, pair->value, read))
            return bad(pair->name, "must be " + values_of(*entry) + ", not " +
                                       printable_line(pair->value, kLongestShown));
        if (auto valid = validate(*entry, read); !valid) return valid;
    }
    values = std::move(read);
    return Done{};
}

std::string options_text(const Parameters& values,
                         const std::function<bool(const Parameter&)>& wanted) {
    std::string text;
    for (const Parameter& entry : parameter_table())
        if (wanted(entry))
            text +=
                (text.empty() ? "" : " ") + std::string(entry.name) + "=" + text_of(entry, values);
    return text;
}

}  // namespace upscale
