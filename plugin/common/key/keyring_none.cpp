// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/key/keyring.hpp"

namespace upscale::keyring {

Entry look_up(Asking) { return {}; }
Stored store(const SecretString&) { return Stored::Nowhere; }
void clear() {}

}  // namespace upscale::keyring
