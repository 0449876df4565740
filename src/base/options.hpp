// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Parameters as one line of text, "tiles=on prompt='a lynx in snow'". GIMP 2.10's procedures take
// all parameters that way that they do not take by position.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/parameter_table.hpp"

namespace upscale {

/// Sets the parameters that a text names: name=value pairs with blanks between them, with the names
/// and nicks of the table; yes and no (or true and false) for a BoolParameter. A value with blanks
/// stands in single or double quotes, within which a backslash makes the next character an ordinary
/// one. After an error `values` is unchanged. BadInput, naming what is wrong: a word that is no
/// such pair, an unknown name, a name that `allowed` refuses or that is given twice, a value out of
/// its range.
Status read_options(std::string_view text, const std::function<bool(const Parameter&)>& allowed,
                    Parameters& values);

/// The reverse, for the parameters that `wanted` picks, with single blanks between them.
std::string options_text(const Parameters& values,
                         const std::function<bool(const Parameter&)>& wanted);

}  // namespace upscale
