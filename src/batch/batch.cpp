// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/batch.hpp"

#include <algorithm>

namespace upscale {

int count_of(const std::vector<FileStatus>& files, FileState state) {
    return static_cast<int>(std::ranges::count(files, state, &FileStatus::state));
}

FileStatus status_of_file(const std::vector<FileStatus>& files, const std::string& path) {
    FileStatus all{.path = path};
    std::vector<FileStatus> layers;
    for (const FileStatus& status : files)
        if (status.path == path) layers.push_back(status);
    for (const FileStatus& layer : layers) {
        all.results.insert(all.results.end(), layer.results.begin(), layer.results.end());
        all.missing += layer.missing;
        all.smaller = all.smaller || layer.smaller;
        all.parts_missing = all.parts_missing || layer.parts_missing;
        all.images_paid += layer.images_paid;
        all.seconds += layer.seconds;
        // an empty layer says nothing about its file
        if (!all.error && (layer.state != FileState::Skipped || layers.size() == 1))
            all.error = layer.error;
    }
    const int waiting = count_of(layers, FileState::Waiting);
    const auto count = static_cast<int>(layers.size());
    if (waiting == count)
        all.state = FileState::Waiting;
    else if (waiting > 0 || count_of(layers, FileState::Working) > 0)
        all.state = FileState::Working;
    else if (count_of(layers, FileState::Failed) > 0)
        all.state = FileState::Failed;
    else if (count_of(layers, FileState::Done) > 0)
        all.state = FileState::Done;
    else
        all.state = FileState::Skipped;
    return all;
}

}  // namespace upscale
