// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/recover_dialog.hpp"

#include "base/parameter_table.hpp"
#include "common/boundary.hpp"
#include "common/dialogs/job_words.hpp"
#include "common/dialogs/wrapped_label.hpp"
#include "common/gobject_ptr.hpp"
#include "common/help.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "state/history.hpp"

namespace upscale {
namespace {

enum Column { kThumbnail, kTime, kLayer, kPrompt, kState, kId, kColumns };
constexpr int kRowSide = 64;        ///< of a thumbnail, pixels
constexpr int kMessageWidth = 560;  ///< pixels
constexpr int kDiscardJob = 1;      ///< response

void add_column(GtkWidget* view, const char* title, Column column, bool expand) {
    GtkCellRenderer* cell = gtk_cell_renderer_text_new();
    if (expand) g_object_set(cell, "ellipsize", PANGO_ELLIPSIZE_END, nullptr);
    GtkTreeViewColumn* made =
        gtk_tree_view_column_new_with_attributes(title, cell, "text", column, nullptr);
    gtk_tree_view_column_set_expand(made, expand);
    gtk_tree_view_append_column(GTK_TREE_VIEW(view), made);
}

std::string id_of(GtkTreeModel* model, GtkTreeIter* row) {
    char* id = nullptr;
    gtk_tree_model_get(model, row, kId, &id, -1);
    const CharPtr owner(id);
    return id;
}

}  // namespace

RecoverDialog::RecoverDialog(int placement) {
    m_dialog =
        new_help_dialog(recover_name().c_str(), "ideogram-upscale-recover", kRecoverProcedure);
    gtk_window_set_default_size(window(), 640, 360);
    gtk_container_set_border_width(GTK_CONTAINER(m_dialog), 6);
    auto* dialog = GTK_DIALOG(m_dialog);
    gtk_dialog_add_button(dialog, _("_Discard"), kDiscardJob);
    gtk_dialog_add_button(dialog, _("_Close"), GTK_RESPONSE_CLOSE);
    gtk_dialog_add_button(dialog, _("_Import"), GTK_RESPONSE_OK);
    gtk_dialog_set_default_response(dialog, GTK_RESPONSE_OK);

    GtkWidget* area = gtk_dialog_get_content_area(dialog);
    gtk_box_set_spacing(GTK_BOX(area), 12);
    m_message = make_wrapped_label(kMessageWidth);
    gtk_box_pack_start(GTK_BOX(area), m_message, FALSE, FALSE, 0);

    m_store = gtk_list_store_new(kColumns, GDK_TYPE_PIXBUF, G_TYPE_STRING, G_TYPE_STRING,
                                 G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
    m_view = gtk_tree_view_new_with_model(GTK_TREE_MODEL(m_store));
    g_object_unref(m_store);
    gtk_tree_view_append_column(GTK_TREE_VIEW(m_view), gtk_tree_view_column_new_with_attributes(
                                                           "", gtk_cell_renderer_pixbuf_new(),
                                                           "pixbuf", kThumbnail, nullptr));
    add_column(m_view, _("Time"), kTime, false);
    add_column(m_view, _("Layer"), kLayer, true);
    add_column(m_view, _("Prompt"), kPrompt, true);
    add_column(m_view, _("State"), kState, false);
    GtkTreeSelection* selection = gtk_tree_view_get_selection(GTK_TREE_VIEW(m_view));
    gtk_tree_selection_set_mode(selection, GTK_SELECTION_BROWSE);
    g_signal_connect(selection, "changed", G_CALLBACK(on_selected), this);
    GtkWidget* scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_AUTOMATIC,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_shadow_type(GTK_SCROLLED_WINDOW(scrolled), GTK_SHADOW_IN);
    gtk_container_add(GTK_CONTAINER(scrolled), m_view);
    gtk_box_pack_start(GTK_BOX(area), scrolled, TRUE, TRUE, 0);

    const Parameter& entry = parameter("placement");
    m_placement = gtk_combo_box_text_new();
    // GIMP 2.10 has no link layers
    for (const Choice& choice :
         std::get<ChoiceParameter>(entry.kind).choices.first(Placement::Link))
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(m_placement), _(choice.label));
    gtk_combo_box_set_active(GTK_COMBO_BOX(m_placement), placement);
    GtkWidget* label = gtk_label_new_with_mnemonic(_(entry.label));
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), m_placement);
    GtkWidget* row = gtk_hbox_new(FALSE, 12);
    gtk_box_pack_start(GTK_BOX(row), label, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(row), m_placement, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(area), row, FALSE, FALSE, 0);
    gtk_widget_show_all(area);
    show_error({});
}

RecoverDialog::~RecoverDialog() { gtk_widget_destroy(m_dialog); }

bool RecoverDialog::fill() {
    m_thumbnails.forget();
    gtk_list_store_clear(m_store);
    for (const Job& job : jobs_to_recover(jobs_folder())) {
        gtk_list_store_insert_with_values(
            m_store, nullptr, -1, kTime, local_time(job.created).c_str(), kLayer,
            job.source.name.c_str(), kPrompt, job.parameters.prompt.c_str(), kState,
            state_text(job), kId, job.id.c_str(), -1);
        m_thumbnails.ask(job.id, job.results.empty() ? "" : job.results.front().file, kRowSide,
                         [this, id = job.id](GdkPixbuf* picture) { show_thumbnail(id, picture); });
    }
    GtkTreeIter first;
    const bool any = gtk_tree_model_get_iter_first(GTK_TREE_MODEL(m_store), &first);
    if (any)
        gtk_tree_selection_select_iter(gtk_tree_view_get_selection(GTK_TREE_VIEW(m_view)), &first);
    on_selected(gtk_tree_view_get_selection(GTK_TREE_VIEW(m_view)), this);
    return any;
}

void RecoverDialog::show_thumbnail(const std::string& id, GdkPixbuf* picture) {
    GtkTreeModel* const model = GTK_TREE_MODEL(m_store);
    GtkTreeIter row;
    for (bool any = gtk_tree_model_get_iter_first(model, &row); any;
         any = gtk_tree_model_iter_next(model, &row))
        if (id_of(model, &row) == id) gtk_list_store_set(m_store, &row, kThumbnail, picture, -1);
}

void RecoverDialog::on_selected(GtkTreeSelection* selection, gpointer data) noexcept {
    guard([&] {
        const gboolean any = gtk_tree_selection_get_selected(selection, nullptr, nullptr);
        auto* dialog = GTK_DIALOG(static_cast<RecoverDialog*>(data)->m_dialog);
        gtk_dialog_set_response_sensitive(dialog, GTK_RESPONSE_OK, any);
        gtk_dialog_set_response_sensitive(dialog, kDiscardJob, any);
    });
}

std::string RecoverDialog::selected_id() const {
    GtkTreeModel* model = nullptr;
    GtkTreeIter row;
    if (!gtk_tree_selection_get_selected(gtk_tree_view_get_selection(GTK_TREE_VIEW(m_view)), &model,
                                         &row))
        return {};
    return id_of(model, &row);
}

void RecoverDialog::discard(const std::string& id) {
    GtkWidget* question =
        gtk_message_dialog_new(window(), GTK_DIALOG_MODAL, GTK_MESSAGE_WARNING, GTK_BUTTONS_NONE,
                               "%s", _("Discard this job for good? What was paid for it is lost."));
    gtk_window_set_title(GTK_WINDOW(question), _("Ideogram Upscale"));
    gtk_dialog_add_button(GTK_DIALOG(question), _("_Keep"), GTK_RESPONSE_CANCEL);
    gtk_dialog_add_button(GTK_DIALOG(question), _("_Discard"), GTK_RESPONSE_OK);
    const bool agreed = gtk_dialog_run(GTK_DIALOG(question)) == GTK_RESPONSE_OK;
    gtk_widget_destroy(question);
    if (!agreed) return;
    Job job;
    const auto folder = JobFolder::open(jobs_folder(), id, job);
    if (folder) folder->remove();
    show_error(folder ? "" : message_for(folder.error()));
}

std::optional<RecoverDialog::Chosen> RecoverDialog::ask() {
    gtk_widget_show(m_dialog);
    for (;;) {
        const int response = run_help_dialog(m_dialog);
        const std::string id = selected_id();
        if (response == kDiscardJob && !id.empty())
            discard(id);
        else if (response == GTK_RESPONSE_OK && !id.empty())
            return Chosen{id, gtk_combo_box_get_active(GTK_COMBO_BOX(m_placement))};
        else
            return std::nullopt;
    }
}

void RecoverDialog::show_error(const std::string& message) {
    const bool any = fill();
    const std::string text =
        any || !message.empty() ? message : _("There is no upscale to recover.");
    gtk_label_set_text(GTK_LABEL(m_message), text.c_str());
    gtk_widget_set_visible(m_message, !text.empty());
}

bool offer_recovery(std::size_t jobs) {
    const int count = static_cast<int>(jobs);
    GtkWidget* question = gtk_message_dialog_new(
        nullptr, GTK_DIALOG_MODAL, GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE,
        dngettext("ideogram-upscale",
                  "%d earlier job was paid for, but its result was not imported.",
                  "%d earlier jobs were paid for, but their results were not imported.", jobs),
        count);
    gtk_window_set_title(GTK_WINDOW(question), _("Ideogram Upscale"));
    gtk_dialog_add_button(GTK_DIALOG(question), _("_Not Now"), GTK_RESPONSE_CANCEL);
    gtk_dialog_add_button(GTK_DIALOG(question), _("_Recover"), GTK_RESPONSE_OK);
    gtk_dialog_set_default_response(GTK_DIALOG(question), GTK_RESPONSE_OK);
    const bool agreed = gtk_dialog_run(GTK_DIALOG(question)) == GTK_RESPONSE_OK;
    gtk_widget_destroy(question);
    return agreed;
}

}  // namespace upscale
