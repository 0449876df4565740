// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/help.hpp"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <filesystem>

#include "common/gobject_ptr.hpp"
#include "platform/process.hpp"

namespace upscale {

std::string help_uri() {
    std::error_code ignored;
    const auto folder = platform::executable().parent_path() / "help";
    if (!std::filesystem::is_directory(folder, ignored)) return {};
    const CharPtr uri(g_filename_to_uri(folder.c_str(), nullptr, nullptr));
    return uri ? uri.get() : "";
}

GtkWidget* new_help_dialog(const char* title, const char* role, const char* help_id) {
    // A Help button that opens nothing would be worse than no button.
    return gimp_dialog_new(title, role, nullptr, static_cast<GtkDialogFlags>(0),
                           help_uri().empty() ? nullptr : gimp_standard_help_func, help_id,
                           nullptr);
}

int run_help_dialog(GtkWidget* dialog) {
    int response = GTK_RESPONSE_HELP;
    while (response == GTK_RESPONSE_HELP) response = gtk_dialog_run(GTK_DIALOG(dialog));
    return response;
}

}  // namespace upscale
