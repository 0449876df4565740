// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// File operations that C++ lacks: private files, locks, and forcing data to the disk. A function
// that fails says so in `code`; otherwise it clears `code`. No exception but lack of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/bytes.hpp"

namespace upscale::platform {

/// Owns what the system has open for us: a file, a folder, an end of a pipe, a socket. No child
/// inherits it.
class Handle {
  public:
    static constexpr std::intptr_t kNone = -1;

    Handle() = default;
    explicit Handle(std::intptr_t value) : m_value(value) {}
    Handle(Handle&& other) noexcept : m_value(std::exchange(other.m_value, kNone)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(m_value, other.m_value);
        return *this;
    }
    ~Handle();

    explicit operator bool() const { return m_value != kNone; }
    std::intptr_t value() const { return m_value; }
    /// The caller closes it now.
    std::intptr_t release() { return std::exchange(m_value, kNone); }

  private:
    std::intptr_t m_value = kNone;
};

/// Creates a file that only its owner can read and write. `path` is the beginning of its name, and
/// is set to the whole name.
Handle create_private_file(std::string& path, std::error_code& code);

/// Creates a file with the permissions that the user's files usually have. errc::file_exists.
Handle create_file(const std::string& path, std::error_code& code);

/// Opens a file to read. Does not block, even if a pipe is in the file's place.
Handle open_to_read(const std::string& path, std::error_code& code);

/// Opens a file for writes at its end, each in one piece, even if other processes write too. A new
/// file is private. Links are not followed.
Handle open_to_append(const std::string& path, std::error_code& code);

/// A regular file's length in bytes; nullopt: it is something else.
std::optional<std::uint64_t> file_size(const Handle& file, std::error_code& code);

/// Reads until `room` is full or the file ends; returns how many bytes were read.
std::size_t read(const Handle& file, std::span<std::uint8_t> room, std::error_code& code);

/// Makes the next read() or write() begin at the start of the file.
void rewind(const Handle& file, std::error_code& code);

/// Writes all bytes.
void write(const Handle& file, ByteView content, std::error_code& code);

/// Returns when what was written to the file would survive a loss of power.
void sync(const Handle& file, std::error_code& code);

/// The same for the names in a folder ("": the current one), if the file system supports that.
void sync_folder(const std::string& path);

/// Renames a file within its file system, replacing a file of that name in one step.
void replace(const std::string& from, const std::string& to, std::error_code& code);

/// The same, but never replaces a file: errc::file_exists. If this process is killed meanwhile, the
/// file may be left under both names.
void move_to_free_name(const std::string& from, const std::string& to, std::error_code& code);

/// The files and folders that match a pattern (* ? [abc]) as a shell would find them, hidden ones
/// only if the pattern begins with a dot; in no particular order. None if it cannot be read.
std::vector<std::string> matching_paths(const std::string& pattern);

/// True if the open file still has this name.
bool is_at(const Handle& file, const std::string& path);

/// A new folder that only its owner can use. errc::file_exists.
void make_private_folder(const std::string& path, std::error_code& code);

/// The same with a unique name in the system's folder for temporary files; returns its path.
std::string make_temporary_folder(const std::string& prefix, std::error_code& code);

enum class Lock {
    Ours,   ///< until the handle is closed
    Taken,  ///< another process has it
    None,   ///< the file system has no locks
};

enum class Share {
    Alone,   ///< nobody else has the lock, of either kind
    Readers  ///< others may have it for reading, too
};

/// Opens what try_lock() needs: an empty private file, created if necessary and no link, or a
/// folder.
Handle open_lock_file(const std::string& path, std::error_code& code);
Handle open_lock_folder(const std::string& path, std::error_code& code);

/// Returns at once.
Lock try_lock(const Handle& handle, Share share = Share::Alone);

/// Changes whenever the regular file at `path` is changed or another one takes its place, also one
/// as long and as old. Links are followed. Empty: there is none.
std::string version_of_file(const std::string& path);

/// Who has access to a file or a folder.
struct Access {
    bool is_link = false;       ///< the other members are about the link itself
    bool is_ours = false;       ///< belongs to the user that this process runs as
    bool is_systems = false;    ///< belongs to the system's administrator
    bool others_write = false;  ///< others than the owner may write to it
    bool others_read = false;   ///< others than the owner may read or do anything else
    bool is_shared = false;     ///< a folder like /tmp, where only its owner may remove a file
};

/// Nullopt: it does not exist.
std::optional<Access> access_of(const std::string& path);

/// True if this process may make files in a folder.
bool can_write_into(const std::string& folder);

/// The user's home folder: $HOME if that is an absolute path, else the one that the system has on
/// record; empty: none is known.
std::string home_folder();

/// Takes all rights to one's own file or folder from everybody else. Some file systems cannot:
/// access_of() tells.
void make_private(const std::string& path);

}  // namespace upscale::platform
