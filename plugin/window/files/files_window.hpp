// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window in which many files are upscaled.
#pragma once

#include <gtk/gtk.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/batch/file_port.hpp"
#include "common/dialogs/settings_dialog.hpp"
#include "common/runs/background.hpp"
#include "presentation/batch_list.hpp"
#include "window/files/batch_maker.hpp"
#include "window/files/list_view.hpp"
#include "window/files/output_fields.hpp"
#include "window/files/size_lookup.hpp"
#include "window/host.hpp"
#include "window/keeper.hpp"
#include "window/run/message_bar.hpp"
#include "window/run/progress_row.hpp"
#include "window/settings/controls.hpp"
#include "window/settings/networks.hpp"
#include "window/single.hpp"

namespace upscale {

/// Its parts, and what happens between them. Main thread.
class FilesWindow {
  public:
    /// `start`: the files, output folder, names and format to begin with.
    FilesWindow(Host& host, FilePort& port, SingleWindow& single, const Batch& start);
    FilesWindow(const FilesWindow&) = delete;
    FilesWindow& operator=(const FilesWindow&) = delete;
    ~FilesWindow();
    /// Shows the window until it is closed. Returns the list as it is then.
    std::vector<BatchItem> run();

  private:
    void add_buttons();
    GtkWidget* new_list();
    GtkWidget* new_menu_of_open();
    GtkWidget* new_settings();
    void wire(SingleWindow& single);
    void start(const Batch& batch);
    Batch last_output() const;
    void keep();

    void add(const std::vector<std::string>& given);
    void choose_files(bool folder);
    void add_open(bool layers);
    void remove_chosen();
    void open_results(const std::string& path);
    void look_up();
    void look_for_done();

    Batch batch() const;
    void changed();
    void update();
    void make(FileState state);
    void begin(FileState state, int images);
    void pause(bool paused);
    void finish(const std::optional<Error>& error);
    void tell(const Error& error);
    void show_account();
    void fold(bool folded);
    void respond(int response);
    void close();
    GtkWindow* window() { return GTK_WINDOW(m_dialog); }

    Host& m_host;
    Keeper m_keeper;
    std::vector<BatchItem> m_items;
    Batch m_about;                      ///< what the states of the files are about
    std::vector<std::string> m_copies;  ///< folders, each with the copy of an image or a layer
    GtkWidget* m_dialog;
    MessageBar m_messages;
    ListView m_list;
    Controls m_controls;
    Networks m_networks;
    OutputFields m_output;
    ProgressRow m_progress;
    BatchMaker m_maker;
    SizeLookup m_lookup;
    std::unique_ptr<SettingsDialog> m_account;  ///< null: it is not open
    std::unique_ptr<GMainLoop, Release<&g_main_loop_unref>> m_loop;
    GtkWidget *m_content = nullptr, *m_settings = nullptr, *m_foot = nullptr, *m_buttons = nullptr;
    GtkWidget *m_open = nullptr, *m_remove = nullptr;
    GtkWidget *m_counts = nullptr, *m_why_not = nullptr;
    GtkWidget *m_retry = nullptr, *m_pause = nullptr, *m_make = nullptr;
    Background m_done;              ///< looks for what earlier runs have done
    int m_close_question = 0;       ///< of MessageBar::show(); 0: it was not asked
    int m_width = 0, m_height = 0;  ///< before the window was folded
    bool m_closing = false;         ///< the window closes as soon as nothing is under way
};

}  // namespace upscale
