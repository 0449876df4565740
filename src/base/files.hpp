// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Files that must survive a crash and must not be read by others.
#pragma once

#include <string>

#include "base/bytes.hpp"
#include "base/result_fwd.hpp"
#include "platform/files.hpp"

namespace upscale {

/// What must survive if the computer loses power right after a write. Each sync may take tens of
/// milliseconds.
enum class Sync {
    None,  ///< nothing: a file that is written later may survive without this one
    File,  ///< the content; the file's name survives after the next Sync::FileAndFolder in its
           ///< folder
    FileAndFolder,  ///< both the content and the name
};

/// Writes a file of mode 0600. If this process is interrupted, either the old or the new content is
/// there: it writes a temporary file beside it, syncs it, renames it, and syncs the folder.
/// LocalIo.
Status write_file(const std::string& path, ByteView content, Sync sync = Sync::FileAndFolder);

/// Reads a regular file of at most `max_bytes`. LocalIo: missing, unreadable, or longer.
Result<Bytes> read_file(const std::string& path, std::size_t max_bytes);

/// Holds a lock of this name while it lives. The lock is an empty file beside what it protects; the
/// file is not deleted. Waits at most one second for another holder and then goes on without the
/// lock: a count that is wrong is better than a window that hangs.
class FileLock {
  public:
    explicit FileLock(const std::string& path);
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

  private:
    platform::Handle m_handle;
};

/// Makes a folder of our own and its parents, the new ones with mode 0700. A folder that is there
/// already loses the right of others to write to it. LocalIo: it cannot be made, or it belongs to
/// another user.
Status make_folder(const std::string& path);

/// A folder of the XDG base directory specification: the environment's `variable` if that is an
/// absolute path, else `below_home` in the user's home folder. For a user without one it is the
/// system's folder for temporary files.
std::string base_folder(const char* variable, const char* below_home);

/// The folder for everything that is kept between runs: $IDEOGRAM_UPSCALE_STATE_DIR, else
/// ideogram-upscale in the base_folder() XDG_STATE_HOME, ~/.local/state.
std::string state_folder();

/// `variable` from the environment, else `fallback`; an empty variable counts as unset.
std::string environment(const char* variable, const std::string& fallback = {});

}  // namespace upscale
