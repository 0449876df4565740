// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/run/maker.hpp"

#include <utility>

#include "base/parameter_table.hpp"
#include "common/dialogs/consent.hpp"
#include "common/runs/fetch.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/i18n.hpp"
#include "state/preferences.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

/// As long as it lives, the progress row is shown and no other run begins.
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

}  // namespace

Report Maker::make(const std::vector<Assignment>& assignments, const Parameters& values,
                   const Subject& subject) {
    const Running running(m_running, m_progress);
    JobsEnd jobs = make_results(m_host.editor(), subject.image, assignments, values, m_progress);
    Report report = std::move(jobs.report);
    for (JobEnd& end : jobs.ends) {
        m_gallery.note_job(end.job.id);
        SourceReport& source = entry_of(report, end.job.id);
        if (source.on_disk) continue;
        Report added = m_gallery.add_unsaved(std::move(end), subject, values.placement);
        SourceReport facts = std::move(added.sources.front());
        facts.name = source.name;
        if (!facts.error) facts.error = added.error;
        if (!facts.error) add_note(facts, Note::AddedAtOnce);
        source = std::move(facts);
        report.layers.insert(report.layers.end(), added.layers.begin(), added.layers.end());
        report.images.insert(report.images.end(), added.images.begin(), added.images.end());
    }
    return report;
}

Report Maker::fetch(const std::string& job, GtkWindow* window) {
    const Running running(m_running, m_progress);
    Report report = fetch_job(m_host.editor(), job, m_progress, window).report;
    m_gallery.note_job(job);
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
        ask_to_pay(window, images,
                   format(dngettext("ideogram-upscale", "Make %d paid image?",
                                    "Make %d paid images?", static_cast<unsigned long>(images)),
                          images),
                   row.get());
    preferences.ask_above = gtk_spin_button_get_value_as_int(GTK_SPIN_BUTTON(limit));
    // if it cannot be written, the question is asked again
    if (agreed) static_cast<void>(save_preferences(preferences));
    return agreed;
}

}  // namespace upscale
