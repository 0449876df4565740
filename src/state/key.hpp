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
/// key. BadInput: an address that is not allowed.
Result<Service> service_from_environment();

/// The key in a text that was pasted: its first line without surrounding blanks. Nullopt: it cannot
/// be a key (empty, blanks within, control characters, not ASCII).
std::optional<SecretString> key_from_text(const std::string& text);

/// True if ONEMIN_API_KEY is set. It has priority over every other place.
bool has_environment_key();

/// The key from ONEMIN_API_KEY. NoKey: unset, or it cannot be a key.
Result<SecretString> key_from_environment();

/// What is wrong with a key file, in a detail for translation by the caller; "": nothing. The rules
/// are those of ssh: neither the file nor its folder may be a link, belong to somebody else (a
/// folder may belong to root), or be writable by others.
const char* fault_of_key_file(const platform::Access& folder, const platform::Access& file);

/// The key from a file's first line. If others can read the file it is made private (0600), which
/// is logged and reported in `mended`. NoKey: no such file, no key in it, or a file that is not
/// trusted; then the detail is marked for translation.
Result<SecretString> key_from_file(const std::string& path, bool* mended = nullptr);

/// Writes the key to a file of mode 0600, replacing whatever was there, in a folder that only its
/// owner can write to. LocalIo; if the folder is a link or belongs to somebody else, the detail is
/// marked for translation.
Status write_key_file(const std::string& path, const SecretString& key);

}  // namespace upscale
