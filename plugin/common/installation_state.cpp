// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/installation_state.hpp"

#include <libgimp/gimp.h>
#include <libgimpconfig/gimpconfig.h>

#include "base/utf8.hpp"
#include "common/gobject_ptr.hpp"
#include "common/runs/engine.hpp"
#include "state/installation.hpp"

namespace upscale {
namespace {

namespace fs = std::filesystem;

/// The folders in which GIMP looks for plug-ins, in GIMP's order.
std::vector<fs::path> plug_in_folders() {
    std::vector<fs::path> folders;
    const CharPtr path = adopt(gimp_gimprc_query("plug-in-path"));
    if (!path) return folders;
    GList* files = gimp_config_path_expand_to_files(path.get(), nullptr);
    for (GList* entry = files; entry; entry = entry->next)
        if (const CharPtr folder = adopt(g_file_get_path(G_FILE(entry->data))))
            folders.emplace_back(folder.get());
    g_list_free_full(files, g_object_unref);
    return folders;
}

/// If a library is missing, the loader's message is the first line, before any of the program's
/// own.
std::string fault_of(const std::string& engine) {
    std::error_code ignored;
    if (!fs::exists(engine, ignored)) return {};
    std::string program = engine, version = "--version";
    char* arguments[] = {program.data(), version.data(), nullptr};
    char* said = nullptr;
    GError* failure = nullptr;
    int status = 0;
    g_spawn_sync(nullptr, arguments, nullptr, G_SPAWN_STDOUT_TO_DEV_NULL, nullptr, nullptr, nullptr,
                 &said, &status, &failure);
    const CharPtr words = adopt(said);
    const ErrorPtr error(failure);
    if (error) return error->message;
    if (status == 0) return {};
    return words && *words ? printable_line(words.get()) : engine;
}

}  // namespace

InstallationState look_at_installation() {
    const std::string engine = local_engine_path();
    const fs::path self = fs::path(engine).parent_path().parent_path() / "ideogram-upscale";
    return {self, other_copies(plug_in_folders(), self), fault_of(engine)};
}

}  // namespace upscale
