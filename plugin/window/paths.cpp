// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/paths.hpp"

#include <memory>
#include <utility>

#include "common/boundary.hpp"
#include "common/gobject_ptr.hpp"

namespace upscale {
namespace {

using Dropped = std::function<void(std::vector<std::string>)>;

void on_drop(GtkWidget*, GdkDragContext*, int, int, GtkSelectionData* data, guint, guint,
             gpointer dropped) noexcept {
    guard([&] {
        const std::unique_ptr<char*, Release<&g_strfreev>> uris(gtk_selection_data_get_uris(data));
        std::vector<std::string> paths;
        for (char** uri = uris.get(); uri && *uri; ++uri) {
            const auto file = adopt(g_file_new_for_uri(*uri));
            if (const auto path = adopt(g_file_get_path(file.get())))
                paths.emplace_back(path.get());
        }
        (*static_cast<Dropped*>(dropped))(std::move(paths));
    });
}

}  // namespace

void take_dropped(GtkWidget* widget, Dropped dropped) {
    gtk_drag_dest_set(widget, GTK_DEST_DEFAULT_ALL, nullptr, 0, GDK_ACTION_COPY);
    gtk_drag_dest_add_uri_targets(widget);
    g_signal_connect_data(
        widget, "drag-data-received", G_CALLBACK(on_drop), new Dropped(std::move(dropped)),
        [](gpointer data, GClosure*) { delete static_cast<Dropped*>(data); },
        static_cast<GConnectFlags>(0));
}

std::vector<std::string> chosen_paths(GtkWidget* chooser) {
    GSList* const files = gtk_file_chooser_get_filenames(GTK_FILE_CHOOSER(chooser));
    std::vector<std::string> paths;
    for (GSList* file = files; file; file = file->next)
        paths.emplace_back(static_cast<const char*>(file->data));
    g_slist_free_full(files, g_free);
    return paths;
}

void show_folder(const std::string& folder, GtkWidget* from) {
    g_mkdir_with_parents(folder.c_str(), 0700);
    const auto uri = adopt(g_filename_to_uri(folder.c_str(), nullptr, nullptr));
    if (uri)
        gtk_show_uri_on_window(GTK_WINDOW(gtk_widget_get_toplevel(from)), uri.get(),
                               GDK_CURRENT_TIME, nullptr);
}

}  // namespace upscale
