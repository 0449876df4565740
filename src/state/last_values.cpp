// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/last_values.hpp"

#include "base/utf8.hpp"
#include "json/json.hpp"

namespace upscale {
namespace {

struct MemberWriter {
    json::Writer& writer;
    const char* name;
    const Parameters& values;

    void operator()(const StringParameter& kind) const {
        const std::string& text = values.*kind.field;
        // One malformed text would make the whole file unreadable, so it is left out.
        if (is_utf8(text)) writer.member(name, text);
    }
    void operator()(const IntParameter& kind) const { writer.member(name, values.*kind.field); }
    void operator()(const BoolParameter& kind) const { writer.member(name, values.*kind.field); }
    void operator()(const ChoiceParameter& kind) const {
        writer.member(name, nick_of(values, kind));
    }
};

struct MemberReader {
    const json::Value& object;
    const char* name;
    Parameters& values;

    void operator()(const StringParameter& kind) const {
        const auto text = json::string_at(object, {name});
        if (text && is_utf8(*text)) values.*kind.field = *text;
    }
    void operator()(const IntParameter& kind) const {
        const auto number = json::int_at(object, {name});
        if (number && *number >= kind.minimum && *number <= kind.maximum)
            values.*kind.field = static_cast<int>(*number);
    }
    void operator()(const BoolParameter& kind) const {
        if (const auto truth = json::bool_at(object, {name})) values.*kind.field = *truth;
    }
    void operator()(const ChoiceParameter& kind) const {
        const auto nick = json::string_at(object, {name});
        if (!nick) return;
        for (std::size_t i = 0; i < kind.choices.size(); ++i)
            if (*nick == kind.choices[i].nick) values.*kind.field = static_cast<int>(i);
    }
};

}  // namespace

std::string to_json(const Parameters& values) {
    json::Writer writer;
    writer.StartObject();
    for (const Parameter& entry : parameter_table())
        std::visit(MemberWriter{writer, entry.name, values}, entry.kind);
    writer.EndObject();
    return writer.text();
}

Parameters parameters_from_json(std::string_view text) {
    const auto document = json::parse(text);
    return document ? parameters_from_json(*document) : Parameters();
}

Parameters parameters_from_json(const json::Value& object) {
    Parameters values;
    for (const Parameter& entry : parameter_table())
        std::visit(MemberReader{object, entry.name, values}, entry.kind);
    return values;
}

}  // namespace upscale
