// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <glob.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "platform/descriptor_posix.hpp"

#include "platform/files.hpp"

namespace upscale::platform {
namespace {

constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;
constexpr mode_t kOthersAny = S_IRWXG | S_IRWXO;

/// What a system call returned: a descriptor, or -1 with errno.
Handle owned(int descriptor, std::error_code& code) {
    code = descriptor < 0 ? last_error() : std::error_code();
    return Handle(descriptor);
}

void check(int returned, std::error_code& code) {
    code = returned != 0 ? last_error() : std::error_code();
}

}  // namespace

Handle::~Handle() {
    if (*this) close(descriptor_of(*this));
}

Handle create_private_file(std::string& path, std::error_code& code) {
    path += ".XXXXXX";
    return owned(mkostemp(path.data(), O_CLOEXEC), code);  // mode 0600
}

Handle create_file(const std::string& path, std::error_code& code) {
    return owned(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), code);
}

Handle open_to_read(const std::string& path, std::error_code& code) {
    // O_NONBLOCK, so that a pipe in the file's place cannot block us.
    return owned(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK), code);
}

Handle open_to_append(const std::string& path, std::error_code& code) {
    return owned(open(path.c_str(),
                      O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600),
                 code);
}

std::optional<std::uint64_t> file_size(const Handle& file, std::error_code& code) {
    struct stat info {};
    check(fstat(descriptor_of(file), &info), code);
    if (code || !S_ISREG(info.st_mode)) return std::nullopt;
    return static_cast<std::uint64_t>(info.st_size);
}

std::size_t read(const Handle& file, std::span<std::uint8_t> room, std::error_code& code) {
    code.clear();
    std::size_t have = 0;
    while (have < room.size()) {
        const ssize_t got = ::read(descriptor_of(file), room.data() + have, room.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) code = last_error();
        if (got <= 0) break;
        have += static_cast<std::size_t>(got);
    }
    return have;
}

void write(const Handle& file, ByteView content, std::error_code& code) {
    code.clear();
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor_of(file), content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            code = written < 0 ? last_error() : std::make_error_code(std::errc::io_error);
            return;
        }
        content = content.subspan(static_cast<std::size_t>(written));
    }
}

void rewind(const Handle& file, std::error_code& code) {
    check(lseek(descriptor_of(file), 0, SEEK_SET) == 0 ? 0 : -1, code);
}

void sync(const Handle& file, std::error_code& code) { check(fsync(descriptor_of(file)), code); }

void sync_folder(const std::string& path) {
    std::error_code code;
    const Handle folder = open_lock_folder(path.empty() ? "." : path, code);
    if (folder) sync(folder, code);
}

void replace(const std::string& from, const std::string& to, std::error_code& code) {
    check(std::rename(from.c_str(), to.c_str()), code);
}

void move_to_free_name(const std::string& from, const std::string& to, std::error_code& code) {
    check(link(from.c_str(), to.c_str()), code);
    if (!code) {
        unlink(from.c_str());
        return;
    }
    if (code == std::errc::file_exists || code == std::errc::no_such_file_or_directory) return;
    // A file system without hard links: the name is taken with an empty file, which is replaced.
    {
        const Handle taken = create_file(to, code);
        if (code) return;
    }
    replace(from, to, code);
    if (code) unlink(to.c_str());
}

std::vector<std::string> matching_paths(const std::string& pattern) {
    glob_t found{};
    std::vector<std::string> paths;
    if (glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0)
        paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    globfree(&found);
    return paths;
}

bool is_at(const Handle& file, const std::string& path) {
    struct stat opened {
    }, named{};
    return fstat(descriptor_of(file), &opened) == 0 && stat(path.c_str(), &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

void make_private_folder(const std::string& path, std::error_code& code) {
    check(mkdir(path.c_str(), 0700), code);
}

std::string make_temporary_folder(const std::string& prefix, std::error_code& code) {
    const auto parent = std::filesystem::temp_directory_path(code);
    if (code) return {};
    std::string path = parent / (prefix + "XXXXXX");
    check(mkdtemp(path.data()) ? 0 : -1, code);
    return path;
}

Handle open_lock_file(const std::string& path, std::error_code& code) {
    return owned(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600), code);
}

Handle open_lock_folder(const std::string& path, std::error_code& code) {
    return owned(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), code);
}

Lock try_lock(const Handle& handle, Share share) {
    const int kind = share == Share::Alone ? LOCK_EX : LOCK_SH;
    if (flock(descriptor_of(handle), kind | LOCK_NB) == 0) return Lock::Ours;
    return errno == EWOULDBLOCK ? Lock::Taken : Lock::None;
}

std::string version_of_file(const std::string& path) {
    struct stat info {};
    if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
    std::string version = std::to_string(info.st_ino) + "-" + std::to_string(info.st_size);
    for (const timespec& time : {info.st_mtim, info.st_ctim})
        version += "-" + std::to_string(time.tv_sec) + "." + std::to_string(time.tv_nsec);
    return version;
}

std::optional<Access> access_of(const std::string& path) {
    struct stat info {};
    if (lstat(path.c_str(), &info) != 0) return std::nullopt;
    return Access{.is_link = S_ISLNK(info.st_mode),
                  .is_ours = info.st_uid == geteuid(),
                  .is_systems = info.st_uid == 0,
                  .others_write = (info.st_mode & kOthersWrite) != 0,
                  .others_read = (info.st_mode & kOthersAny) != 0,
                  .is_shared = (info.st_mode & S_ISVTX) != 0};
}

bool can_write_into(const std::string& folder) { return access(folder.c_str(), W_OK | X_OK) == 0; }

std::string home_folder() {
    const char* home = std::getenv("HOME");
    if (home && *home == '/') return home;
    passwd entry{}, *found = nullptr;
    std::array<char, 4096> room;
    if (getpwuid_r(geteuid(), &entry, room.data(), room.size(), &found) != 0 || !found) return {};
    return found->pw_dir && *found->pw_dir == '/' ? found->pw_dir : "";
}

void make_private(const std::string& path) {
    struct stat info {};
    if (lstat(path.c_str(), &info) == 0)
        static_cast<void>(chmod(path.c_str(), S_ISDIR(info.st_mode) ? 0700 : 0600));
}

}  // namespace upscale::platform
