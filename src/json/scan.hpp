// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Finds names and values in a text that is meant to be JSON but need not be correct: cut off, with
// NaN or wrong bytes in it, with something before or behind it, with JSON inside of strings.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace upscale::json {

/// Receives a string, number or word, and the names of the members that it is in, the outermost
/// first and no more than the innermost 16. Array elements have no names of their own. The value is
/// well-formed UTF-8 without escapes. What is passed lives no longer than the call.
using FoundFn = std::function<void(std::span<const std::string> names, const std::string& value)>;

/// Calls `found` for each value of `text`, in its order. A string that begins with { or [ is read
/// like the rest of the text instead (up to four deep). A value that the end of the text cuts off
/// is left out. Never fails; the time is linear in the length of the text.
void scan(std::string_view text, const FoundFn& found);

}  // namespace upscale::json
