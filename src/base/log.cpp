// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include "base/files.hpp"
#include "base/redact.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"

namespace upscale {
namespace {

constexpr off_t kLongest = 512 << 10;
constexpr std::size_t kLongestLine = 600;

/// Puts the file that `descriptor` is away, unless another process has done so already.
void rotate(int descriptor, const struct stat& open_file, const std::string& path) {
    struct stat now {};
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) return;
    if (stat(path.c_str(), &now) == 0 && now.st_ino == open_file.st_ino)
        static_cast<void>(std::rename(path.c_str(), (path + ".old").c_str()));
}

}  // namespace

std::string log_path() { return state_folder() + "/ideogram-upscale.log"; }

void log_line(std::string_view text) noexcept try {
    if (!make_folder(state_folder())) return;
    const std::string path = log_path();
    const int file = open(
        path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (file < 0) return;
    const std::string line = utc_now() + " [" + std::to_string(getpid()) + "] " +
                             printable_line(without_queries(redacted(text)), kLongestLine) + "\n";
    // one call, so that lines of other processes do not mix with it
    const ssize_t written = write(file, line.data(), line.size());
    struct stat info {};
    if (written > 0 && fstat(file, &info) == 0 && info.st_size > kLongest) rotate(file, info, path);
    close(file);
} catch (...) {
    return;
}

std::string log_words(const Error& error) {
    std::string words(name_of(error.kind));
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
