// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/window.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/time.hpp"
#include "common/dialogs/frozen_window.hpp"
#include "common/dialogs/settings_dialog.hpp"
#include "common/import/tidy_history.hpp"
#include "common/key/key_store.hpp"
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
    Report run();

  private:
    void wire(SingleWindow& single);
    void start();
    void offer_waiting();
    void refresh_subject();
    void changed();
    void update();

    bool has_key();
    void make(std::optional<Rect> part);
    void finish(const Report& report);
    void note_ids(const Report& report);
    Remedies remedies();
    void show_results(const std::string& job);
    void add(const std::vector<ResultItem>& items, int placement);
    void use(const ResultItem& item, Take take);
    void show_history();
    void show_account();
    void choose_engine(int engine);
    void close();

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
    std::unique_ptr<GMainLoop, Release<&g_main_loop_unref>> m_loop;
    Report m_report;
    int m_promised = 0;           ///< the number of images that the button names
    gint64 m_promised_since = 0;  ///< µs
    bool m_made = false;
    bool m_closing = false;
};

Window::Window(Host& host, SingleWindow& single, Parameters& last)
    : m_host(host),
      m_last(last),
      m_progress(host),
      m_gallery(host, m_progress),
      m_maker(host, m_gallery, m_progress),
      m_controls(host),
      m_viewer(host, m_gallery),
      m_layout(host, {m_messages.widget(), m_first_run.widget(), m_viewer.widget(),
                      m_controls.widget(), m_results.widget(), m_progress.widget()}),
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
    m_progress.on_folded = [this](bool folded) { m_layout.fold(folded); };
    m_results.on_look = [this](const auto& items) { m_viewer.look_at(items); };
    m_results.on_add = [this](const auto& items) {
        // Ignore a part outside the layer.
        const bool part = std::ranges::any_of(items, &ResultItem::part);
        add(items, part ? Placement::Fit : m_model.values.placement);
    };
    m_results.on_again = [this](const auto& item) { use(item, Take::Anew); };
    m_results.on_vary = [this](const auto& item) { use(item, Take::SeedAndPrompt); };
    m_results.on_use = [this](const auto& item) { use(item, Take::All); };
    m_layout.on_history = [this] { show_history(); };
    m_first_run.on_local = [this] { choose_engine(Engine::Local); };
    m_first_run.on_key = [this] {
        choose_engine(Engine::Ideogram);
        m_messages.show(GTK_MESSAGE_INFO, _("The key is saved. Nothing was sent."));
    };
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

Report Window::run() {
    start();
    m_layout.show();
    m_controls.focus_prompt();
    g_main_loop_run(m_loop.get());
    if (!m_made) m_report.error = Error{.kind = ErrorKind::Cancelled};
    return m_report;
}

void Window::start() {
    tidy_history(m_host.editor());
    m_model.subject = m_host.subject();
    m_model.values =
        starting_values(m_model.subject, values_for(m_keeper.remembered(), m_model.subject.key));
    const bool key = has_environment_key() || is_known(key_status());
    if (!key) m_model.values.engine = Engine::Local;
    m_initial = m_model.values;
    m_controls.set_values(m_model.values);
    m_controls.set_prompts(m_keeper.remembered().prompts);
    m_controls.load();
    m_results.strip().show(m_gallery.refresh(m_model.subject));
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
    if (subject != m_model.subject) {
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
        m_results.strip().show(m_gallery.refresh(m_model.subject));
    }
    m_viewer.reread();
}

void Window::changed() {
    const int engine = m_model.values.engine;
    m_model.values = m_controls.values();
    if (engine != m_model.values.engine && m_model.values.engine == Engine::Ideogram &&
        !is_known(key_status()))
        m_layout.show_first_run(true);
    update();
    m_keeper.keep(m_model.subject.key, m_model.values);
}

void Window::update() {
    m_controls.show_possible(m_model.subject, m_model.values);
    m_model.targets = targets_of(m_model.subject, m_controls.from_original());
    m_model.outlook = outlook(m_model.subject, m_model.targets, m_model.values);
    const Outlook& outlook = m_model.outlook;
    const bool possible = outlook.obstacle == Obstacle::None;
    m_controls.show_effect(possible ? effect_of(outlook, m_model.subject, m_model.values) : "");
    m_layout.set_title(m_model.subject.name);
    m_layout.set_make(make_label(outlook), possible && !m_maker.is_running(),
                      words_for(outlook.obstacle));
    if (m_promised != outlook.images) m_promised_since = g_get_monotonic_time();
    m_promised = outlook.images;
    m_layout.set_money(possible ? money_words(outlook, m_model.values, load_spending(utc_now()))
                                : "");
    m_results.allow(!m_maker.is_running());
    m_viewer.update(m_model);
}

bool Window::has_key() {
    const auto key = [&] {
        const FrozenWindow frozen(m_layout.window());
        return find_key_asking();
    }();
    if (key) return true;
    if (has_environment_key() || key.error().reason != Reason::None)
        m_messages.show(GTK_MESSAGE_ERROR, message_for(key.error()));
    else
        m_layout.show_first_run(true);
    return false;
}

void Window::make(std::optional<Rect> part) {
    if (m_maker.is_running()) return;
    refresh_subject();
    if (m_model.outlook.obstacle != Obstacle::None) return;
    if (!part && g_get_monotonic_time() - m_promised_since < kReadingTime)
        return m_messages.show(GTK_MESSAGE_INFO,
                               _("Check the number of images, then press again."));
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
    if (is_paid(values) && (!has_key() || !may_make(images, m_layout.window()))) return;
    m_messages.hide();
    m_keeper.keep_prompt(values.prompt);
    m_controls.set_prompts(m_keeper.remembered().prompts);
    if (!part) m_last = values;  // *Repeat* works on the whole layer
    m_keeper.keep(m_model.subject.key, m_model.values);
    m_keeper.write();
    m_layout.set_make(make_label(m_model.outlook), false, "");
    m_results.allow(false);
    const Report report = m_maker.make(assignments, values, m_model.subject);
    update();
    finish(report);
}

void Window::finish(const Report& report) {
    note_ids(report);
    const bool failed = first_error(report) && !is_cancelled(report);
    if (const std::string words = words_of(report); !words.empty())
        m_messages.show(failed ? GTK_MESSAGE_ERROR : GTK_MESSAGE_INFO, words,
                        next_steps(report, is_paid(m_model.values), remedies()));
    if (const auto jobs = jobs_with_results(report); !jobs.empty()) {
        m_made = true;
        show_results(jobs.front());
        if (m_controls.add_at_once()) m_results.on_add(m_gallery.items_of_jobs(jobs));
    }
    if (m_closing) g_main_loop_quit(m_loop.get());
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
    m_results.strip().show(items);
    const auto first = std::ranges::find(items, job, &ResultItem::job);
    if (first == items.end()) return;
    const ResultItem shown = *first;
    m_results.strip().choose(shown);
}

void Window::add(const std::vector<ResultItem>& items, int placement) {
    if (items.empty() || m_maker.is_running()) return;
    m_progress.begin();
    const Report report = m_gallery.add(items, m_model.subject, placement);
    m_progress.end();
    const bool added = status_of(report) == RunStatus::Success;
    m_made |= added;
    note_ids(report);
    if (const std::string words = words_of(report); !words.empty())
        m_messages.show(added ? GTK_MESSAGE_INFO : GTK_MESSAGE_ERROR, words);
    refresh_subject();
    m_results.strip().show(m_gallery.refresh(m_model.subject));
}

void Window::use(const ResultItem& item, Take take) {
    m_controls.set_values(taken_from(item, take, m_model.values));
    changed();
}

void Window::show_history() {
    HistoryDialog::Choice choice;
    m_gallery.release();
    {
        HistoryDialog dialog(m_layout.window());
        choice = dialog.run();
    }
    if (m_maker.is_running() && choice.wish != HistoryDialog::Wish::Show) return;
    switch (choice.wish) {
        case HistoryDialog::Wish::Nothing:
            m_results.strip().show(m_gallery.refresh(m_model.subject));
            break;
        case HistoryDialog::Wish::Show:
            m_gallery.note_job(choice.job);
            show_results(choice.job);
            break;
        case HistoryDialog::Wish::Fetch:
            m_results.allow(false);
            finish(m_maker.fetch(choice.job, m_layout.window()));
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
    const FrozenWindow frozen(m_layout.window());
    if (run_settings_dialog(m_layout.window()))
        m_messages.show(GTK_MESSAGE_INFO, _("The key is saved. Nothing was sent."));
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
    if (!m_maker.is_running()) return g_main_loop_quit(m_loop.get());
    m_messages.show(GTK_MESSAGE_QUESTION,
                    _("An upscale is under way. What is paid stays in the history."),
                    {{_("Stop and Close"),
                      [this] {
                          m_closing = true;
                          m_progress.stop();
                      }},
                     {_("Go On"), [] {}}});
}

}  // namespace

Report run_window(Host& host, Parameters& values) {
    const Subject subject = host.subject();
    SingleWindow single(window_name(subject.image));
    if (!single.is_first()) return {.error = Error{.kind = ErrorKind::Cancelled}};
    return Window(host, single, values).run();
}

}  // namespace upscale
