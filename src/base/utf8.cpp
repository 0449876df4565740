// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace upscale {
namespace {

/// The length of the well-formed sequence at the start of text, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (length == 0 || first > 0xF4 || text.size() < length) return 0;
    std::uint32_t code = first & (0xFF >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return 0;
        code = code << 6 | (byte(i) & 0x3F);
    }
    constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < kSmallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return 0;
    return length;
}

/// C0, DEL, C1, and the characters that reorder or break lines.
bool is_control(std::string_view sequence) {
    const unsigned char first = static_cast<unsigned char>(sequence[0]);
    if (sequence.size() == 1) return first < 0x20 || first == 0x7F;
    if (sequence.size() == 2)
        return first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
    const bool line_or_override = sequence >= "\u2028" && sequence <= "\u202E";
    const bool isolate = sequence >= "\u2066" && sequence <= "\u2069";
    return sequence.size() == 3 && (line_or_override || isolate);
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 0 || text[0] == '\0') return false;
        text.remove_prefix(length);
    }
    return true;
}

std::size_t character_count(std::string_view text) {
    const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts));
}

std::string cut_to(std::string_view text, std::size_t max_bytes) {
    std::size_t end = std::min(text.size(), max_bytes);
    const auto continues = [&](std::size_t at) {
        return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
    };
    while (end > 0 && continues(end)) --end;
    return std::string(text.substr(0, end));
}

std::string printable_line(std::string_view text, std::size_t max_bytes) {
    std::string line;
    bool space = false;
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        const std::string_view sequence = text.substr(0, length ? length : 1);
        text.remove_prefix(sequence.size());
        if (length == 0 || is_control(sequence) || sequence == " ") {
            space = !line.empty();
            continue;
        }
        if (line.size() + space + sequence.size() > max_bytes) return line + "…";
        if (space) line += ' ';
        space = false;
        line += sequence;
    }
    return line;
}

}  // namespace upscale
