// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/user_file.hpp"

#include <glib.h>

#include <filesystem>
#include <system_error>

#include "base/files.hpp"
#include "platform/files.hpp"
#include "results/file_name.hpp"

namespace upscale {

std::string pictures_folder() {
    const char* folder = g_get_user_special_dir(G_USER_DIRECTORY_PICTURES);
    return folder && platform::can_write_into(folder) ? folder : g_get_home_dir();
}

Result<std::string> reserve_file(const std::string& folder, const std::string& stem,
                                 const std::string& ending) {
    const std::string start = folder + "/" + stem;
    std::string target = start + ending;
    std::error_code code;
    platform::create_file(target, code);
    for (int number = 2; code == std::errc::file_exists && number < 10000; ++number) {
        target = start + "-" + std::to_string(number) + ending;
        platform::create_file(target, code);
    }
    if (code) return Error{.kind = ErrorKind::LocalIo, .detail = target + ": " + code.message()};
    return target;
}

Result<std::string> save_for_user(const JobFolder& job, const std::string& file,
                                  const std::string& layer_name) {
    const auto content = job.read(file, kMaxResultBytes);
    if (!content) return content.error();
    std::string name = file_stem(layer_name);
    name += name.empty() ? "upscale" : "-upscale";
    const auto target =
        reserve_file(pictures_folder(), name, std::filesystem::path(file).extension().string());
    if (!target) return target.error();
    // We have reserved the name by creating the file.
    if (auto written = write_file(*target, *content); !written) {
        std::error_code ignored;
        std::filesystem::remove(*target, ignored);
        return written.error();
    }
    return target;
}

}  // namespace upscale
