// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/results/history_dialog.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "common/dialogs/job_words.hpp"
#include "common/dialogs/question.hpp"
#include "common/words/i18n.hpp"
#include "presentation/results.hpp"
#include "state/history.hpp"
#include "state/preferences.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

enum Button { kFirst = 1, kOpen, kDiscard, kClear };
constexpr int kRowSide = 56;  // pixels
constexpr int kHistoryWidth = 620, kHistoryHeight = 440;

bool has_files(const Job& job) { return !items_of(job).empty(); }

std::string first_file(const Job& job) {
    const auto items = items_of(job);
    return items.empty() ? std::string() : items.front().file;
}

/// "R50 D50, 4 images, a wave".
std::string values_of(const Job& job) {
    if (job.damage != Damage::None) return job.id;
    const Parameters& p = job.parameters;
    std::string words = format("R%d D%d", p.resemblance, p.detail);
    if (p.num_images > 1)
        words += ", " + format(dngettext("ideogram-upscale", "%d image", "%d images",
                                         static_cast<unsigned long>(p.num_images)),
                               p.num_images);
    if (p.engine == Engine::Local)
        words += std::string(", ") + _("this computer");
    else if (!p.prompt.empty())
        words += ", “" + printable_line(p.prompt) + "”";
    return words;
}

std::string state_of(const Job& job) {
    if (is_unsaved(job)) return _("added, the image was not saved");
    if (job.state == JobState::Imported) return _("added");
    const auto added = std::ranges::count_if(job.results, &ResultRecord::imported);
    if (added > 0 && job.damage == Damage::None)
        // Translators: how many results of how many were added to an image
        return format(_("%d of %d added"), static_cast<int>(added),
                      static_cast<int>(job.results.size()));
    return state_text(job);
}

std::string folded(const std::string& text) {
    return adopt(g_utf8_casefold(text.c_str(), -1)).get();
}

/// True if the job's layer or prompt contains the text, in capitals or not.
bool matches(const Job& job, const std::string& text) {
    const std::string wanted = folded(text);
    return folded(job.source.name).find(wanted) != std::string::npos ||
           folded(job.parameters.prompt).find(wanted) != std::string::npos;
}

GtkWidget* new_line(const std::string& text, bool quiet) {
    GtkWidget* label = quiet ? new_hint(text.c_str()) : new_text(text.c_str());
    gtk_label_set_line_wrap(GTK_LABEL(label), FALSE);
    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
    return label;
}

}  // namespace

HistoryDialog::HistoryDialog(GtkWindow* parent)
    : m_dialog(gtk_dialog_new()), m_search(gtk_search_entry_new()), m_list(gtk_list_box_new()) {
    auto* dialog = GTK_DIALOG(m_dialog);
    gtk_window_set_title(GTK_WINDOW(m_dialog), _("Upscale History"));
    gtk_window_set_role(GTK_WINDOW(m_dialog), "ideogram-upscale-history");
    gtk_window_set_transient_for(GTK_WINDOW(m_dialog), parent);
    gtk_window_set_default_size(GTK_WINDOW(m_dialog), kHistoryWidth, kHistoryHeight);
    m_discard = gtk_dialog_add_button(dialog, _("_Discard"), kDiscard);
    m_open = gtk_dialog_add_button(dialog, _("Open as _New Images"), kOpen);
    m_first = gtk_dialog_add_button(dialog, _("_Show"), kFirst);
    gtk_dialog_add_button(dialog, _("_Close"), GTK_RESPONSE_CLOSE);

    GtkWidget* scroll = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroll), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_shadow_type(GTK_SCROLLED_WINDOW(scroll), GTK_SHADOW_IN);
    gtk_container_add(GTK_CONTAINER(scroll), m_list);
    set_accessible_name(m_list, _("Upscale History"));
    gtk_list_box_set_placeholder(GTK_LIST_BOX(m_list), [] {
        GtkWidget* empty = new_hint(_("There is nothing yet."));
        gtk_widget_show(empty);
        return empty;
    }());
    connect(m_list, "selected-rows-changed", [this] { selected(); });
    gtk_list_box_set_filter_func(GTK_LIST_BOX(m_list), is_wanted, this, nullptr);
    gtk_entry_set_placeholder_text(GTK_ENTRY(m_search), _("Search for a layer or a prompt"));
    set_accessible_name(m_search, _("Search for a layer or a prompt"));
    connect(m_search, "search-changed", [this] { search(); });
    connect(m_search, "stop-search", [this] {  // Escape
        if (gtk_entry_get_text_length(GTK_ENTRY(m_search)) > 0)
            gtk_entry_set_text(GTK_ENTRY(m_search), "");
        else
            gtk_dialog_response(GTK_DIALOG(m_dialog), GTK_RESPONSE_CLOSE);
    });
    GtkWidget* area = gtk_dialog_get_content_area(dialog);
    gtk_box_set_spacing(GTK_BOX(area), 6);
    gtk_container_set_border_width(GTK_CONTAINER(area), 6);
    pack(area, m_search);
    pack(area, scroll, true);
    pack(area, new_limit());
    gtk_widget_show_all(area);
    gtk_widget_grab_focus(m_list);
    g_signal_connect(m_dialog, "response",
                     G_CALLBACK(+[](GtkDialog*, int response, gpointer self) noexcept {
                         guard([&] { static_cast<HistoryDialog*>(self)->respond(response); });
                     }),
                     this);
    // Closing goes through respond(), and the destructor destroys the dialog.
    g_signal_connect(m_dialog, "delete-event", G_CALLBACK(gtk_true), nullptr);
    fill();
}

HistoryDialog::~HistoryDialog() { gtk_widget_destroy(m_dialog); }

void HistoryDialog::present() { gtk_window_present(GTK_WINDOW(m_dialog)); }

GtkWidget* HistoryDialog::new_limit() {
    GtkWidget* limit = gtk_spin_button_new_with_range(0, 1000, 0.5);
    gtk_spin_button_set_digits(GTK_SPIN_BUTTON(limit), 1);
    gtk_spin_button_set_value(GTK_SPIN_BUTTON(limit), load_preferences().history_gb);
    gtk_widget_set_tooltip_text(limit, _("Results that were added are kept this far, and for 30 "
                                         "days; 0 keeps none. What is paid for and not added is "
                                         "never removed by itself"));
    connect(limit, "value-changed", [limit] {
        Preferences preferences = load_preferences();
        preferences.history_gb = gtk_spin_button_get_value(GTK_SPIN_BUTTON(limit));
        // If it cannot be saved, the old limit stays.
        static_cast<void>(save_preferences(preferences));
    });
    GtkWidget* row = new_labelled(_("_Keep added results, GB"), limit, nullptr);
    m_size = new_hint();
    pack(row, m_size);
    pack(row,
         new_button(_("C_lear"), [this] { gtk_dialog_response(GTK_DIALOG(m_dialog), kClear); }));
    return row;
}

GtkWidget* HistoryDialog::new_row(const Job& job) {
    GtkWidget* line = upscale::new_row(12);
    pack(line, new_thumbnail(m_thumbnails, job.id, first_file(job), kRowSide));
    GtkWidget* texts = new_column(2);
    gtk_widget_set_valign(texts, GTK_ALIGN_CENTER);
    const std::string name = job.source.name.empty() ? job.id : job.source.name;
    const std::string head = name + "  ·  " + local_time(job.created);
    pack(texts, new_line(head, false));
    pack(texts, new_line(values_of(job), true));
    pack(texts, new_line(state_of(job), true));
    pack(line, texts, true);
    if (has_star(job))
        pack(line, gtk_image_new_from_icon_name("starred-symbolic", GTK_ICON_SIZE_MENU));
    GtkWidget* row = gtk_list_box_row_new();
    gtk_container_add(GTK_CONTAINER(row), line);
    std::string spoken = head + ", " + values_of(job) + ", " + state_of(job);
    if (has_star(job)) spoken += std::string(", ") + _("Starred");
    set_accessible_name(row, spoken.c_str());
    gtk_widget_show_all(row);
    return row;
}

void HistoryDialog::fill() {
    m_thumbnails.forget();
    gtk_container_foreach(
        GTK_CONTAINER(m_list), [](GtkWidget* row, gpointer) { gtk_widget_destroy(row); }, nullptr);
    m_jobs = all_jobs(jobs_folder());
    for (const Job& job : m_jobs) gtk_list_box_insert(GTK_LIST_BOX(m_list), new_row(job), -1);
    search();
    const auto bytes = history_bytes(jobs_folder());
    // Translators: room on the disk, as "350 MB"
    set_text(m_size, format(_("%s used"), adopt(g_format_size(bytes)).get()));
    selected();
}

void HistoryDialog::search() {
    auto* list = GTK_LIST_BOX(m_list);
    gtk_list_box_invalidate_filter(list);
    GtkListBoxRow* chosen = gtk_list_box_get_selected_row(list);
    if (chosen && is_wanted(chosen, this)) return;
    // What is not seen must not be chosen.
    gtk_list_box_unselect_all(list);
    for (int i = 0; GtkListBoxRow* row = gtk_list_box_get_row_at_index(list, i); ++i)
        if (is_wanted(row, this)) return gtk_list_box_select_row(list, row);
}

gboolean HistoryDialog::is_wanted(GtkListBoxRow* row, gpointer data) noexcept {
    const auto* self = static_cast<HistoryDialog*>(data);
    const auto index = static_cast<std::size_t>(gtk_list_box_row_get_index(row));
    return index >= self->m_jobs.size() ||
           matches(self->m_jobs[index], gtk_entry_get_text(GTK_ENTRY(self->m_search)));
}

const Job* HistoryDialog::chosen() const {
    GtkListBoxRow* row = gtk_list_box_get_selected_row(GTK_LIST_BOX(m_list));
    const int index = row ? gtk_list_box_row_get_index(row) : -1;
    if (index < 0 || static_cast<std::size_t>(index) >= m_jobs.size()) return nullptr;
    return &m_jobs[static_cast<std::size_t>(index)];
}

void HistoryDialog::selected() {
    const Job* job = chosen();
    const bool fetch = job && !has_files(*job) && is_recoverable(*job);
    gtk_button_set_label(GTK_BUTTON(m_first), fetch ? _("_Fetch") : _("_Show"));
    gtk_widget_set_sensitive(m_first,
                             job && (fetch || (has_files(*job) && job->damage == Damage::None)));
    gtk_widget_set_sensitive(m_open, job && has_files(*job));
    gtk_widget_set_sensitive(m_discard, job != nullptr);
}

void HistoryDialog::ask_first(const char* text, const char* agree, std::function<void()> agreed) {
    ask(new_question(GTK_WINDOW(m_dialog), text, _("_Keep"), agree),
        [agreed = std::move(agreed)](int response) {
            if (response == GTK_RESPONSE_OK) agreed();
        });
}

void HistoryDialog::discard() {
    const Job* job = chosen();
    if (!job) return;
    const bool safe = job->state == JobState::Imported && !is_unsaved(*job);
    if (safe && !has_star(*job)) return remove(job->id);
    ask_first(safe ? _("These results have a star. Discard them for good?")
                   : _("Discard these results for good? What was paid for them is lost."),
              _("_Discard"), [this, id = job->id] { remove(id); });
}

void HistoryDialog::remove(const std::string& job) {
    Job opened;
    const auto folder = JobFolder::open(jobs_folder(), job, opened);
    if (folder) folder->remove();
    fill();
}

void HistoryDialog::clear() {
    std::string question = _("Remove the results that were added to images from the history?");
    if (const auto starred = std::ranges::count_if(m_jobs, has_star); starred > 0)
        question +=
            " " + format(dngettext("ideogram-upscale", "%d with a star is kept.",
                                   "%d with a star are kept.", static_cast<unsigned long>(starred)),
                         static_cast<int>(starred));
    ask_first(question.c_str(), _("_Remove"), [this] {
        trim_history(jobs_folder(), 0);
        fill();
    });
}

void HistoryDialog::end(Choice choice) {
    gtk_widget_hide(m_dialog);
    if (choice.wish == Wish::Nothing)
        trim_history(jobs_folder(), history_limit(load_preferences()));
    const auto chosen = on_chosen;  // a copy, because the callback may delete this dialog
    chosen(choice);
}

void HistoryDialog::respond(int response) {
    const Job* job = chosen();
    switch (response) {
        case kFirst:
            if (job) end({has_files(*job) ? Wish::Show : Wish::Fetch, job->id});
            break;
        case kOpen:
            if (job) end({Wish::Open, job->id});
            break;
        case kDiscard:
            discard();
            break;
        case kClear:
            clear();
            break;
        default:
            end({});
    }
}

}  // namespace upscale
