// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/redact.hpp"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <vector>

namespace upscale {
namespace {

constexpr std::size_t kShortest = 4;
/// Characters that one escaped character may take. Text that is escaped more often is read from a
/// later place in it, so that the time stays linear.
constexpr std::size_t kLongestEscape = 64;
constexpr std::size_t kTelling = 8;  ///< characters of a secret's beginning, which is secret too

struct Secrets {
    std::mutex mutex;
    std::vector<std::string> patterns;
};

Secrets& secrets() {
    // never deleted, because the log is written until the very end
    static auto* const all = new Secrets;
    return *all;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(char a, char b) { return lower(a) == lower(b); }

/// The number that `count` digits at `at` make; -1: they are not there.
long number_at(std::string_view text, std::size_t at, std::size_t count, int base) {
    long number = 0;
    if (count == 0 || at + count > text.size()) return -1;
    for (const char c : text.substr(at, count)) {
        const char low = lower(c);
        const int digit = low >= '0' && low <= '9'   ? low - '0'
                          : low >= 'a' && low <= 'f' ? low - 'a' + 10
                                                     : 99;
        if (digit >= base) return -1;
        number = number * base + digit;
    }
    return number;
}

/// The length of backslashes together with the `c` that they escape; 0: they escape something else.
std::size_t escaped_length(std::string_view whole, std::size_t at, char c) {
    const std::string_view text = whole.substr(0, at + kLongestEscape);
    const std::size_t end = text.find_first_not_of('\\', at);
    if (end == std::string_view::npos) return 0;
    for (const auto& [letter, digits] : {std::pair('u', 4), std::pair('x', 2)}) {
        const auto count = static_cast<std::size_t>(digits);
        const long number = text[end] == letter ? number_at(text, end + 1, count, 16) : -1;
        if (number >= 0 && number < 128 && same(static_cast<char>(number), c))
            return end + 1 + count - at;
    }
    return same(text[end], c) ? end + 1 - at : 0;
}

std::size_t percent_length(std::string_view whole, std::size_t at, char c) {
    const std::string_view text = whole.substr(0, at + kLongestEscape);
    for (std::size_t code = at + 1;; code += 2) {
        const long number = number_at(text, code, 2, 16);
        if (number >= 0 && number < 128 && same(static_cast<char>(number), c)) return code + 2 - at;
        if (text.substr(std::min(code, text.size()), 2) != "25") return 0;
    }
}

std::size_t reference_length(std::string_view whole, std::size_t at, char c) {
    const std::string_view text = whole.substr(0, at + kLongestEscape);
    std::size_t start = at + 1;
    while (text.substr(start).starts_with("amp;")) start += 4;
    if (!text.substr(start).starts_with('#')) return 0;
    const bool hexadecimal = start + 1 < text.size() && same(text[start + 1], 'x');
    start += hexadecimal ? 2 : 1;
    const std::size_t end = text.find(';', start);
    if (end == std::string_view::npos || end - start > 7) return 0;
    const long number = number_at(text, start, end - start, hexadecimal ? 16 : 10);
    return number >= 0 && number < 128 && same(static_cast<char>(number), c) ? end + 1 - at : 0;
}

/// How many characters at `at` stand for `c`; 0: they stand for something else.
std::size_t length_of(std::string_view text, std::size_t at, char c) {
    if (at >= text.size()) return 0;
    if (same(text[at], c)) return 1;
    if (text[at] == '\\') return escaped_length(text, at, c);
    if (text[at] == '%') return percent_length(text, at, c);
    if (text[at] == '&') return reference_length(text, at, c);
    return 0;
}

/// How many characters at `at` stand for the secret or for its first kTelling characters.
std::size_t secret_length(std::string_view text, std::size_t at, const std::string& secret) {
    std::size_t end = at, matched = 0;
    while (matched < secret.size()) {
        const std::size_t length = length_of(text, end, secret[matched]);
        if (length == 0) break;
        end += length;
        ++matched;
    }
    return matched >= std::min(secret.size(), kTelling) ? end - at : 0;
}

/// The base64 code of `secret` within a longer text, for each of the three positions that it can
/// have in a group of three bytes. It contains only the characters that do not depend on the
/// neighbouring bytes.
std::string base64_within(const std::string& secret, std::size_t before) {
    static constexpr char kDigits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t first_bit = before * 8, end_bit = first_bit + secret.size() * 8;
    const auto bit = [&](std::size_t at) {
        const auto byte = static_cast<unsigned char>(secret[(at - first_bit) / 8]);
        return static_cast<unsigned>(byte >> (7 - at % 8) & 1);
    };
    std::string text;
    for (std::size_t digit = (first_bit + 5) / 6; (digit + 1) * 6 <= end_bit; ++digit) {
        unsigned value = 0;
        for (std::size_t i = 0; i < 6; ++i) value = value << 1 | bit(digit * 6 + i);
        text += kDigits[value];
    }
    return text;
}

}  // namespace

void keep_secret(const std::string& secret) {
    if (secret.size() < kShortest) return;
    std::vector<std::string> patterns{secret};
    for (std::size_t before = 0; before < 3; ++before)
        if (auto text = base64_within(secret, before); text.size() >= kTelling)
            patterns.push_back(std::move(text));
    const std::lock_guard lock(secrets().mutex);
    auto& known = secrets().patterns;
    if (std::find(known.begin(), known.end(), secret) == known.end())
        known.insert(known.end(), patterns.begin(), patterns.end());
}

std::string redacted(std::string_view text) {
    const std::lock_guard lock(secrets().mutex);
    std::string clean;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t length = 0;
        for (const std::string& secret : secrets().patterns)
            length = std::max(length, secret_length(text, at, secret));
        clean += length > 0 ? std::string_view("***") : text.substr(at, 1);
        at += std::max<std::size_t>(length, 1);
    }
    return clean;
}

std::string without_queries(std::string_view text) {
    std::string clean;
    while (!text.empty()) {
        const std::size_t start = std::min({text.find('?'), text.find("%3F"), text.find("%3f")});
        const std::size_t end = std::min(text.find_first_of(" \t\r\n\"'<>", start), text.size());
        clean += text.substr(0, start);
        if (start == std::string_view::npos) break;
        const bool sentence_ends = end - start <= 1;
        clean += sentence_ends ? "?" : "?…";
        text.remove_prefix(end);
    }
    return clean;
}

}  // namespace upscale
