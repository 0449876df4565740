// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the user's key is kept: the desktop's keyring, or a file in GIMP's profile.
#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"

namespace upscale {

/// The key from ONEMIN_API_KEY, else from the keyring, else from the file. NoKey. May wait some
/// seconds for the keyring.
Result<SecretString> find_key();

enum class KeyPlace { Nowhere, Environment, Keyring, File };
/// Where find_key() finds it.
KeyPlace key_place();

/// Keeps the key in the keyring, or in the file if there is none. LocalIo.
Status store_key(const SecretString& key);

/// Removes it from both. LocalIo.
Status remove_key();

}  // namespace upscale
