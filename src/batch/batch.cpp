// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/batch.hpp"

#include <algorithm>

namespace upscale {

int count_of(const std::vector<FileStatus>& files, FileState state) {
    return static_cast<int>(std::ranges::count(files, state, &FileStatus::state));
}

int images_for(Size, const Parameters& values) { return values.num_images; }

bool images_depend_on_size(const Parameters& values) {
    return values.target != Target::AsItComes || values.tiles != Tiles::Off;
}

}  // namespace upscale
