// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/dialogs/settings_dialog.hpp"
#include "common/runs/background.hpp"
#include "window/first_run.hpp"
#include "window/keeper.hpp"
#include "window/layout.hpp"
#include "window/model.hpp"
#include "window/picture/viewer.hpp"
#include "window/results/history_dialog.hpp"
#include "window/results/panel.hpp"
#include "window/results/source_watch.hpp"
#include "window/run/maker.hpp"
#include "window/run/message_bar.hpp"
#include "window/run/next_steps.hpp"
#include "window/settings/controls.hpp"
#include "window/settings/networks.hpp"
#include "window/single.hpp"

namespace upscale {

/// The window: its parts, and what happens between them. Main thread.
class MainWindow {
  public:
    MainWindow(Host& host, SingleWindow& single, Parameters& last);
    MainWindow(const MainWindow&) = delete;
    MainWindow& operator=(const MainWindow&) = delete;
    ~MainWindow() {
        for (const ResultItem& item : m_gallery.items()) m_keeper.note_seen(item.job);
        m_keeper.keep(m_model.subject.key, m_model.values);
    }
    Report run(bool with_history);

  private:
    void wire(SingleWindow& single);
    void start();
    void offer_waiting();
    void refresh_subject();
    void changed();
    void update();
    void show_tiles();
    void look_for_key();

    void make(std::optional<Rect> part);
    void begin(const std::vector<Assignment>& assignments, const Parameters& values, int images,
               const Subject& subject, bool keeps_last, ItemId replaces = -1);
    std::optional<ResultNow> to_make_again();
    Parameters values_again(const ResultNow& result);
    int images_again(const ResultNow& result, const Parameters& values);
    bool can_make_again(const ResultNow& result) const;
    void offer_again();
    void make_again();
    void finish(const Maker::Ended& ended);
    void tell(const Report& report);
    void note_ids(const Report& report);
    Remedies remedies();
    void show_results(const std::string& job);
    int placement_of(const std::vector<ResultItem>& items) const;
    void foretell_adding();
    void add(const std::vector<ResultItem>& items, int placement);
    void use(const ResultItem& item, Take take);
    void added(const Report& report);
    void show_history();
    void chosen_in_history(const HistoryDialog::Choice& choice);
    void show_account();
    void choose_engine(int engine);
    void close();
    void close_if_done();

    Host& m_host;
    Parameters& m_last;  ///< the values of the last run
    Parameters m_initial;
    Model m_model;
    Keeper m_keeper;
    MessageBar m_messages;
    ProgressRow m_progress;
    Gallery m_gallery;
    SourceWatch m_watch;
    Maker m_maker;
    Controls m_controls;
    Viewer m_viewer;
    ResultsPanel m_results;
    FirstRun m_first_run;
    Layout m_layout;
    Networks m_networks;
    std::unique_ptr<HistoryDialog> m_history;   ///< null: it is not open
    std::unique_ptr<SettingsDialog> m_account;  ///< null: it is not open
    std::unique_ptr<GMainLoop, Release<&g_main_loop_unref>> m_loop;
    Background m_key;  ///< the keyring may be slow
    Report m_report;
    std::pair<int, Subject> m_foretold_for;  ///< the placement and the state of the image
    int m_promised = 0;                      ///< the number of images that the button names
    gint64 m_promised_since = 0;             ///< µs
    gint64 m_begun_at = 0;                   ///< µs, when a run was asked for last
    bool m_made = false;
    int m_close_question = 0;  ///< the message's number; 0: this run was not asked about
    bool m_closing = false;    ///< the window closes as soon as nothing is under way
};

}  // namespace upscale
