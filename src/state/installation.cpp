// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/installation.hpp"

#include <algorithm>

#include "platform/process.hpp"

namespace upscale {
namespace fs = std::filesystem;

namespace {

/// True for an executable file. A folder has the same permission bit (it can be entered), so it is
/// excluded.
bool is_plug_in(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) && platform::is_program(path.string());
}

}  // namespace

std::vector<fs::path> other_copies(const std::vector<fs::path>& folders, const fs::path& self) {
    std::vector<fs::path> found;
    std::error_code ignored;
    const auto is_known = [&](const fs::path& path) {
        const auto is_same = [&](const fs::path& other) {
            return fs::equivalent(path, other, ignored);
        };
        return is_same(self) || std::any_of(found.begin(), found.end(), is_same);
    };
    const fs::path name = self.filename();
    for (const fs::path& folder : folders)
        for (const fs::path& path : {folder / name / name, folder / name})
            if (is_plug_in(path) && !is_known(path)) found.push_back(path);
    return found;
}

}  // namespace upscale
