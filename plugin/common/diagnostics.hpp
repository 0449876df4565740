// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A report that helps to find a fault. In English.
#pragma once

#include <functional>
#include <string>

#include "common/key/key_store.hpp"
#include "results/report.hpp"

namespace upscale {

/// This plug-in, GIMP, GTK, libcurl and the system, each with its version; one line.
std::string versions();

/// Several lines: versions, settings, jobs, and the end of the log. Contains neither the key nor
/// the name of the user's home folder. `place`: where the key is.
std::string diagnostics(KeyPlace place);

/// run(), with lines in the log before and after it.
Report logged(const char* what, const std::function<Report()>& run);

}  // namespace upscale
