// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/installation.hpp"

#include <algorithm>

namespace upscale {
namespace fs = std::filesystem;

namespace {

bool is_program(const fs::path& path) {
    constexpr auto kAnyone = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
    std::error_code ignored;
    const fs::file_status status = fs::status(path, ignored);
    return fs::is_regular_file(status) && (status.permissions() & kAnyone) != fs::perms::none;
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
            if (is_program(path) && !is_known(path)) found.push_back(path);
    return found;
}

}  // namespace upscale
