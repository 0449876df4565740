// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/remembered.hpp"

#include <algorithm>
#include <utility>

#include "base/files.hpp"
#include "base/parameter_table.hpp"
#include "base/redact.hpp"
#include "base/utf8.hpp"
#include "batch/file_list.hpp"
#include "json/json.hpp"
#include "state/parameters_json.hpp"

namespace upscale {
namespace {

constexpr std::size_t kMostPrompts = 20;
constexpr std::size_t kMostImages = 200;
constexpr std::int64_t kNumberHolds = 4 * 3600;  ///< seconds
constexpr std::size_t kLongestId = 100;          ///< characters of a job's id
constexpr std::size_t kLongestKey = 4096;        ///< bytes of an image's key
constexpr std::size_t kMaxPrompts = 256 << 10;   ///< bytes of the prompts of all images together

std::string window_path() { return state_folder() + "/window.json"; }

bool is_prompt(const std::string& text) {
    const auto& kind = std::get<StringParameter>(parameter("prompt").kind);
    return is_utf8(text) && character_count(text) <= static_cast<std::size_t>(kind.longest);
}

bool is_key(const std::string& image) {
    return !image.empty() && image.size() <= kLongestKey && is_utf8(image);
}

/// `values` with what belongs to an image taken from `own`.
Parameters with_own(Parameters values, const Parameters& own) {
    for (const Parameter& entry : parameter_table())
        if (entry.belongs_to_image) copy_value(entry, own, values);
    return values;
}

/// The values without those that belong to an image.
Parameters shared(const Parameters& values) { return with_own(values, Parameters()); }

/// Only the values that belong to an image.
Parameters own_of(const Parameters& values) { return with_own(Parameters(), values); }

void append_prompt(Remembered& remembered, const std::string& prompt) {
    auto& prompts = remembered.prompts;
    if (prompts.size() < kMostPrompts && !prompt.empty() && is_prompt(prompt) &&
        std::find(prompts.begin(), prompts.end(), prompt) == prompts.end())
        prompts.push_back(prompt);
}

void append_image(Remembered& remembered, const Remembered::OfImage& one) {
    const bool known =
        std::any_of(remembered.images.begin(), remembered.images.end(),
                    [&](const Remembered::OfImage& other) { return other.image == one.image; });
    if (remembered.images.size() < kMostImages && is_key(one.image) &&
        is_prompt(one.values.prompt) && !known)
        remembered.images.push_back(one);
}

Remembered::OfFiles files_from_json(const json::Value& from) {
    Remembered::OfFiles files;
    files.folder = path_from_uri(json::string_at(from, {"folder"}).value_or(""));
    auto names = json::string_at(from, {"names"});
    if (names && !names->empty()) files.name_pattern = std::move(*names);
    files.format = json::string_at(from, {"format"}).value_or("");
    files.overwrite = json::bool_at(from, {"overwrite"}).value_or(false);
    return files;
}

}  // namespace

std::string to_json(const Remembered& remembered) {
    json::Writer writer;
    writer.StartObject();
    writer.Key("values");
    writer.RawValue(to_json(shared(remembered.values)));
    writer.member("seen", remembered.seen);
    writer.Key("files");
    writer.StartObject();
    writer.member("folder", remembered.files.folder.empty() ? std::string()
                                                            : uri_of(remembered.files.folder));
    writer.member("names", redacted(remembered.files.name_pattern));
    writer.member("format", redacted(remembered.files.format));
    writer.member("overwrite", remembered.files.overwrite);
    writer.EndObject();
    writer.Key("prompts");
    writer.StartArray();
    for (const std::string& prompt : remembered.prompts) writer.String(redacted(prompt));
    writer.EndArray();
    writer.Key("images");
    writer.StartArray();
    std::size_t bytes = 0;  // a longer file could not be read again
    for (const auto& one : remembered.images) {
        bytes += one.values.prompt.size() + one.image.size();
        if (bytes > kMaxPrompts) break;
        writer.StartObject();
        writer.member("image", redacted(one.image));
        Parameters own = one.values;
        own.prompt = redacted(own.prompt);
        for (const Parameter& entry : parameter_table())
            if (entry.belongs_to_image) write_member(writer, entry, own);
        writer.member("used", static_cast<long long>(one.used));
        writer.EndObject();
    }
    writer.EndArray();
    writer.EndObject();
    return writer.text();
}

Remembered remembered_from_json(std::string_view text) {
    Remembered remembered;
    const auto root = json::parse(text);
    if (!root) return remembered;
    if (const json::Value* values = json::find(*root, {"values"}))
        remembered.values = shared(parameters_from_json(*values));
    if (const json::Value* files = json::find(*root, {"files"}))
        remembered.files = files_from_json(*files);
    remembered.seen = printable_line(json::string_at(*root, {"seen"}).value_or(""), kLongestId);
    for (const json::Value* prompt : json::elements_at(*root, {"prompts"}))
        if (const auto text = json::string_at(*prompt, {})) append_prompt(remembered, *text);
    for (const json::Value* image : json::elements_at(*root, {"images"}))
        append_image(remembered, {json::string_at(*image, {"image"}).value_or(""),
                                  own_of(parameters_from_json(*image)), false,
                                  json::int_at(*image, {"used"}).value_or(0)});
    return remembered;
}

Parameters values_for(const Remembered& remembered, const std::string& image, std::int64_t now) {
    for (const auto& one : remembered.images) {
        if (image.empty() || one.image != image) continue;
        Parameters values = with_own(remembered.values, one.values);
        const std::int64_t age = now - one.used;
        // a negative age: the clock was set back since
        if (age < 0 || age > kNumberHolds) values.num_images = Parameters().num_images;
        return values;
    }
    return shared(remembered.values);
}

void remember(Remembered& remembered, const std::string& image, const Parameters& values,
              std::int64_t now) {
    const Remembered older = std::exchange(remembered, {});
    remembered.values = shared(values);
    append_image(remembered, {image, own_of(values), true, now});
    remembered = merged(remembered, older);
}

void remember_prompt(Remembered& remembered, const std::string& prompt) {
    const auto older = std::exchange(remembered.prompts, {});
    append_prompt(remembered, prompt);
    for (const std::string& each : older) append_prompt(remembered, each);
}

void remember_files(Remembered& remembered, Remembered::OfFiles files) {
    files.changed = remembered.files.changed;
    const bool can_be_written = is_utf8(files.name_pattern) && is_utf8(files.format);
    if (files == remembered.files || !can_be_written) return;
    files.changed = true;
    remembered.files = std::move(files);
}

Remembered merged(const Remembered& newer, const Remembered& older) {
    Remembered both;
    both.values = shared(newer.values);
    both.files = newer.files.changed ? newer.files : older.files;
    both.seen = std::max(newer.seen, older.seen);  // later ids sort after earlier ones
    for (const Remembered* each : {&newer, &older})
        for (const std::string& prompt : each->prompts) append_prompt(both, prompt);
    for (const auto& image : newer.images)
        if (image.changed) append_image(both, image);
    for (const Remembered* each : {&older, &newer})
        for (const auto& image : each->images) append_image(both, image);
    return both;
}

Remembered load_remembered() {
    const auto text = read_file(window_path(), json::kMaxText);
    return text ? remembered_from_json(as_text(*text)) : Remembered();
}

Status save_remembered(const Remembered& remembered) {
    if (auto made = make_folder(state_folder()); !made) return made;
    const FileLock lock(window_path() + ".lock");
    const auto older = read_file(window_path(), json::kMaxText);
    const std::string text = to_json(merged(remembered, load_remembered()));
    return write_file(window_path(),
                      as_bytes(older ? json::with_others(text, as_text(*older)) : text));
}

}  // namespace upscale
