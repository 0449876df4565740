// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Our parasites, on layers and images.
#pragma once

#include <libgimp/gimp.h>

#include <string>

#include "app/editor.hpp"
#include "common/import/rollback.hpp"

namespace upscale {

/// The text of a parasite; empty: there is none.
std::string parasite_of(GimpItem* item, const char* name = kLayerParasite);
std::string parasite_of(GimpImage* image, const char* name);

void attach_parasite(GimpItem* item, const std::string& text);
/// Attaches the content's parasite, with the tattoo that the layer has or gets.
void attach_own_parasite(GimpLayer* layer, const NewLayer& content);
/// A rollback brings back what was there before. False: GIMP refused.
bool attach(GimpImage* image, const Parasite& wanted, Rollback& rollback);

}  // namespace upscale
