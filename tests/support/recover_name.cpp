// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the shell of a GIMP defines.
#include "common/words/messages.hpp"

namespace upscale {

std::string recover_name() { return "the shell's command"; }

}  // namespace upscale
