// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.hpp"

#include <cstdint>

#include "base/files.hpp"
#include "base/redact.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"
#include "platform/files.hpp"
#include "platform/process.hpp"

namespace upscale {
namespace {

constexpr std::uint64_t kLongest = 512 << 10;  ///< bytes
constexpr std::size_t kLongestLine = 600;

/// Renames the open log file, unless another process has already done so.
void rotate(const platform::Handle& file, const std::string& path) {
    std::error_code ignored;
    if (platform::try_lock(file) == platform::Lock::Ours && platform::is_at(file, path))
        platform::replace(path, path + ".old", ignored);
}

}  // namespace

std::string log_path() { return state_folder() + "/ideogram-upscale.log"; }

void log_line(std::string_view text) noexcept try {
    if (!make_folder(state_folder())) return;
    const std::string path = log_path();
    std::error_code code;
    const platform::Handle file = platform::open_to_append(path, code);
    if (code) return;
    const std::string line = utc_now() + " [" + std::to_string(platform::process_number()) + "] " +
                             printable_line(without_queries(redacted(text)), kLongestLine) + "\n";
    // one call, so that lines of other processes do not mix with it
    platform::write(file, as_bytes(line), code);
    if (!code && platform::file_size(file, code).value_or(0) > kLongest) rotate(file, path);
} catch (...) {
    return;
}

std::string log_words(const Error& error) {
    std::string words(name_of(error.kind));
    if (error.reason != Reason::None) words += ", " + std::string(name_of(error.reason));
    if (!error.about.empty()) words += ", " + error.about;
    if (error.http_status != 0) words += ", HTTP " + std::to_string(error.http_status);
    if (!error.quotes_service && !error.detail.empty()) words += ", " + error.detail;
    return words;
}

std::string log_tail(std::size_t max_bytes) {
    const auto content = read_file(log_path(), 2 * static_cast<std::size_t>(kLongest));
    if (!content) return {};
    std::string text(as_text(*content));
    if (text.size() <= max_bytes) return text;
    const auto start = text.find('\n', text.size() - max_bytes - 1);
    return start == std::string::npos ? std::string() : text.substr(start + 1);
}

}  // namespace upscale
