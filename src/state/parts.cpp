// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/parts.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/files.hpp"
#include "base/redact.hpp"
#include "image/files/header.hpp"
#include "json/json.hpp"

namespace upscale {
namespace {

constexpr std::size_t kLongestValidator = 512;  ///< characters

std::string note_of(const std::string& part) { return part + ".json"; }

/// It becomes the line of a header, so nothing in the file may begin another line.
bool is_validator(const std::string& text) {
    return !text.empty() && text.size() <= kLongestValidator &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

Status append(const std::string& path, ByteView bytes) {
    std::error_code code;
    const platform::Handle file = platform::open_to_append(path, code);
    if (!code) platform::write(file, bytes, code);
    if (code) return Error{.kind = ErrorKind::LocalIo, .detail = path + ": " + code.message()};
    return Done{};
}

}  // namespace

std::string FolderParts::path_of(std::size_t index) const {
    return m_folder + "/result-" + std::to_string(m_numbers[index]) + ".part";
}

bool FolderParts::has(std::size_t index, const std::string& url) {
    const auto note = read_file(note_of(path_of(index)), json::kMaxText);
    const auto root = note ? json::parse(as_text(*note)) : note.error();
    return root && json::string_at(*root, {"url"}) == redacted(url);
}

std::optional<Part> FolderParts::load(std::size_t index, const std::string& url) {
    const std::string path = path_of(index);
    const auto note = read_file(note_of(path), json::kMaxText);
    const auto root = note ? json::parse(as_text(*note)) : note.error();
    if (!root) return std::nullopt;
    const std::string from = json::string_at(*root, {"url"}).value_or("");
    const std::string validator = json::string_at(*root, {"validator"}).value_or("");
    const auto length = json::int_at(*root, {"bytes"}).value_or(0);
    const std::string expected = json::string_at(*root, {"fingerprint"}).value_or("");
    auto bytes = read_file(path, kMaxResultBytes);
    if (!bytes || !is_validator(validator) || length <= 0 ||
        static_cast<std::size_t>(length) > bytes->size())
        return std::nullopt;
    const bool exact = static_cast<std::size_t>(length) == bytes->size();
    bytes->resize(static_cast<std::size_t>(length));
    Saved saved{from, validator, bytes->size(), {}};
    saved.fingerprint.add(*bytes);
    if (std::to_string(saved.fingerprint.value()) != expected) return std::nullopt;
    if (exact) m_saved[index] = std::move(saved);
    if (from != redacted(url)) return std::nullopt;
    return Part{std::move(*bytes), validator};
}

std::size_t FolderParts::save(std::size_t index, const std::string& url,
                              const std::string& validator, ByteView bytes) {
    Saved& saved = m_saved[index];
    const std::string path = path_of(index), from = redacted(url);
    if (saved.url != from && saved.bytes >= bytes.size()) return 0;
    const bool goes_on = saved.bytes > 0 && saved.bytes <= bytes.size() && saved.url == from &&
                         saved.validator == validator;
    if (!goes_on) saved = {from, validator, 0, {}};
    const ByteView more = bytes.subspan(saved.bytes);
    const Status written = goes_on ? append(path, more) : write_file(path, bytes, Sync::None);
    saved.fingerprint.add(more);
    saved.bytes = bytes.size();
    json::Writer note;
    note.StartObject();
    note.member("url", from);
    note.member("validator", validator);
    note.member("bytes", static_cast<long long>(bytes.size()));
    note.member("fingerprint", std::to_string(saved.fingerprint.value()));
    note.EndObject();
    if (written && write_file(note_of(path), as_bytes(note.text()), Sync::None))
        return bytes.size();
    drop(index);
    return 0;
}

void FolderParts::drop(std::size_t index) {
    m_saved.erase(index);
    std::error_code ignored;
    std::filesystem::remove(note_of(path_of(index)), ignored);
    std::filesystem::remove(path_of(index), ignored);
}

}  // namespace upscale
