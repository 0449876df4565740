// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

namespace upscale {
namespace {

/// Owns a file descriptor.
class File {
  public:
    explicit File(int descriptor) : m_descriptor(descriptor) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (m_descriptor >= 0) close(m_descriptor);
    }
    int get() const { return m_descriptor; }
    explicit operator bool() const { return m_descriptor >= 0; }

  private:
    int m_descriptor;
};

Error io_error(const std::string& path) {
    return {.kind = ErrorKind::LocalIo, .detail = path + ": " + std::strerror(errno)};
}

bool write_all(int descriptor, ByteView content) {
    while (!content.empty()) {
        const ssize_t written = write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        content = content.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Status write_file(const std::string& path, ByteView content, Sync sync) {
    std::string temporary = path + ".XXXXXX";
    {
        const File file(mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
        if (!file) return io_error(path);
        if (!write_all(file.get(), content) || (sync != Sync::None && fsync(file.get()) != 0) ||
            std::rename(temporary.c_str(), path.c_str()) != 0) {
            const Error error = io_error(path);
            unlink(temporary.c_str());
            return error;
        }
    }
    if (sync != Sync::FileAndFolder) return Done{};
    const std::string folder = std::filesystem::path(path).parent_path().string();
    const File directory(
        open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // a file system that cannot sync folders is no reason to fail
    if (directory) static_cast<void>(fsync(directory.get()));
    return Done{};
}

Result<Bytes> read_file(const std::string& path, std::size_t max_bytes) {
    // O_NONBLOCK: a pipe in the file's place must not hang us
    const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat info {};
    if (!file || fstat(file.get(), &info) != 0) return io_error(path);
    if (!S_ISREG(info.st_mode) || static_cast<unsigned long long>(info.st_size) > max_bytes)
        return Error{.kind = ErrorKind::LocalIo,
                     .detail = path + ": not a file of the expected size"};
    Bytes content(static_cast<std::size_t>(info.st_size));
    std::size_t have = 0;
    while (have < content.size()) {
        const ssize_t got = read(file.get(), content.data() + have, content.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return io_error(path);
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    content.resize(have);
    return content;
}

FileLock::FileLock(const std::string& path)
    : m_descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    for (int i = 0; i < 100 && m_descriptor >= 0; ++i) {
        if (flock(m_descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

FileLock::~FileLock() {
    if (m_descriptor >= 0) close(m_descriptor);
}

Status make_folder(const std::string& path) {
    const std::filesystem::path folder(path);
    std::error_code code;
    if (std::filesystem::is_directory(folder, code)) return Done{};
    if (folder.has_parent_path() && folder.parent_path() != folder)
        if (auto made = make_folder(folder.parent_path().string()); !made) return made;
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return io_error(path);
    return Done{};
}

std::string state_folder() {
    const std::string own = environment("IDEOGRAM_UPSCALE_STATE_DIR");
    if (!own.empty()) return own;
    return environment("XDG_STATE_HOME", environment("HOME") + "/.local/state") +
           "/ideogram-upscale";
}

std::string environment(const char* variable, const std::string& fallback) {
    const char* value = std::getenv(variable);
    return value && *value ? value : fallback;
}

}  // namespace upscale
