// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The data that all parts of the window use: what is chosen, and what follows from it.
#pragma once

#include <vector>

#include "presentation/situation.hpp"

namespace upscale {

struct Model {
    Subject subject;
    Parameters values;
    std::vector<Subject::Layer> targets;
    Outlook outlook;
};

}  // namespace upscale
