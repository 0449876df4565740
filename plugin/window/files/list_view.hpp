// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a batch: their pictures, and what became of each. Files can be dropped on it.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/dialogs/thumbnails.hpp"
#include "presentation/batch_list.hpp"

namespace upscale {

class ListView {
  public:
    ListView();
    ListView(const ListView&) = delete;
    ListView& operator=(const ListView&) = delete;
    GtkWidget* widget() { return m_scroll; }

    /// Adds rows for new items, removes those of items that are gone, and shows the states.
    void show(const std::vector<BatchItem>& items);
    /// The same for one item, which has a row already.
    void show_item(const BatchItem& item);
    /// How far the file is that has this path.
    void show_progress(const std::string& path, const std::string& words);
    /// The paths of the chosen files.
    std::vector<std::string> chosen() const;

    /// Files were dropped; each is a path or an address.
    std::function<void(std::vector<std::string>)> on_dropped = [](std::vector<std::string>) {};
    std::function<void(const std::string& path)> on_open = [](const std::string&) {};
    std::function<void()> on_chosen = [] {};
    /// The Delete key was pressed.
    std::function<void()> on_remove = [] {};

  private:
    struct Row {
        GtkWidget *row, *picture, *state, *spinner, *open;
        std::string pictured = {};  ///< the file that the picture is of
    };
    Row new_row_of(const BatchItem& item);
    void show_picture(Row& row, const std::string& file);
    static gboolean on_key(GtkWidget* widget, GdkEventKey* key, gpointer self) noexcept;

    GtkWidget *m_scroll, *m_list;
    std::map<std::string, Row> m_rows;  ///< by path
    Thumbnails m_thumbnails;
};

}  // namespace upscale
