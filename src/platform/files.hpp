// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the system knows of files beyond C++: private ones, locks, and what is safely on the disk.
// A function that fails says so in `code`, which it clears otherwise; none throws but for lack of
// memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>

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

/// A new file that only its owner can read and write; `path` is what its name begins with, and
/// becomes its name.
Handle create_private_file(std::string& path, std::error_code& code);

/// A new file with the rights that the user's files usually have. errc::file_exists.
Handle create_file(const std::string& path, std::error_code& code);

/// Does not wait for anybody, whatever is in the file's place.
Handle open_to_read(const std::string& path, std::error_code& code);

/// For writes at the end, each in one piece whoever else writes; private if it is new. A link is
/// not followed.
Handle open_to_append(const std::string& path, std::error_code& code);

/// A regular file's length in bytes; nullopt: it is something else.
std::optional<std::uint64_t> file_size(const Handle& file, std::error_code& code);

/// Fills `room` as far as the file reaches; returns how many bytes that were.
std::size_t read(const Handle& file, std::span<std::uint8_t> room, std::error_code& code);

/// The next read() or write() begins with the first byte.
void rewind(const Handle& file, std::error_code& code);

/// Writes all of it.
void write(const Handle& file, ByteView content, std::error_code& code);

/// Returns when what was written to the file will survive a loss of power.
void sync(const Handle& file, std::error_code& code);

/// The same for the names in a folder ("": the present one), where the file system can do that.
void sync_folder(const std::string& path);

/// Gives a file another name within its file system, in place of what had that name, at once.
void replace(const std::string& from, const std::string& to, std::error_code& code);

/// True if the open file is the one that has this name now.
bool is_at(const Handle& file, const std::string& path);

/// A new folder that only its owner can use. errc::file_exists.
void make_private_folder(const std::string& path, std::error_code& code);

/// The same with a name of its own, among the system's temporary files; returns its path.
std::string make_temporary_folder(const std::string& prefix, std::error_code& code);

enum class Lock {
    Ours,   ///< until the handle is closed
    Taken,  ///< somebody else has it
    None,   ///< the file system knows no locks
};

/// A handle for try_lock(): of an empty private file, made if need be and no link, or of a folder.
Handle open_lock_file(const std::string& path, std::error_code& code);
Handle open_lock_folder(const std::string& path, std::error_code& code);

/// Does not wait.
Lock try_lock(const Handle& handle);

/// Who gets at a file or folder.
struct Access {
    bool is_link = false;       ///< the rest is about the link itself
    bool is_ours = false;       ///< belongs to the user whose rights this process has
    bool is_systems = false;    ///< belongs to the system's administrator
    bool others_write = false;  ///< others than the owner may write to it
    bool others_read = false;   ///< others than the owner may read or do anything else
};

/// nullopt: there is no such thing.
std::optional<Access> access_of(const std::string& path);

/// True if this process may make files in a folder.
bool can_write_into(const std::string& folder);

/// Takes all rights to one's own file or folder from everybody else. Some file systems cannot:
/// access_of() tells.
void make_private(const std::string& path);

}  // namespace upscale::platform
