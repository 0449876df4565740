// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window from its opening to its closing.
#include "window/main_window.hpp"

#include <algorithm>

#include "base/time.hpp"
#include "common/import/tidy_history.hpp"
#include "common/key/key_store.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "common/words/outlook_words.hpp"
#include "state/history.hpp"
#include "state/key.hpp"
#include "state/preferences.hpp"
#include "state/spending.hpp"
#include "window/paths.hpp"
#include "window/widgets.hpp"
#include "window/words.hpp"

namespace upscale {

MainWindow::MainWindow(Host& host, SingleWindow& single, Parameters& last)
    : m_host(host),
      m_last(last),
      m_progress(host),
      m_gallery(host),
      m_watch(host),
      m_maker(host, m_progress),
      m_controls(host, Controls::Of::Image),
      m_viewer(host, m_gallery),
      m_first_run(host),
      m_layout(host,
               {m_messages.widget(), m_first_run.widget(), m_viewer.widget(), m_controls.widget(),
                m_results.widget(), m_progress.widget(), m_progress.queue().widget()}),
      m_loop(g_main_loop_new(nullptr, FALSE)) {
    wire(single);
}

void MainWindow::wire(SingleWindow& single) {
    single.on_called = [this] { m_layout.present(); };
    const auto trouble = [this](const std::string& text) {
        m_messages.show(GTK_MESSAGE_WARNING, text);
    };
    m_controls.on_changed = [this] { changed(); };
    m_controls.on_trouble = trouble;
    m_viewer.on_trouble = trouble;
    m_viewer.on_prepared = [this] { show_tiles(); };
    m_viewer.on_make_part = [this](Rect part) { make(part); };
    m_maker.on_ended = [this](const Maker::Ended& ended) { finish(ended); };
    m_watch.on_changed = [this] {
        std::vector<ResultName> names;
        for (const ResultNow& result : m_watch.changed())
            if (const auto name = result_named_by(result.parasite)) names.push_back(*name);
        m_gallery.note_changed(std::move(names));
        m_results.show(m_gallery.items());
        offer_again();
    };
    m_results.on_again = [this] { make_again(); };
    m_maker.on_queue_changed = [this] { update(); };
    m_messages.on_shown = [this] { m_progress.unfold(); };
    m_progress.on_folded = [this](bool folded) { m_layout.fold(folded); };
    m_viewer.on_choose = [this](const ResultItem& item) { m_results.strip().choose(item); };
    m_viewer.on_add = [this] {
        if (!m_gallery.is_adding()) m_results.on_add(m_results.strip().chosen());
    };
    // Escape leads from a large result back to all of them, before it closes the window.
    connect(m_layout.window(), "close", [this] {
        if (m_viewer.back()) g_signal_stop_emission_by_name(m_layout.window(), "close");
    });
    m_results.on_look = [this](const auto& items) {
        m_viewer.look_at(items);
        foretell_adding();
        offer_again();
    };
    m_results.on_add = [this](const auto& items) { add(items, placement_of(items)); };
    m_results.on_take = [this](const auto& item, Take take) { use(item, take); };
    m_results.on_star = [this](const auto& items, bool starred) {
        m_gallery.star(items, starred);
        m_results.show(m_gallery.items());
    };
    m_gallery.on_located = [this] { foretell_adding(); };
    m_gallery.on_changed = [this] { m_results.show(m_gallery.items()); };
    m_gallery.on_written = [this] { close_if_done(); };
    m_gallery.on_trouble = [trouble](const Error& error) { trouble(message_for(error)); };
    m_viewer.on_moved = [this] { m_results.strip().show_place(m_viewer.visible_part()); };
    m_layout.on_history = [this] { show_history(); };
    m_first_run.on_local = [this] { choose_engine(Engine::Local); };
    m_first_run.on_key = [this](const std::string& saved) {
        choose_engine(Engine::Ideogram);
        m_messages.show(GTK_MESSAGE_INFO, saved + " " + _("No image was sent."));
    };
    m_layout.on_narrow = [this] { m_first_run.set_narrow(true); };
    m_layout.on_make = [this] { make(std::nullopt); };
    m_layout.on_account = [this] { show_account(); };
    m_layout.on_close = [this] { close(); };
    m_layout.on_focus = [this] {
        refresh_subject();
        m_networks.look_if_others();
    };
    m_networks.serve(m_controls, m_layout.window());
    m_networks.on_said = [this](GtkMessageType type, const std::string& text) {
        m_messages.show(type, text);
    };
    take_dropped(GTK_WIDGET(m_layout.window()),
                 [this](const auto& paths) { m_networks.add(paths); });
    m_layout.on_reset = [this](bool factory) {
        Parameters values = factory ? starting_values(m_model.subject, {}) : m_initial;
        values.engine = m_model.values.engine;
        values.model = m_model.values.model;
        m_controls.set_values(values);
        changed();
    };
}

Report MainWindow::run(bool with_history) {
    start();
    m_layout.show();
    m_controls.focus_prompt();
    if (with_history) show_history();
    g_main_loop_run(m_loop.get());
    if (const int left = m_gallery.paid_and_not_added(); left > 0)
        m_host.tell(format(dngettext("ideogram-upscale",
                                     "%d paid image was not added. It stays in the history of "
                                     "Ideogram Upscale.",
                                     "%d paid images were not added. They stay in the history of "
                                     "Ideogram Upscale.",
                                     static_cast<unsigned long>(left)),
                           left));
    if (!m_made) m_report.error = cancelled();
    return m_report;
}

void MainWindow::start() {
    tidy_history(m_host.editor());
    m_model.subject = m_host.subject();
    m_model.values = starting_values(m_model.subject, m_keeper.values_of(m_model.subject.key));
    const bool key = has_environment_key() || is_known(key_status({}));
    if (!key) m_model.values.engine = Engine::Local;
    m_initial = m_model.values;
    m_controls.set_values(m_model.values);
    m_controls.set_prompts(m_keeper.remembered().prompts);
    m_controls.load();
    m_results.show(m_gallery.refresh(m_model.subject));
    m_layout.show_first_run(!key && !load_preferences().offer_seen);
    update();
    m_watch.look(m_model.subject);
    m_networks.look_if_others();
    offer_waiting();
}

void MainWindow::offer_waiting() {
    const int waiting = count_to_offer(unfinished_jobs(jobs_folder()), m_keeper.remembered().seen);
    if (waiting == 0) return;
    m_messages.show(
        GTK_MESSAGE_INFO,
        format(dngettext("ideogram-upscale", "%d paid upscale is waiting.",
                         "%d paid upscales are waiting.", static_cast<unsigned long>(waiting)),
               waiting),
        {{_("Show"), [this] { show_history(); }}, {_("Later"), [] {}}});
}

void MainWindow::refresh_subject() {
    Subject subject = m_host.subject();
    // the number of images falls back if the window was not used for a while
    const int images = m_keeper.values_of(m_model.subject.key).num_images;
    if (images < m_model.values.num_images) {
        m_model.values.num_images = images;
        m_controls.set_values(m_model.values);
        update();
    }
    if (subject != m_model.subject) {
        // the image got another name
        if (subject.key != m_model.subject.key) m_keeper.keep(subject.key, m_model.values);
        const bool selection_came = subject.selection && !m_model.subject.selection;
        const bool selection_went = !subject.selection && m_model.subject.selection;
        m_model.subject = std::move(subject);
        if (selection_came || selection_went) {
            const Parameters start = starting_values(m_model.subject, m_model.values);
            m_model.values.region = start.region;
            m_model.values.placement = start.placement;
            m_controls.set_values(m_model.values);
        }
        update();
        m_results.show(m_gallery.refresh(m_model.subject));
    }
    m_viewer.reread();
    m_watch.look(m_model.subject);
}

void MainWindow::changed() {
    const int engine = m_model.values.engine;
    m_model.values = m_controls.values();
    if (engine != m_model.values.engine) look_for_key();
    update();
    m_keeper.keep(m_model.subject.key, m_model.values);
}

/// Shows the page for users without a key if Ideogram is chosen and there is none.
void MainWindow::look_for_key() {
    if (m_model.values.engine != Engine::Ideogram) return m_key.stop();
    m_key.start([this](const std::stop_token& stop) -> Background::Answer {
        if (is_known(key_status(stop))) return {};
        return [this] { m_layout.show_first_run(true); };
    });
}

void MainWindow::update() {
    m_controls.show_possible(m_model.subject, m_model.values);
    m_model.targets = targets_of(m_model.subject, m_controls.from_original());
    m_model.outlook = outlook(m_model.subject, m_model.targets, m_model.values);
    const Outlook& outlook = m_model.outlook;
    const bool possible = outlook.obstacle == Obstacle::None;
    m_controls.set_picture(sized_of(m_model.subject, m_model.targets, m_model.values.region));
    show_tiles();
    m_controls.show_effect(possible ? effect_of(outlook, m_model.subject, m_model.values) : "");
    m_layout.set_title(m_model.subject.name);
    m_layout.set_make(make_label(outlook, m_model.values), possible && !m_maker.is_full(),
                      words_for(outlook.obstacle));
    if (m_promised != outlook.images) m_promised_since = g_get_monotonic_time();
    m_promised = outlook.images;
    std::string money;
    if (possible) {
        money = money_words(outlook, m_model.values, load_spending(utc_now()));
        if (const auto hint = seed_words(m_model.values); !hint.empty()) money += "\n" + hint;
    }
    m_layout.set_money(money);
    m_viewer.allow(!m_maker.is_full());
    offer_again();
    m_viewer.update(m_model);
    if (m_gallery.keep_colors(m_model.values.keep_colors)) m_viewer.open_again();
    if (m_foretold_for != std::pair(m_model.values.placement, m_model.subject)) foretell_adding();
    m_first_run.set_source(m_viewer.source());
}

/// Whether the upload is lossless is known only when it was prepared.
void MainWindow::show_tiles() {
    m_controls.show_tiles(
        tiles_words(m_model.outlook, m_model.values, m_viewer.is_sent_with_loss()));
}

void MainWindow::close() {
    if (!m_maker.is_running()) {
        m_closing = true;  // after what is being added was added
        return close_if_done();
    }
    m_close_question = m_messages.show(
        GTK_MESSAGE_QUESTION, _("An upscale is under way. What is paid stays in the history."),
        {{_("Stop and Close"),
          [this] {
              m_closing = true;
              m_maker.withdraw_all();
              m_progress.stop();
          }},
         {_("Go On"), [] {}}});
}

void MainWindow::close_if_done() {
    if (m_closing && !m_maker.is_running() && !m_gallery.is_adding() && !m_gallery.is_starring())
        g_main_loop_quit(m_loop.get());
}

}  // namespace upscale
