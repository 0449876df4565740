// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/preferences.hpp"

#include <algorithm>
#include <utility>

#include "base/files.hpp"
#include "json/json.hpp"

namespace upscale {
namespace {

std::string preferences_path() { return state_folder() + "/preferences.json"; }

constexpr long long kFarthest = 100'000;  ///< pixels
constexpr std::pair<const char*, int Preferences::*> kWindow[] = {
    {"window-x", &Preferences::window_x},
    {"window-y", &Preferences::window_y},
    {"window-width", &Preferences::window_width},
    {"window-height", &Preferences::window_height}};

}  // namespace

std::uintmax_t history_limit(const Preferences& preferences) {
    return static_cast<std::uintmax_t>(preferences.history_gb * 1e9);
}

std::string to_json(const Preferences& preferences) {
    json::Writer writer;
    writer.StartObject();
    writer.member("history-gb", preferences.history_gb);
    writer.member("ask-above", preferences.ask_above);
    writer.member("add-at-once", preferences.add_at_once);
    writer.member("offer-seen", preferences.offer_seen);
    writer.member("name-source", preferences.name_source);
    writer.member("allow-private", preferences.allow_private);
    writer.member("print-ppi", preferences.print_ppi);
    writer.member("print-unit", preferences.print_unit);
    for (const auto& [name, field] : kWindow) writer.member(name, preferences.*field);
    writer.EndObject();
    return writer.text();
}

Preferences preferences_from_json(std::string_view text) {
    Preferences preferences;
    const auto root = json::parse(text);
    if (!root) return preferences;
    if (const auto gb = json::double_at(*root, {"history-gb"}))
        preferences.history_gb = std::clamp(*gb, 0.0, 1000.0);
    if (const auto images = json::int_at(*root, {"ask-above"}))
        preferences.ask_above = static_cast<int>(std::clamp(*images, 1ll, 1000ll));
    if (const auto truth = json::bool_at(*root, {"add-at-once"})) preferences.add_at_once = *truth;
    if (const auto truth = json::bool_at(*root, {"offer-seen"})) preferences.offer_seen = *truth;
    if (const auto truth = json::bool_at(*root, {"name-source"})) preferences.name_source = *truth;
    if (const auto truth = json::bool_at(*root, {"allow-private"}))
        preferences.allow_private = *truth;
    if (const auto ppi = json::double_at(*root, {"print-ppi"}))
        preferences.print_ppi = std::clamp(*ppi, 1.0, 10000.0);
    if (const auto unit = json::int_at(*root, {"print-unit"}))
        preferences.print_unit = static_cast<int>(std::clamp(*unit, 0ll, 3ll));
    for (const auto& [name, field] : kWindow)
        if (const auto pixels = json::int_at(*root, {name}))
            preferences.*field = static_cast<int>(std::clamp(*pixels, -kFarthest, kFarthest));
    return preferences;
}

Preferences load_preferences() {
    const auto text = read_file(preferences_path(), json::kMaxText);
    return text ? preferences_from_json(as_text(*text)) : Preferences();
}

Status save_preferences(const Preferences& preferences) {
    if (auto made = make_folder(state_folder()); !made) return made;
    const auto older = read_file(preferences_path(), json::kMaxText);
    const std::string text = to_json(preferences);
    return write_file(preferences_path(),
                      as_bytes(older ? json::with_others(text, as_text(*older)) : text));
}

}  // namespace upscale
