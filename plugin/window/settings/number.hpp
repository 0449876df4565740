// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Number fields that never take another value than what was typed: an entry out of range goes back
// to what was there.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

namespace upscale {

/// Called with what is wrong with an entry, translated: "Variations: 1 to 8".
using RefusedFn = std::function<void(const std::string&)>;

/// `spin` is a GtkSpinButton (or GIMP's spin scale); `name` its name in the message.
void refuse_out_of_range(GtkWidget* spin, const std::string& name, RefusedFn refused);

}  // namespace upscale
