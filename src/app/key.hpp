// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the service is and the key to it, from the environment and from files.
#pragma once

#include <optional>
#include <string>

#include "api/client.hpp"

namespace upscale {

/// The services' addresses from ONEMIN_API_URL and ONEMIN_ASSET_URL or their defaults, without a
/// key. BadInput: an address that is not allowed.
Result<Service> service_from_environment();

/// The key in a text as people paste it: without surrounding blanks, the first line. nullopt: it
/// cannot be a key (empty, blanks within, control characters, not ASCII).
std::optional<SecretString> key_from_text(const std::string& text);

/// True if ONEMIN_API_KEY is set; it comes before every other place.
bool has_environment_key();

/// The key from ONEMIN_API_KEY. NoKey: unset, or it cannot be a key.
Result<SecretString> key_from_environment();

/// The key from a file's first line. NoKey: no such file, or no key in it.
Result<SecretString> key_from_file(const std::string& path);

/// Writes the key to a file of mode 0600 in a folder of mode 0700. LocalIo.
Status write_key_file(const std::string& path, const SecretString& key);

}  // namespace upscale
