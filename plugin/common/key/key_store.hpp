// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the user's key is kept: the desktop's keyring, or a file in GIMP's profile.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace upscale {

/// The key from ONEMIN_API_KEY, else from the keyring unless that is locked, else from the file.
/// NoKey. May wait some seconds for the keyring.
Result<SecretString> find_key();

/// The same, and the user may be asked to unlock the keyring.
Result<SecretString> find_key_asking();

enum class KeyPlace {
    Nowhere,
    Environment,
    Keyring,
    LockedKeyring,  ///< where it would be found if that were open
    File,
    MendedFile,   ///< which others could read until now
    RefusedFile,  ///< which is not trusted: there is no key
};

struct KeyStatus {
    KeyPlace place = KeyPlace::Nowhere;
    std::optional<Error> problem = {};  ///< what find_key() says if it finds none
};
KeyStatus key_status();

/// True if there is a key, be it one that a keyring must be unlocked for.
bool is_known(const KeyStatus& status);

/// Keeps the key in the keyring, or in the file if there is none. May ask the user to unlock the
/// keyring. LocalIo.
Status store_key(const SecretString& key);

/// Removes it from both. May ask the user to unlock the keyring. LocalIo.
Status remove_key();

}  // namespace upscale
