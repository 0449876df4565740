// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop's keyring (freedesktop.org Secret Service): by libsecret, or none if it was built
// without.
#pragma once

#include <optional>

#include "base/secret.hpp"

namespace upscale::keyring {

/// nullopt: no keyring, locked, no key in it, or no answer within seconds.
std::optional<SecretString> look_up();
/// False: no keyring takes it.
bool store(const SecretString& key);
void clear();

}  // namespace upscale::keyring
