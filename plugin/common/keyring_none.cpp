// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/keyring.hpp"

namespace upscale::keyring {

std::optional<SecretString> look_up() { return std::nullopt; }
bool store(const SecretString&) { return false; }
void clear() {}

}  // namespace upscale::keyring
