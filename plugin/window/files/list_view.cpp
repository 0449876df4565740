// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/files/list_view.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>

#include "base/utf8.hpp"
#include "common/words/i18n.hpp"
#include "window/files/words.hpp"
#include "window/paths.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr int kFileSide = 56;  // pixels
constexpr const char* kPathOfRow = "path";

std::string shown_name_of(const std::string& path) {
    return printable_line(std::filesystem::path(path).filename().string());
}

std::string path_of_row(GtkListBoxRow* row) {
    return static_cast<const char*>(g_object_get_data(G_OBJECT(row), kPathOfRow));
}

}  // namespace

ListView::ListView()
    : m_scroll(gtk_scrolled_window_new(nullptr, nullptr)), m_list(gtk_list_box_new()) {
    auto* const scrolled = GTK_SCROLLED_WINDOW(m_scroll);
    gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_shadow_type(scrolled, GTK_SHADOW_IN);
    gtk_container_add(GTK_CONTAINER(m_scroll), m_list);
    auto* const list = GTK_LIST_BOX(m_list);
    gtk_list_box_set_selection_mode(list, GTK_SELECTION_MULTIPLE);
    set_accessible_name(m_list, _("Files"));
    gtk_list_box_set_placeholder(list, [] {
        GtkWidget* empty = new_hint(_("Drop files or folders here, or add them below."));
        gtk_widget_set_halign(empty, GTK_ALIGN_CENTER);
        gtk_widget_show(empty);
        return empty;
    }());
    connect(m_list, "selected-rows-changed", [this] { on_chosen(); });
    g_signal_connect(m_list, "key-press-event", G_CALLBACK(on_key), this);
    // on the scrolled window, so that the whole of it takes them
    take_dropped(m_scroll,
                 [this](std::vector<std::string> paths) { on_dropped(std::move(paths)); });
    gtk_widget_show_all(m_scroll);
}

void ListView::show(const std::vector<BatchItem>& items) {
    std::set<std::string> there;
    for (const BatchItem& item : items) {
        there.insert(item.file.path);
        if (!m_rows.contains(item.file.path)) m_rows.emplace(item.file.path, new_row_of(item));
        show_item(item);
    }
    std::erase_if(m_rows, [&](const auto& entry) {
        if (there.contains(entry.first)) return false;
        gtk_widget_destroy(entry.second.row);
        return true;
    });
}

void ListView::show_item(const BatchItem& item) {
    const auto found = m_rows.find(item.file.path);
    if (found == m_rows.end()) return;
    Row& row = found->second;
    set_text(row.state, state_words(item));
    const bool works = item.state == FileState::Working;
    gtk_widget_set_visible(row.spinner, works);
    if (works)
        gtk_spinner_start(GTK_SPINNER(row.spinner));
    else
        gtk_spinner_stop(GTK_SPINNER(row.spinner));
    gtk_widget_set_visible(row.open, !item.results.empty());
    show_picture(row, item.results.empty() ? item.file.path : item.results.front().path);
}

void ListView::show_progress(const std::string& path, const std::string& words) {
    const auto found = m_rows.find(path);
    if (found != m_rows.end()) set_text(found->second.state, words);
}

std::vector<std::string> ListView::chosen() const {
    std::vector<std::string> paths;
    gtk_list_box_selected_foreach(
        GTK_LIST_BOX(m_list),
        [](GtkListBox*, GtkListBoxRow* row, gpointer all) {
            static_cast<std::vector<std::string>*>(all)->push_back(path_of_row(row));
        },
        &paths);
    return paths;
}

ListView::Row ListView::new_row_of(const BatchItem& item) {
    const std::string& path = item.file.path;
    GtkWidget* picture = gtk_image_new();
    gtk_widget_set_size_request(picture, kFileSide, kFileSide);
    GtkWidget* name = new_text(shown_name_of(path).c_str());
    make_one_line(name);
    GtkWidget* state = new_hint();
    make_one_line(state);
    GtkWidget* texts = new_column(2);
    gtk_widget_set_valign(texts, GTK_ALIGN_CENTER);
    pack(texts, name);
    pack(texts, state);
    GtkWidget* spinner = gtk_spinner_new();
    GtkWidget* open = new_button(_("Open Result"), [this, path] { on_open(path); });
    gtk_widget_set_valign(open, GTK_ALIGN_CENTER);
    GtkWidget* line = new_row(12);
    gtk_container_set_border_width(GTK_CONTAINER(line), 3);
    pack(line, picture);
    pack(line, texts, true);
    pack(line, spinner);
    pack(line, open);
    GtkWidget* row = gtk_list_box_row_new();
    gtk_container_add(GTK_CONTAINER(row), line);
    g_object_set_data_full(G_OBJECT(row), kPathOfRow, g_strdup(path.c_str()), g_free);
    set_accessible_name(row, shown_name_of(path).c_str());
    gtk_widget_show_all(row);
    for (GtkWidget* part : {spinner, open}) gtk_widget_set_no_show_all(part, TRUE);
    gtk_list_box_insert(GTK_LIST_BOX(m_list), row, -1);
    return {row, picture, state, spinner, open};
}

void ListView::show_picture(Row& row, const std::string& file) {
    if (row.pictured == file) return;
    row.pictured = file;
    // The row may be gone before the picture is there.
    const std::shared_ptr<GtkWidget> kept(GTK_WIDGET(g_object_ref(row.picture)), g_object_unref);
    m_thumbnails.ask_file(file, kFileSide, [kept](GdkPixbuf* picture) {
        auto* const shown = GTK_IMAGE(kept.get());
        if (picture)
            gtk_image_set_from_pixbuf(shown, picture);
        else
            gtk_image_set_from_icon_name(shown, "image-x-generic", GTK_ICON_SIZE_DND);
    });
}

gboolean ListView::on_key(GtkWidget*, GdkEventKey* key, gpointer self) noexcept {
    if (key->keyval != GDK_KEY_Delete) return GDK_EVENT_PROPAGATE;
    guard([&] { static_cast<ListView*>(self)->on_remove(); });
    return GDK_EVENT_STOP;
}

}  // namespace upscale
