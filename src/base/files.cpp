// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/result.hpp"

namespace upscale {
namespace {

Error io_error(const std::string& path, const std::error_code& code) {
    return {.kind = ErrorKind::LocalIo, .detail = path + ": " + code.message()};
}

Status make_with_parents(const std::string& path) {
    const std::filesystem::path folder(path);
    std::error_code code;
    if (std::filesystem::is_directory(folder, code)) return Done{};
    if (folder.has_parent_path() && folder.parent_path() != folder)
        if (auto made = make_with_parents(folder.parent_path().string()); !made) return made;
    platform::make_private_folder(path, code);
    if (code && code != std::errc::file_exists) return io_error(path, code);
    return Done{};
}

/// Checks that an existing folder does not belong to another user, who could read and change what
/// we keep there. If it is ours and others may write to it, they lose that right.
Status check_own(const std::string& folder) {
    std::error_code ignored;
    const auto access =
        platform::access_of(std::filesystem::weakly_canonical(folder, ignored).string());
    if (!access || access->is_shared) return Done{};
    if (!access->is_ours)
        return Error{.kind = ErrorKind::LocalIo, .detail = folder + " belongs to another user"};
    if (access->others_write) platform::make_private(folder);
    return Done{};
}

}  // namespace

Status write_file(const std::string& path, ByteView content, Sync sync) {
    std::string temporary = path;
    std::error_code code;
    {
        const platform::Handle file = platform::create_private_file(temporary, code);
        if (code) return io_error(path, code);
        platform::write(file, content, code);
        if (!code && sync != Sync::None) platform::sync(file, code);
        if (!code) platform::replace(temporary, path, code);
        if (code) {
            std::error_code ignored;
            std::filesystem::remove(temporary, ignored);
            return io_error(path, code);
        }
    }
    if (sync == Sync::FileAndFolder)
        platform::sync_folder(std::filesystem::path(path).parent_path().string());
    return Done{};
}

Result<Bytes> read_file(const std::string& path, std::size_t max_bytes) {
    std::error_code code;
    const platform::Handle file = platform::open_to_read(path, code);
    const auto size = file ? platform::file_size(file, code) : std::nullopt;
    if (code) return io_error(path, code);
    if (!size || *size > max_bytes)
        return Error{.kind = ErrorKind::LocalIo,
                     .detail = path + ": not a file of the expected size"};
    Bytes content(static_cast<std::size_t>(*size));
    content.resize(platform::read(file, content, code));
    if (code) return io_error(path, code);
    return content;
}

FileLock::FileLock(const std::string& path) {
    std::error_code code;
    m_handle = platform::open_lock_file(path, code);
    for (int i = 0; i < 100 && m_handle; ++i) {
        if (platform::try_lock(m_handle) != platform::Lock::Taken) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

Status make_folder(const std::string& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code)) return check_own(path);
    return make_with_parents(path);
}

std::string base_folder(const char* variable, const char* below_home) {
    // the XDG specification says that a relative path is to be ignored
    if (std::string folder = environment(variable); folder.starts_with('/')) return folder;
    if (const std::string home = platform::home_folder(); !home.empty())
        return home + "/" + below_home;
    std::error_code ignored;
    return std::filesystem::temp_directory_path(ignored).string();
}

std::string state_folder() {
    const std::string own = environment("IDEOGRAM_UPSCALE_STATE_DIR");
    if (!own.empty()) return own;
    return base_folder("XDG_STATE_HOME", ".local/state") + "/ideogram-upscale";
}

std::string environment(const char* variable, const std::string& fallback) {
    const char* value = std::getenv(variable);
    return value && *value ? value : fallback;
}

}  // namespace upscale
