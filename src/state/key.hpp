// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the service is and the key to it, from the environment and from files.
#pragma once

#include <optional>
#include <string>

#include "api/client.hpp"
#include "platform/files.hpp"

namespace upscale {

/// The services' addresses from ONEMIN_API_URL and ONEMIN_ASSET_URL or their defaults, without a
/// key, and how many seconds to wait for a paid job from IDEOGRAM_UPSCALE_WAIT, 1 to 86400.
/// BadInput: an address that is not allowed.
Result<Service> service_from_environment();

/// The key in a text that was pasted: its first line without surrounding blanks, without the byte
/// order mark that some editors write, and without the "Bearer " of a header. Nullopt: it cannot be
/// a key (empty, blanks within, control characters, not ASCII).
std::optional<SecretString> key_from_text(const std::string& text);

/// True if ONEMIN_API_KEY is set. It has priority over every other place.
bool has_environment_key();

/// The key from ONEMIN_API_KEY. NoKey: unset, or it cannot be a key.
Result<SecretString> key_from_environment();

/// Tells whether a job was paid with this key: 8 digits that depend on `salt` too, the job's id.
/// They are too few to say anything of the key itself. Empty for an empty key.
std::string key_mark(const SecretString& key, const std::string& salt);

/// What is wrong with a key file; None: nothing. The rules are those of ssh for its files: neither
/// the file nor its folder is a link, belongs to somebody else (a folder may be root's), or can be
/// written by others.
Reason fault_of_key_file(const platform::Access& folder, const platform::Access& file);

/// The key from a file's first line. A file that others can read is made private (0600); this is
/// logged and said in `mended`. NoKey: no such file, no key in it, or, with a reason, a file that
/// is not trusted.
Result<SecretString> key_from_file(const std::string& path, bool* mended = nullptr);

/// Writes the key to a file of mode 0600 in a folder that only its owner can write to, in place of
/// whatever was there. LocalIo: also, with a reason, if the folder is a link or somebody
/// else's.
Status write_key_file(const std::string& path, const SecretString& key);

}  // namespace upscale
