// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a result's layer says of where it comes from: its name and its parasite.
#pragma once

#include <string>

#include "app/journal.hpp"
#include "image/registration.hpp"

namespace upscale {

/// "Background – upscale R50 D50 seed 123 (2/4)": the seed as returned, else as asked for, else
/// left out; the part in brackets only when there are several results.
std::string layer_name(const Job& job, std::size_t index, std::size_t count);

/// The layer parasite's JSON (see README) for result `index` of `count`.
std::string provenance(const Job& job, std::size_t index, std::size_t count,
                       const Registration& registration);

}  // namespace upscale
