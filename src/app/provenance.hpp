// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a result's layer says of where it comes from: its name and its parasite.
#pragma once

#include <string>
#include <string_view>

#include "image/registration/registration.hpp"
#include "state/journal.hpp"

namespace upscale {

/// "2/4 – Background – upscale R50 D50 seed 123": the seed as returned, else as asked for, else
/// left out; the number only when there are several results, and first, so that it is always seen.
std::string layer_name(const Job& job, std::size_t index, std::size_t count);

/// The layer parasite's JSON (see docs/manual.md) for result `index` of `count`.
std::string provenance(const Job& job, std::size_t index, std::size_t count,
                       const Registration& registration);

/// The name of the layer that a result was made from, by its parasite; `name` if that says nothing.
std::string original_name(std::string_view parasite, const std::string& name);

/// An XMP packet that says what made an image: IPTC's Digital Source Type,
/// "algorithmicallyEnhanced" for this computer's network, "trainedAlgorithmicMedia" for Ideogram,
/// which invents detail. `engine`: one of Engine. Source: IPTC Photo Metadata Standard, property
/// Iptc4xmpExt:DigitalSourceType; http://cv.iptc.org/newscodes/digitalsourcetype/
std::string source_type_xmp(int engine);

}  // namespace upscale
