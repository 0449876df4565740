// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop's keyring (freedesktop.org Secret Service), by libsecret; always empty in a build
// without libsecret. These functions run the thread's main loop while they wait: some seconds at
// most for the keyring, and some minutes for a user who is asked to unlock it. A stop ends them at
// once, as if the keyring did not answer.
#pragma once

#include <optional>
#include <stop_token>

#include "base/secret.hpp"

namespace upscale::keyring {

/// Whether the user may be asked to unlock the keyring.
enum class Asking { Never, Allowed };

struct Entry {
    std::optional<SecretString> key;
    bool locked = false;  ///< there is a key, but the keyring stayed locked
};

/// Neither a key nor `locked` means: there is no keyring, it has no key, or it does not answer.
Entry look_up(Asking asking, const std::stop_token& stop);
enum class Stored {
    Yes,
    Refused,  ///< there is a keyring, but the user did not unlock it, or it failed
    Nowhere,  ///< there is no keyring, or it does not answer
};
/// Asks the user if necessary.
Stored store(const SecretString& key, const std::stop_token& stop);
/// Asks the user if necessary.
void clear(const std::stop_token& stop);

}  // namespace upscale::keyring
