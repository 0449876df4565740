// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The name and the parasite of a result's layer, which tell how it was made.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "image/registration/registration.hpp"
#include "state/journal.hpp"

namespace upscale {

/// "2/4 – Background – upscale R50 D50 seed 123". The seed is the one returned, else the one asked
/// for, else left out. The number is there only if there are several results, and comes first so
/// that it is visible in a narrow list.
std::string layer_name(const Job& job, std::size_t index, std::size_t count);

/// The layer parasite's JSON (see docs/manual.md) for result `index` of `count`.
std::string provenance(const Job& job, std::size_t index, std::size_t count,
                       const Registration& registration);

/// The name of the layer that a result was made from, according to its parasite; `name` if the
/// parasite does not contain it.
std::string original_name(std::string_view parasite, const std::string& name);

/// A result, by its job's id and its index in the job.
struct ResultName {
    std::string job;
    std::size_t index = 0;
    bool operator==(const ResultName&) const = default;
};
/// The result that a layer with this parasite is; nullopt: none of ours.
std::optional<ResultName> result_named_by(std::string_view parasite);

/// An XMP packet that says what made an image: IPTC's Digital Source Type,
/// "algorithmicallyEnhanced" for this computer's network, "trainedAlgorithmicMedia" for Ideogram,
/// which invents detail. `engine`: one of Engine. Source: IPTC Photo Metadata Standard, property
/// Iptc4xmpExt:DigitalSourceType; http://cv.iptc.org/newscodes/digitalsourcetype/
std::string source_type_xmp(int engine);

}  // namespace upscale
