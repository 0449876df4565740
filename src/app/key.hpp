// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the service is and the key to it, from the environment and from files.
#pragma once

#include <string>

#include "api/client.hpp"

namespace upscale {

/// The services' addresses from ONEMIN_API_URL and ONEMIN_ASSET_URL or their defaults, without a
/// key. BadInput: an address that is not allowed.
Result<Service> service_from_environment();

/// The key from ONEMIN_API_KEY, else from the first line of `key_file`. NoKey: neither has one, or
/// what is there cannot be a key (control characters, blanks).
Result<SecretString> find_key(const std::string& key_file);

}  // namespace upscale
