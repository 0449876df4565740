// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/run/maker.hpp"

#include <utility>

#include "base/parameter_table.hpp"
#include "common/dialogs/consent.hpp"
#include "common/runs/engine.hpp"
#include "common/runs/fetch.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "state/preferences.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

/// The progress row is seen, and no other run begins, as long as it lives.
class Running {
  public:
    Running(bool& flag, ProgressRow& progress) : m_flag(flag), m_progress(progress) {
        m_flag = true;
        m_progress.begin();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() {
        m_progress.end();
        m_flag = false;
    }

  private:
    bool& m_flag;
    ProgressRow& m_progress;
};

/// True if all results lie in the job's own folder, so that they are there later.
bool is_on_disk(const JobEnd& end) {
    if (end.unsaved || !end.folder) return false;
    const std::string folder = jobs_folder() + "/" + end.job.id + "/";
    for (const ResultRecord& result : end.job.results)
        if (!result.file.empty() && !end.folder->path_of(result.file).starts_with(folder))
            return false;
    return true;
}

void add_line(std::string& text, const std::string& line) {
    if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
}

}  // namespace

Report Maker::make(const std::vector<Assignment>& assignments, const Parameters& values,
                   const Subject& subject) {
    if (auto valid = validate(values); !valid)
        return {{}, valid.error(), false, message_for(valid.error())};
    const Running running(m_running, m_progress);
    auto engine = ReadyEngine::prepare(values.engine, m_progress, nullptr);
    if (!engine) return {{}, engine.error(), false, message_for(engine.error())};
    return run(assignments, values, subject, engine->service());
}

Report Maker::run(const std::vector<Assignment>& assignments, const Parameters& values,
                  const Subject& subject, const Service& service) {
    Production production =
        produce(m_host.editor(), subject.image, assignments, values, service, m_progress);
    Report report;
    const bool named = assignments.size() > 1;
    for (const std::string& note : production.notes) add_line(report.message, note);
    for (JobEnd& end : production.ends) {
        report.jobs.push_back(end.job.id);
        m_gallery.note_job(end.job.id);
        const auto missing =
            end.job.parameters.num_images - static_cast<int>(items_of(end.job).size());
        if (missing > 0)
            add_line(report.message, format(_("Only %d of %d results could be had."),
                                            end.job.parameters.num_images - missing,
                                            end.job.parameters.num_images));
        for (const Error& lost : end.lost) add_line(report.message, message_for(lost));
        if (is_on_disk(end)) continue;
        const std::string fate = fate_of(end);
        const Outcome added = m_gallery.add_unsaved(std::move(end), subject, values.placement);
        add_line(report.message, _("The results could not be kept on the disk, so they were added "
                                   "at once."));
        add_line(report.message, added.message.empty() ? fate : added.message);
    }
    if (production.cancelled) {
        report.error = production.cancelled->error;
        report.kept = !production.cancelled->hint.empty();
        add_line(report.message, production.cancelled->words(named));
        return report;
    }
    for (const Failure& failure : production.failures) {
        if (!report.error) report.error = failure.error;
        report.kept |= failure.hint == recover_hint();
        add_line(report.message, failure.words(named));
    }
    return report;
}

Report Maker::fetch(const std::string& job, GtkWindow* window) {
    const Running running(m_running, m_progress);
    JobEnd end;
    const Outcome outcome = fetch_job(m_host.editor(), job, m_progress, window, end);
    m_gallery.note_job(job);
    if (outcome.status == Outcome::Status::Success) return {{job}, {}, false, {}};
    Report report{
        {}, end.error.value_or(Error{.kind = ErrorKind::Internal}), true, outcome.message};
    if (outcome.status == Outcome::Status::Cancel)
        report.error = Error{.kind = ErrorKind::Cancelled};
    return report;
}

bool may_make(int images, GtkWindow* window) {
    Preferences preferences = load_preferences();
    if (images <= preferences.ask_above) return true;
    GtkWidget* limit = gtk_spin_button_new_with_range(1, 1000, 1);
    gtk_spin_button_set_value(GTK_SPIN_BUTTON(limit), preferences.ask_above);
    const auto row = adopt(new_labelled(_("_Ask for more images than"), limit, nullptr));
    gtk_container_set_border_width(GTK_CONTAINER(row.get()), 12);
    const bool agreed =
        ask_to_pay(window,
                   format(dngettext("ideogram-upscale", "Make %d paid image?",
                                    "Make %d paid images?", static_cast<unsigned long>(images)),
                          images),
                   row.get());
    preferences.ask_above = gtk_spin_button_get_value_as_int(GTK_SPIN_BUTTON(limit));
    // if it cannot be written, the question comes again
    if (agreed) static_cast<void>(save_preferences(preferences));
    return agreed;
}

}  // namespace upscale
