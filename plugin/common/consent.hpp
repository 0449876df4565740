// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The question before a run that is paid for and was not started from a dialog of ours.
#pragma once

#include <string>

namespace upscale {

/// Asks whether to make `images` paid images of `layer` (its name, or those of several), unless the
/// user switched the question off for this session of GIMP. True: go on. Needs a display.
bool may_pay_for(int images, const std::string& layer);

}  // namespace upscale
