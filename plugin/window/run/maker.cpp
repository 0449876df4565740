// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/run/maker.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "common/dialogs/consent.hpp"
#include "common/dialogs/question.hpp"
#include "common/import/importer.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/fetch.hpp"
#include "common/runs/main_thread_editor.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/i18n.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

/// Adds all results of a job that could not be written into its folder. The facts then tell that.
Report add_unsaved(Editor& editor, JobEnd end, const Parameters& values, ProgressView& view) {
    const bool keeps = history_limit(load_preferences()) > 0;
    Importer importer(editor, end.job.source.image, values.placement, view, true, keeps);
    JobsEnd jobs{{}, {.sources = {facts_of(end)}}};
    const auto files = kept_results(end.job);
    jobs.ends.push_back(std::move(end));
    Report added = importer.import(std::move(jobs), [&](const std::string&) { return files; });
    SourceReport& facts = added.sources.front();
    if (!facts.error) facts.error = added.error;
    if (!facts.error) add_note(facts, Note::AddedAtOnce);
    return added;
}

/// "2 images, R50 D50, “a wave”".
std::string words_of(const Parameters& values, int images) {
    std::string words = format(
        dngettext("ideogram-upscale", "%d image", "%d images", static_cast<unsigned long>(images)),
        images);
    words += format(", R%d D%d", values.resemblance, values.detail);
    if (!values.prompt.empty()) words += ", “" + values.prompt + "”";
    return words;
}

}  // namespace

Maker::Maker(Host& host, ProgressRow& progress)
    : m_host(host), m_progress(progress), m_view(progress) {
    m_progress.on_stop = [this] { cancel(); };
    m_progress.queue().on_withdrawn = [this](int number) { withdraw(number); };
}

void Maker::cancel() { m_background.cancel(); }

void Maker::make(std::vector<Assignment> assignments, Parameters values, int images,
                 Subject subject, ItemId replaces) {
    if (is_paid(values)) values.max_images = images;
    WaitingRun shown{++m_last_number, images, words_of(values, images)};
    Run run = [assignments = std::move(assignments), values = std::move(values),
               image = subject.image, replaces](Editor& editor, ProgressView& view) {
        JobsEnd jobs = make_results(editor, image, assignments, values, view, find_key_asking);
        Ended ended{std::move(jobs.report), {}, replaces};
        Report& report = ended.report;
        for (JobEnd& end : jobs.ends) {
            ended.jobs.push_back(end.job.id);
            SourceReport& source = entry_of(report, end.job.id);
            if (source.on_disk) continue;
            Report added = add_unsaved(editor, std::move(end), values, view);
            added.sources.front().name = source.name;
            source = std::move(added.sources.front());
            report.layers.insert(report.layers.end(), added.layers.begin(), added.layers.end());
            report.images.insert(report.images.end(), added.images.begin(), added.images.end());
        }
        return ended;
    };
    if (!m_running) return begin(std::move(run), replaces);
    m_waiting.push_back({std::move(shown), std::move(run), replaces});
    show_queue();
}

void Maker::begin_next() {
    if (m_running || m_waiting.empty()) return;
    Waiting next = std::move(m_waiting.front());
    m_waiting.pop_front();
    begin(std::move(next.run), next.replaces);
    show_queue();
}

void Maker::withdraw(int number) {
    std::erase_if(m_waiting, [&](const Waiting& one) { return one.shown.number == number; });
    show_queue();
}

void Maker::withdraw_all() {
    m_waiting.clear();
    show_queue();
}

void Maker::show_queue() {
    std::vector<WaitingRun> runs;
    for (const Waiting& one : m_waiting) runs.push_back(one.shown);
    m_progress.queue().show(runs);
    on_queue_changed();
}

void Maker::fetch(std::string job) {
    begin([job = std::move(job)](Editor&, ProgressView& view) {
        return Ended{fetch_job(job, view, find_key_asking).report, {job}, -1};
    });
}

bool Maker::is_replacing(ItemId layer) const {
    return (m_running && m_replaces == layer) ||
           std::ranges::count(m_waiting, layer, &Waiting::replaces) > 0;
}

void Maker::begin(Run run, ItemId replaces) {
    m_background.start([this, run = std::move(run)](const std::stop_token& stop) {
        m_view.begin(stop);
        MainThreadEditor editor(m_host.editor(), m_background.calls());
        const auto ended = std::make_shared<Ended>();
        try {
            *ended = run(editor, m_view);
        } catch (const std::exception& e) {
            ended->report.error = Error{.kind = ErrorKind::Internal, .detail = e.what()};
        }
        return [this, ended] {
            m_running = false;
            m_view.forget();
            m_progress.end();
            on_ended(*ended);
            begin_next();
        };
    });
    m_running = true;
    m_replaces = replaces;
    m_progress.begin();
}

void ask_to_make(int images, bool always, GtkWindow* window, std::function<void()> agreed) {
    const int ask_above = load_preferences().ask_above;
    if (images <= (always ? 0 : ask_above)) return agreed();
    GtkWidget* limit = gtk_spin_button_new_with_range(1, 1000, 1);
    gtk_spin_button_set_value(GTK_SPIN_BUTTON(limit), ask_above);
    GtkWidget* row = new_labelled(_("_Ask for more images than"), limit, nullptr);
    gtk_container_set_border_width(GTK_CONTAINER(row), 12);
    GtkWidget* question = new_question_to_pay(
        window, images,
        format(dngettext("ideogram-upscale", "Make %d paid image?", "Make %d paid images?",
                         static_cast<unsigned long>(images)),
               images),
        row);
    ask(question, [limit, agreed = std::move(agreed)](int response) {
        if (response != GTK_RESPONSE_OK) return;
        Preferences preferences = load_preferences();
        preferences.ask_above = gtk_spin_button_get_value_as_int(GTK_SPIN_BUTTON(limit));
        // if it cannot be written, the question is asked again
        static_cast<void>(save_preferences(preferences));
        agreed();
    });
}

}  // namespace upscale
