// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/window.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/time.hpp"
#include "common/dialogs/settings_dialog.hpp"
#include "common/import/tidy_history.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/background.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "state/history.hpp"
#include "state/key.hpp"
#include "state/preferences.hpp"
#include "state/spending.hpp"
#include "window/first_run.hpp"
#include "window/keeper.hpp"
#include "window/layout.hpp"
#include "window/model.hpp"
#include "window/picture/viewer.hpp"
#include "window/results/history_dialog.hpp"
#include "window/results/panel.hpp"
#include "window/run/maker.hpp"
#include "window/run/message_bar.hpp"
#include "window/run/next_steps.hpp"
#include "window/settings/controls.hpp"
#include "window/single.hpp"
#include "window/widgets.hpp"
#include "window/words.hpp"

namespace upscale {
namespace {

// A click that comes sooner than this after the number on the button changed was made without
// reading the new number.
constexpr gint64 kReadingTime = 400'000;  // µs

class Window {
  public:
    Window(Host& host, SingleWindow& single, Parameters& last);
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;
    ~Window() {
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
    void look_for_key();

    void make(std::optional<Rect> part);
    void begin(const std::vector<Assignment>& assignments, const Parameters& values,
               const Subject& subject, bool part);
    void finish(const Report& report, const std::vector<std::string>& jobs);
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
    Maker m_maker;
    Controls m_controls;
    Viewer m_viewer;
    ResultsPanel m_results;
    FirstRun m_first_run;
    Layout m_layout;
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

Window::Window(Host& host, SingleWindow& single, Parameters& last)
    : m_host(host),
      m_last(last),
      m_progress(host),
      m_gallery(host),
      m_maker(host, m_progress),
      m_controls(host),
      m_viewer(host, m_gallery),
      m_first_run(host),
      m_layout(host,
               {m_messages.widget(), m_first_run.widget(), m_viewer.widget(), m_controls.widget(),
                m_results.widget(), m_progress.widget(), m_progress.queue().widget()}),
      m_loop(g_main_loop_new(nullptr, FALSE)) {
    wire(single);
}

void Window::wire(SingleWindow& single) {
    single.on_called = [this] { m_layout.present(); };
    const auto trouble = [this](const std::string& text) {
        m_messages.show(GTK_MESSAGE_WARNING, text);
    };
    m_controls.on_changed = [this] { changed(); };
    m_controls.on_trouble = trouble;
    m_viewer.on_trouble = trouble;
    m_viewer.on_make_part = [this](Rect part) { make(part); };
    m_maker.on_ended = [this](const Report& report, const auto& jobs) { finish(report, jobs); };
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
    m_layout.on_focus = [this] { refresh_subject(); };
    m_layout.on_reset = [this](bool factory) {
        Parameters values = factory ? starting_values(m_model.subject, {}) : m_initial;
        values.engine = m_model.values.engine;
        m_controls.set_values(values);
        changed();
    };
}

Report Window::run(bool with_history) {
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
    if (!m_made) m_report.error = Error{.kind = ErrorKind::Cancelled};
    return m_report;
}

void Window::start() {
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
    offer_waiting();
}

void Window::offer_waiting() {
    const int waiting = count_to_offer(unfinished_jobs(jobs_folder()), m_keeper.remembered().seen);
    if (waiting == 0) return;
    m_messages.show(
        GTK_MESSAGE_INFO,
        format(dngettext("ideogram-upscale", "%d paid upscale is waiting.",
                         "%d paid upscales are waiting.", static_cast<unsigned long>(waiting)),
               waiting),
        {{_("Show"), [this] { show_history(); }}, {_("Later"), [] {}}});
}

void Window::refresh_subject() {
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
}

void Window::changed() {
    const int engine = m_model.values.engine;
    m_model.values = m_controls.values();
    if (engine != m_model.values.engine) look_for_key();
    update();
    m_keeper.keep(m_model.subject.key, m_model.values);
}

/// Shows the page for users without a key if Ideogram is chosen and there is none.
void Window::look_for_key() {
    if (m_model.values.engine != Engine::Ideogram) return m_key.stop();
    m_key.start([this](const std::stop_token& stop) -> Background::Answer {
        if (is_known(key_status(stop))) return {};
        return [this] { m_layout.show_first_run(true); };
    });
}

void Window::update() {
    m_controls.show_possible(m_model.subject, m_model.values);
    m_model.targets = targets_of(m_model.subject, m_controls.from_original());
    m_model.outlook = outlook(m_model.subject, m_model.targets, m_model.values);
    const Outlook& outlook = m_model.outlook;
    const bool possible = outlook.obstacle == Obstacle::None;
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
    m_viewer.update(m_model);
    if (m_gallery.keep_colors(m_model.values.keep_colors)) m_viewer.open_again();
    if (m_foretold_for != std::pair(m_model.values.placement, m_model.subject)) foretell_adding();
    m_first_run.set_source(m_viewer.source());
}

void Window::make(std::optional<Rect> part) {
    if (m_maker.is_full()) return;
    // the second press of a double click
    if (g_get_monotonic_time() - m_begun_at < kReadingTime) return;
    refresh_subject();
    if (m_model.outlook.obstacle != Obstacle::None) return;
    if (!part && g_get_monotonic_time() - m_promised_since < kReadingTime) {
        m_messages.show(GTK_MESSAGE_INFO, _("Check the number of images, then press again."));
        return;
    }
    Parameters values = m_model.values;
    std::vector<Assignment> assignments;
    for (const Subject::Layer& target : m_model.targets)
        assignments.push_back({target.id, {}, target.pixels});
    if (part) {
        assignments = {{m_model.targets.front().id, part, m_model.targets.front().pixels}};
        values.num_images = 1;
        values.placement = Placement::Fit;
    }
    const int images = values.num_images * static_cast<int>(assignments.size());
    const auto go_on = [this, assignments, values, subject = m_model.subject, part] {
        begin(assignments, values, subject, part.has_value());
    };
    if (is_paid(values))
        ask_to_make(images, m_layout.window(), go_on);
    else
        go_on();
}

void Window::begin(const std::vector<Assignment>& assignments, const Parameters& values,
                   const Subject& subject, bool part) {
    if (m_maker.is_full()) return;
    m_begun_at = g_get_monotonic_time();
    // Keys choose a result as soon as there are some; they must not be typed into the prompt.
    GtkWidget* const focus = gtk_window_get_focus(m_layout.window());
    if (focus && (GTK_IS_TEXT_VIEW(focus) || GTK_IS_ENTRY(focus))) m_viewer.focus();
    m_messages.hide();
    m_keeper.keep_prompt(values.prompt);
    m_controls.set_prompts(m_keeper.remembered().prompts);
    if (!part) m_last = values;  // *Repeat* works on the whole layer
    m_keeper.keep(m_model.subject.key, m_model.values);
    m_keeper.write();
    m_maker.make(assignments, values, subject);
    update();
}

void Window::finish(const Report& report, const std::vector<std::string>& made) {
    for (const std::string& job : made) m_gallery.note_job(job);
    m_messages.withdraw(std::exchange(m_close_question, 0));
    update();
    note_ids(report);
    tell(report);
    if (const auto jobs = jobs_with_results(report); !jobs.empty()) {
        m_made = true;
        show_results(jobs.front());
        if (m_controls.add_at_once()) m_results.on_add(m_gallery.items_of_jobs(jobs));
    }
    close_if_done();
}

void Window::tell(const Report& report) {
    const Error* const error = first_error(report);
    if (error && error->kind == ErrorKind::NoKey && error->reason == Reason::None &&
        !has_environment_key())
        return m_layout.show_first_run(true);
    const bool failed = error && !is_cancelled(report);
    if (const std::string words = words_of(report); !words.empty())
        m_messages.show(failed ? GTK_MESSAGE_ERROR : GTK_MESSAGE_INFO, words,
                        next_steps(report, is_paid(m_model.values), remedies()));
}

void Window::note_ids(const Report& report) {
    m_report.layers.insert(m_report.layers.end(), report.layers.begin(), report.layers.end());
    m_report.images.insert(m_report.images.end(), report.images.begin(), report.images.end());
}

Remedies Window::remedies() {
    return {[this] { show_history(); }, [this] { show_account(); },
            [this] {
                gtk_show_uri_on_window(m_layout.window(), "https://app.1min.ai", GDK_CURRENT_TIME,
                                       nullptr);
            },
            [this] { choose_engine(Engine::Local); }};
}

void Window::show_results(const std::string& job) {
    const auto& items = m_gallery.refresh(m_model.subject);
    m_results.show(items);
    const auto first = std::ranges::find(items, job, &ResultItem::job);
    if (first == items.end()) return;
    m_layout.show_pictures();
    const ResultItem shown = *first;
    m_results.strip().choose(shown);
}

int Window::placement_of(const std::vector<ResultItem>& items) const {
    // Ignore a part outside the layer.
    const bool part = std::ranges::any_of(items, &ResultItem::part);
    return part ? Placement::Fit : m_model.values.placement;
}

/// Asks GIMP about every layer, so it is not done at each keystroke.
void Window::foretell_adding() {
    m_foretold_for = {m_model.values.placement, m_model.subject};
    const auto items = m_results.strip().chosen();
    const auto claims = m_gallery.claims_of(items, m_model.subject);
    if (claims.empty()) return m_results.show_effect("");
    const Adding effect =
        adding(placement_of(items), m_host.editor().state_of(m_model.subject.image), claims,
               memory_for_layers());
    m_results.show_effect(adding_words(effect) + " · " +
                          colours_words(m_gallery.colours_of(items)));
}

void Window::add(const std::vector<ResultItem>& items, int placement) {
    if (items.empty()) return;
    m_gallery.add(items, m_model.subject, placement,
                  [this](const Report& report) { added(report); });
    m_results.show_adding(true);
}

void Window::added(const Report& report) {
    m_results.show_adding(m_gallery.is_adding());
    const bool added = status_of(report) == RunStatus::Success;
    m_made |= added;
    note_ids(report);
    if (const std::string words = words_of(report); !words.empty())
        m_messages.show(added ? GTK_MESSAGE_INFO : GTK_MESSAGE_ERROR, words);
    refresh_subject();
    m_results.show(m_gallery.refresh(m_model.subject));
    close_if_done();
}

void Window::use(const ResultItem& item, Take take) {
    m_controls.set_values(taken_from(item, take, m_model.values));
    changed();
    m_controls.show_seed();
    m_messages.show(GTK_MESSAGE_INFO, taken_words(item, take));
}

void Window::show_history() {
    m_gallery.release();
    if (!m_history) {
        m_history = std::make_unique<HistoryDialog>(m_layout.window());
        m_history->on_chosen = [this](const auto& choice) { chosen_in_history(choice); };
    }
    m_history->present();
}

void Window::chosen_in_history(const HistoryDialog::Choice& given) {
    const HistoryDialog::Choice choice = given;
    m_history.reset();
    if (m_maker.is_running() && choice.wish == HistoryDialog::Wish::Fetch) return;
    switch (choice.wish) {
        case HistoryDialog::Wish::Nothing:
            m_results.show(m_gallery.refresh(m_model.subject));
            break;
        case HistoryDialog::Wish::Show:
            m_gallery.note_job(choice.job);
            show_results(choice.job);
            break;
        case HistoryDialog::Wish::Fetch:
            m_maker.fetch(choice.job);
            update();
            break;
        case HistoryDialog::Wish::Open:
            m_gallery.note_job(choice.job);
            m_gallery.refresh(m_model.subject);
            add(m_gallery.items_of_jobs({choice.job}), Placement::NewImage);
            break;
    }
}

void Window::show_account() {
    if (!m_account) {
        m_account = std::make_unique<SettingsDialog>(m_layout.window());
        m_account->on_closed = [this](const std::string& saved) {
            m_account.reset();
            m_first_run.refresh();  // the key may have been removed
            if (!saved.empty())
                m_messages.show(GTK_MESSAGE_INFO, saved + " " + _("No image was sent."));
        };
    }
    m_account->present();
}

void Window::choose_engine(int engine) {
    Preferences preferences = load_preferences();
    preferences.offer_seen = true;
    // If this cannot be saved, the page is only shown once more.
    static_cast<void>(save_preferences(preferences));
    m_layout.show_first_run(false);
    Parameters values = m_controls.values();
    values.engine = engine;
    m_controls.set_values(values);
    m_model.values = values;
    update();
    m_keeper.keep(m_model.subject.key, m_model.values);
    m_controls.focus_prompt();
}

void Window::close() {
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

void Window::close_if_done() {
    if (m_closing && !m_maker.is_running() && !m_gallery.is_adding() && !m_gallery.is_starring())
        g_main_loop_quit(m_loop.get());
}

}  // namespace

Report run_window(Host& host, Parameters& values, bool with_history) {
    const Subject subject = host.subject();
    SingleWindow single(window_name(subject.image));
    if (!single.is_first()) return {.error = Error{.kind = ErrorKind::Cancelled}};
    return Window(host, single, values).run(with_history);
}

}  // namespace upscale
