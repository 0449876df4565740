// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/parameters_json.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"

namespace upscale {

void write_member(json::Writer& writer, const Parameter& entry, const Parameters& values) {
    write_member(writer, entry, values, entry.name);
}

void write_member(json::Writer& writer, const Parameter& entry, const Parameters& values,
                  const char* name) {
    std::visit(
        Overload{[&](const StringParameter& kind) {
                     const std::string& text = values.*kind.field;
                     if (is_utf8(text)) writer.member(name, text);
                 },
                 [&](const ChoiceParameter& kind) { writer.member(name, nick_of(values, kind)); },
                 [&](const auto& kind) { writer.member(name, values.*kind.field); }},
        entry.kind);
}

bool read_member(const json::Value& object, const Parameter& entry, Parameters& values) {
    const char* const name = entry.name;
    Parameters read = values;
    const bool found = std::visit(
        Overload{[&](const StringParameter& kind) {
                     auto text = json::string_at(object, {name});
                     if (text) read.*kind.field = std::move(*text);
                     return text.has_value();
                 },
                 [&](const IntParameter& kind) {
                     const auto number = json::int_at(object, {name});
                     if (!number || !std::in_range<int>(*number)) return false;
                     read.*kind.field = static_cast<int>(*number);
                     return true;
                 },
                 [&](const DoubleParameter& kind) {
                     const auto number = json::double_at(object, {name});
                     if (number) read.*kind.field = *number;
                     return number.has_value();
                 },
                 [&](const BoolParameter& kind) {
                     const auto truth = json::bool_at(object, {name});
                     if (truth) read.*kind.field = *truth;
                     return truth.has_value();
                 },
                 [&](const ChoiceParameter& kind) {
                     const auto nick = json::string_at(object, {name});
                     if (!nick) return false;
                     const auto choice = std::ranges::find(kind.choices, *nick, &Choice::nick);
                     read.*kind.field = static_cast<int>(choice - kind.choices.begin());
                     return true;
                 }},
        entry.kind);
    if (!found || !validate(entry, read)) return false;
    copy_value(entry, read, values);
    return true;
}

std::string to_json(const Parameters& values) {
    json::Writer writer;
    writer.StartObject();
    for (const Parameter& entry : parameter_table()) write_member(writer, entry, values);
    writer.EndObject();
    return writer.text();
}

Parameters parameters_from_json(std::string_view text) {
    const auto document = json::parse(text);
    return document ? parameters_from_json(*document) : Parameters();
}

Parameters parameters_from_json(const json::Value& object) {
    Parameters values;
    for (const Parameter& entry : parameter_table()) read_member(object, entry, values);
    return values;
}

}  // namespace upscale
