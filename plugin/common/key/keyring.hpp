// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop's keyring (freedesktop.org Secret Service), by libsecret; always empty in a build
// without libsecret. The main loop runs while these functions wait: some seconds at most for the
// keyring, and some minutes for a user who is asked to unlock it.
#pragma once

#include <optional>

#include "base/secret.hpp"

namespace upscale::keyring {

/// Whether the user may be asked to unlock the keyring.
enum class Asking { Never, Allowed };

struct Entry {
    std::optional<SecretString> key;
    bool locked = false;  ///< there is a key, but the keyring stayed locked
};

/// Neither a key nor `locked` means: there is no keyring, it has no key, or it does not answer.
Entry look_up(Asking asking);
enum class Stored {
    Yes,
    Refused,  ///< there is a keyring, but the user did not unlock it, or it failed
    Nowhere,  ///< there is no keyring, or it does not answer
};
/// Asks the user if necessary.
Stored store(const SecretString& key);
/// Asks the user if necessary.
void clear();

}  // namespace upscale::keyring
