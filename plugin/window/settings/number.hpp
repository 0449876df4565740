// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Number fields that never change a typed number into another one: if it is out of range, the
// previous value comes back.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

namespace upscale {

/// Called with a message about an entry that was refused, translated: "Variations: 1 to 8".
using RefusedFn = std::function<void(const std::string&)>;

/// `spin` is a GtkSpinButton (or GIMP's spin scale); `name` its name in the message.
void refuse_out_of_range(GtkWidget* spin, const std::string& name, RefusedFn refused);

}  // namespace upscale
