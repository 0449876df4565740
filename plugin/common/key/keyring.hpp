// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop's keyring (freedesktop.org Secret Service), by libsecret; always empty in a build
// without libsecret. The main loop runs while these functions wait: at most seconds for the
// keyring, and minutes for a user who is asked to unlock it.
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

/// If there is neither a key nor `locked`: no keyring, no key in it, or no answer.
Entry look_up(Asking asking);
/// Asks the user if necessary. False: there is no keyring that could store it.
bool store(const SecretString& key);
/// Asks the user if necessary.
void clear();

}  // namespace upscale::keyring
