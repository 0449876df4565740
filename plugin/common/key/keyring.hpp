// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop's keyring (freedesktop.org Secret Service): by libsecret, or none if it was built
// without. While these wait the main loop runs: at most seconds for the keyring, and minutes for a
// user who is asked to unlock it.
#pragma once

#include <optional>

#include "base/secret.hpp"

namespace upscale::keyring {

/// May the user be asked to unlock the keyring?
enum class Asking { Never, Allowed };

struct Entry {
    std::optional<SecretString> key;
    bool locked = false;  ///< there is a key, in a keyring that stayed locked
};

/// Neither key nor locked: no keyring, no key in it, or no answer.
Entry look_up(Asking asking);
/// Asks if need be. False: no keyring takes it.
bool store(const SecretString& key);
/// Asks if need be.
void clear();

}  // namespace upscale::keyring
