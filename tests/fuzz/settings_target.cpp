// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Last-used values, keys as people paste them, and arguments of scripts.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/parameter_table.hpp"
#include "fuzz/check.hpp"
#include "state/key.hpp"
#include "state/parameters_json.hpp"

namespace upscale {
namespace {

using fuzz::is_fit_for_people;
using fuzz::require;

void check_last_values(const std::string& text) {
    const Parameters values = parameters_from_json(text);
    require(validate(values).has_value(), "what was read is in range");
    require(parameters_from_json(to_json(values)) == values, "it is written as it was read");
}

void check_key(const std::string& text) {
    const auto key = key_from_text(text);
    if (!key) return;
    require(!key->empty(), "a key is not empty");
    for (const unsigned char c : key->reveal())
        require(c > ' ' && c < 0x7F, "a key fits into a header");
    require(text.find(key->reveal()) != std::string::npos, "a key is part of its text");
    const auto again = key_from_text(key->reveal() + "\n");
    require(again && again->reveal() == key->reveal(), "a key is written as it was read");
}

/// Takes one byte for each number, and the rest for the texts.
void check_arguments(std::string_view bytes) {
    Parameters values;
    const auto next = [&bytes] {
        if (bytes.empty()) return 0;
        const auto number = static_cast<std::int8_t>(bytes.front());
        bytes.remove_prefix(1);
        return static_cast<int>(number);
    };
    for (const Parameter& entry : parameter_table()) {
        if (const auto* number = std::get_if<IntParameter>(&entry.kind))
            values.*number->field = next();
        else if (const auto* choice = std::get_if<ChoiceParameter>(&entry.kind))
            values.*choice->field = next();
    }
    values.prompt = bytes;
    if (const auto valid = validate(values); !valid) {
        require(valid.error().kind == ErrorKind::BadInput, "the kind as announced");
        require(is_fit_for_people(valid.error().detail, 300), "details can be shown");
        return;
    }
    require(parameters_from_json(to_json(values)) == values, "valid arguments are kept");
}

}  // namespace
}  // namespace upscale

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    upscale::check_last_values(text);
    upscale::check_key(text);
    upscale::check_arguments(text);
    return 0;
}
