// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The parameters as GIMP keeps them: registered as arguments, read from and written to a config.
#pragma once

#include <libgimp/gimp.h>

#include "base/parameter_table.hpp"

namespace upscale {

/// Adds one argument, with translated label and help.
void add_argument(GimpProcedure* procedure, const Parameter& entry);

/// Adds an argument for each entry of parameter_table().
void add_arguments(GimpProcedure* procedure);

/// The config's values; a parameter that the procedure does not have gets its default. GIMP has
/// already checked the ranges.
Parameters read_config(GimpProcedureConfig* config);

void write_config(GimpProcedureConfig* config, const Parameters& values);

}  // namespace upscale
