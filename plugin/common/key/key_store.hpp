// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the user's key is kept: the desktop's keyring, or a file in GIMP's profile.
#pragma once

#include <optional>
#include <stop_token>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace upscale {

/// The key from ONEMIN_API_KEY, else from the keyring unless it is locked, else from the file.
/// NoKey. May wait some seconds for the keyring. These functions may be called on any thread that
/// has a default GMainContext of its own, as those of Background have; on the main thread they run
/// the main loop while they wait, so no handler may call them there. A stop ends them at once, as
/// if the keyring did not answer.
Result<SecretString> find_key(const std::stop_token& stop);

/// The same, but the user may be asked to unlock the keyring.
Result<SecretString> find_key_asking(const std::stop_token& stop);

enum class KeyPlace {
    Nowhere,
    Environment,
    Keyring,
    LockedKeyring,  ///< it has a key, but is locked
    File,
    MendedFile,   ///< other users could read it until now
    RefusedFile,  ///< it is not trusted, so there is no key
};

struct KeyStatus {
    KeyPlace place = KeyPlace::Nowhere;
    std::optional<Error> problem = {};  ///< the error that find_key() returns if there is no key
};
KeyStatus key_status(const std::stop_token& stop);

/// True if there is a key, even one in a keyring that must be unlocked first.
bool is_known(const KeyStatus& status);

enum class KeySaved {
    InKeyring,
    InFile,
    Refused,  ///< nowhere: the keyring did not take it. Whether a file may have it, the user
              ///< decides
};

/// Saves the key in the keyring, or in the file if there is no keyring. May ask the user to unlock
/// the keyring. LocalIo.
Result<KeySaved> store_key(const SecretString& key, const std::stop_token& stop);

/// Saves the key in the file. LocalIo, also if the keyring still holds an old key.
Status store_key_in_file(const SecretString& key, const std::stop_token& stop);

/// Removes the key from the keyring and from the file. May ask the user to unlock the keyring.
/// LocalIo.
Status remove_key(const std::stop_token& stop);

}  // namespace upscale
