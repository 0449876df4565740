// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/batch.hpp"

#include <algorithm>

namespace upscale {

int count_of(const std::vector<FileStatus>& files, FileState state) {
    return static_cast<int>(std::ranges::count(files, state, &FileStatus::state));
}

}  // namespace upscale
