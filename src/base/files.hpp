// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Files that must survive a crash and must not be read by others.
#pragma once

#include <string>

#include "base/bytes.hpp"
#include "base/result_fwd.hpp"
#include "platform/files.hpp"

namespace upscale {

/// What of a file is to be on the disk, should the computer stop at once. Each step may take tens
/// of milliseconds.
enum class Sync {
    None,           ///< nothing: what is written later may be there without it
    File,           ///< its content; its name with the next Sync::FileAndFolder in the same folder
    FileAndFolder,  ///< both
};

/// Writes a file of mode 0600 so that after an interruption of this process either the old or the
/// new content is there: a temporary file beside it, fsync, rename, fsync of the folder. LocalIo.
Status write_file(const std::string& path, ByteView content, Sync sync = Sync::FileAndFolder);

/// Reads a regular file of at most `max_bytes`. LocalIo: missing, unreadable, or longer.
Result<Bytes> read_file(const std::string& path, std::size_t max_bytes);

/// As long as it lives nobody else holds the lock of this name: an empty file beside what it
/// guards, which stays. Waits for another holder, but no longer than a second, and goes on without
/// the lock where there is none to be had: a count that may be off is better than a window that
/// hangs.
class FileLock {
  public:
    explicit FileLock(const std::string& path);
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

  private:
    platform::Handle m_handle;
};

/// Makes a folder and its parents, the new ones with mode 0700. LocalIo.
Status make_folder(const std::string& path);

/// Where what outlives a run is kept: $IDEOGRAM_UPSCALE_STATE_DIR, else
/// $XDG_STATE_HOME/ideogram-upscale, else ~/.local/state/ideogram-upscale.
std::string state_folder();

/// `variable` from the environment, else `fallback`; an empty variable counts as unset.
std::string environment(const char* variable, const std::string& fallback = {});

}  // namespace upscale
