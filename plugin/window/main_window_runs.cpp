// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window's runs, and what is done with their results.
#include <algorithm>

#include "common/key/key_store.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "enlarging/plan.hpp"
#include "state/key.hpp"
#include "state/preferences.hpp"
#include "window/main_window.hpp"
#include "window/widgets.hpp"
#include "window/words.hpp"

namespace upscale {
namespace {

// A click that comes sooner than this after the number on the button changed was made without
// reading the new number.
constexpr gint64 kReadingTime = 400'000;  // µs

/// The values for a part: one image, as it comes.
Parameters for_part(Parameters values) {
    const Parameters plain;
    values.num_images = 1;
    values.placement = Placement::Fit;
    values.target = plain.target;
    values.target_value = plain.target_value;
    values.tiles = plain.tiles;
    return values;
}

}  // namespace

void MainWindow::make(std::optional<Rect> part) {
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
        values = for_part(values);
    }
    const int told = part ? 1 : m_model.outlook.images;
    // Effects that reach beyond a layer may make it larger than the window knows. Of a job that
    // broke off and goes on, only the rest is made, which may be none; as a limit, 0 would be none.
    const int images =
        is_paid(values)
            ? std::max(1, images_of(m_host.editor(), m_model.subject.image, assignments, values))
            : told;
    const auto go_on = [this, assignments, values, images, subject = m_model.subject, part] {
        // *Repeat* works on whole layers
        begin(assignments, values, images, subject, part.has_value());
    };
    if (is_paid(values))
        ask_to_make(images, images > told, m_layout.window(), go_on);
    else
        go_on();
}

void MainWindow::begin(const std::vector<Assignment>& assignments, const Parameters& values,
                       int images, const Subject& subject, bool keeps_last, ItemId replaces) {
    if (m_maker.is_full()) return;
    m_begun_at = g_get_monotonic_time();
    // Keys choose a result as soon as there are some; they must not be typed into the prompt.
    GtkWidget* const focus = gtk_window_get_focus(m_layout.window());
    if (focus && (GTK_IS_TEXT_VIEW(focus) || GTK_IS_ENTRY(focus))) m_viewer.focus();
    m_messages.hide();
    m_keeper.keep_prompt(values.prompt);
    m_controls.set_prompts(m_keeper.remembered().prompts);
    if (!keeps_last) m_last = values;
    m_keeper.keep(m_model.subject.key, m_model.values);
    m_keeper.write();
    m_maker.make(assignments, values, images, subject, replaces);
    update();
}

/// The result that the button makes again: the chosen one, else the layer that the window works on.
/// Nullopt: the source of neither has changed.
std::optional<ResultNow> MainWindow::to_make_again() {
    const auto changed = m_watch.changed();
    const auto items = m_results.strip().chosen();
    for (const ResultNow& result : changed)
        if (const auto name = result_named_by(result.parasite);
            items.size() == 1 && name == ResultName{items.front().job, items.front().index})
            return result;
    for (const Subject::Chosen& chosen : m_model.subject.chosen)
        for (const ResultNow& result : changed)
            if (result.layer == chosen.layer.id) return result;
    return std::nullopt;
}

Parameters MainWindow::values_again(const ResultNow& result) {
    const auto name = result_named_by(result.parasite);
    const Job* const job = name ? m_gallery.job(name->job) : nullptr;
    return job ? made_with(result.parasite, job, m_model.values)
               : upscale::values_again(result, m_model.values);
}

void MainWindow::offer_again() {
    const auto result = to_make_again();
    if (!result) return m_results.offer_again("", "", false);
    const std::string name = m_host.editor().name_of(result->layer);
    const Parameters values = values_again(*result);
    m_results.offer_again(format(_("The source of “%s” has changed since."), name.c_str()),
                          again_label(values, images_again(*result, values)),
                          can_make_again(*result));
}

/// How many images making it again takes, by the size of its source's layer.
int MainWindow::images_again(const ResultNow& result, const Parameters& values) {
    const Subject& subject = m_model.subject;
    const auto bounds = m_host.editor().bounds_of(subject.image, result.source.drawable);
    const Rect area = result.source.part.value_or(bounds.value_or(Rect{}));
    return std::max(
        1, area.width > 0 ? images_for({area.width, area.height}, subject.ppi, values) : 1);
}

/// False while that is being done already.
bool MainWindow::can_make_again(const ResultNow& result) const {
    return !m_maker.is_full() && !m_maker.is_replacing(result.layer) && !m_gallery.is_adding();
}

void MainWindow::make_again() {
    const auto result = to_make_again();
    if (!result || !can_make_again(*result)) return;
    // the second press of a double click
    if (g_get_monotonic_time() - m_begun_at < kReadingTime) return;
    const Parameters values = values_again(*result);
    begin({result->source}, values, images_again(*result, values), m_model.subject, true,
          result->layer);
}

void MainWindow::finish(const Maker::Ended& ended) {
    const Report& report = ended.report;
    for (const std::string& job : ended.jobs) m_gallery.note_job(job);
    m_messages.withdraw(std::exchange(m_close_question, 0));
    update();
    note_ids(report);
    tell(report);
    if (const auto jobs = jobs_with_results(report); !jobs.empty()) {
        m_made = true;
        show_results(jobs.front());
        if (ended.replaces != -1)
            m_gallery.add(
                m_gallery.items_of_jobs(jobs), m_model.subject, Placement::Fit,
                [this](const Report& added_report) { added(added_report); }, ended.replaces);
        else if (m_controls.add_at_once())
            m_results.on_add(m_gallery.items_of_jobs(jobs));
    }
    close_if_done();
}

void MainWindow::tell(const Report& report) {
    const Error* const error = first_error(report);
    if (error && error->kind == ErrorKind::NoKey && error->reason == Reason::None &&
        !has_environment_key())
        return m_layout.show_first_run(true);
    const bool failed = error && !is_cancelled(report);
    if (const std::string words = words_of(report); !words.empty())
        m_messages.show(failed ? GTK_MESSAGE_ERROR : GTK_MESSAGE_INFO, words,
                        next_steps(report, is_paid(m_model.values), remedies()));
}

void MainWindow::note_ids(const Report& report) {
    m_report.layers.insert(m_report.layers.end(), report.layers.begin(), report.layers.end());
    m_report.images.insert(m_report.images.end(), report.images.begin(), report.images.end());
}

Remedies MainWindow::remedies() {
    return {[this] { show_history(); }, [this] { show_account(); },
            [this] {
                gtk_show_uri_on_window(m_layout.window(), "https://app.1min.ai", GDK_CURRENT_TIME,
                                       nullptr);
            },
            [this] { choose_engine(Engine::Local); }};
}

void MainWindow::show_results(const std::string& job) {
    const auto& items = m_gallery.refresh(m_model.subject);
    m_results.show(items);
    const auto first = std::ranges::find(items, job, &ResultItem::job);
    if (first == items.end()) return;
    m_layout.show_pictures();
    const ResultItem shown = *first;
    m_results.strip().choose(shown);
}

int MainWindow::placement_of(const std::vector<ResultItem>& items) const {
    // Ignore a part outside the layer.
    const bool part = std::ranges::any_of(items, &ResultItem::part);
    return part ? Placement::Fit : m_model.values.placement;
}

/// Asks GIMP about every layer, so it is not done at each keystroke.
void MainWindow::foretell_adding() {
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

void MainWindow::add(const std::vector<ResultItem>& items, int placement) {
    if (items.empty()) return;
    m_gallery.add(items, m_model.subject, placement,
                  [this](const Report& report) { added(report); });
    m_results.show_adding(true);
}

void MainWindow::added(const Report& report) {
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

void MainWindow::use(const ResultItem& item, Take take) {
    m_controls.set_values(taken_from(item, take, m_model.values));
    changed();
    m_controls.show_seed();
    m_messages.show(GTK_MESSAGE_INFO, taken_words(item, take));
}

void MainWindow::show_history() {
    m_gallery.release();
    if (!m_history) {
        m_history = std::make_unique<HistoryDialog>(m_layout.window());
        m_history->on_chosen = [this](const auto& choice) { chosen_in_history(choice); };
    }
    m_history->present();
}

void MainWindow::chosen_in_history(const HistoryDialog::Choice& given) {
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

void MainWindow::show_account() {
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

void MainWindow::choose_engine(int engine) {
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

}  // namespace upscale
