// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Parameters as one line of text, "tiles=on prompt='a lynx in snow'": how GIMP 2.10's procedures
// take all that they do not take by position.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/parameter_table.hpp"

namespace upscale {

/// Takes the values that a text gives: name=value pairs between blanks, with the names and nicks of
/// the table; yes and no (or true and false) for a BoolParameter. A value with blanks stands in
/// single or double quotes, within which a backslash makes the next character an ordinary one.
/// Leaves `values` alone on an error. BadInput, naming what is wrong: no such pair, an unknown
/// name, one that `allowed` refuses, one that is given twice, a value out of its range.
Status read_options(std::string_view text, const std::function<bool(const Parameter&)>& allowed,
                    Parameters& values);

/// The reverse: those of the parameters that `wanted` picks, with single blanks between them.
std::string options_text(const Parameters& values,
                         const std::function<bool(const Parameter&)>& wanted);

}  // namespace upscale
