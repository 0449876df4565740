// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Our parasites, on layers and images.
#pragma once

#include <string>

#include "app/editor.hpp"
#include "common/import/rollback.hpp"

namespace upscale {

/// The text of a parasite; empty: there is none.
std::string parasite_of(ItemId item, const char* name = kLayerParasite);
std::string parasite_of_image(ImageId image, const char* name);

/// False: GIMP refused.
bool attach_parasite(ItemId item, const std::string& text);
/// A rollback brings back what was there before. False: GIMP refused.
bool attach(ImageId image, const Parasite& wanted, Rollback& rollback);

}  // namespace upscale
