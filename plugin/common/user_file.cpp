// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/user_file.hpp"

#include <fcntl.h>
#include <glib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/file_name.hpp"
#include "base/files.hpp"

namespace upscale {
namespace {

/// A new file of this name; -1 if it cannot be made.
int create(const std::string& path) {
    return open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

}  // namespace

Result<std::string> save_for_user(const std::string& path, const std::string& layer_name,
                                  ImageFormat format) {
    const auto content = read_file(path, kMaxResultBytes);
    if (!content) return content.error();
    const char* folder = g_get_user_special_dir(G_USER_DIRECTORY_PICTURES);
    if (!folder || access(folder, W_OK | X_OK) != 0) folder = g_get_home_dir();
    std::string name = file_stem(layer_name);
    name += name.empty() ? "upscale" : "-upscale";
    const std::string stem = std::string(folder) + "/" + name;
    const std::string ending = std::string(".") + extension_of(format);
    std::string target = stem + ending;
    int descriptor = create(target);
    for (int number = 2; descriptor < 0 && errno == EEXIST && number < 10000; ++number) {
        target = stem + "-" + std::to_string(number) + ending;
        descriptor = create(target);
    }
    if (descriptor < 0)
        return Error{.kind = ErrorKind::LocalIo, .detail = target + ": " + std::strerror(errno)};
    close(descriptor);  // the name is ours
    if (auto written = write_file(target, *content); !written) {
        unlink(target.c_str());
        return written.error();
    }
    return target;
}

}  // namespace upscale
