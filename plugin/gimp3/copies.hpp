// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is open in GIMP 3, as files that a batch can take.
#pragma once

#include <string>
#include <vector>

namespace upscale {

/// The images that are open. One that was saved since its last change is its own file; of each
/// other a copy of what it shows is saved, as XCF in a folder below `folder`. An image that shows
/// the same gets the same path and the same bytes. What cannot be saved is left out.
std::vector<std::string> files_of_open_images(const std::string& folder);

/// The selected layers of all open images: each as such a copy, as large as the layer, with its
/// mask and effects but without its opacity and mode. What cannot be saved is left out.
std::vector<std::string> files_of_selected_layers(const std::string& folder);

}  // namespace upscale
