// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs/progress_window.hpp"

#include "base/parameters.hpp"
#include "common/boundary.hpp"
#include "common/dialogs/wrapped_label.hpp"
#include "common/words/i18n.hpp"

namespace upscale {
namespace {

constexpr int kWindowWidth = 360;  ///< pixels

// Only widgets and calls that GTK 2 and GTK 3 have in common.
class ProgressWindow : public ProgressView {
  public:
    explicit ProgressWindow(GtkWindow* parent) : m_dialog(gtk_dialog_new()) {
        auto* dialog = GTK_DIALOG(m_dialog);
        auto* window = GTK_WINDOW(m_dialog);
        gtk_window_set_title(window, _("Ideogram Upscale"));
        gtk_window_set_role(window, "ideogram-upscale-progress");
        gtk_window_set_resizable(window, FALSE);
        if (parent) {
            gtk_window_set_transient_for(window, parent);
            gtk_window_set_position(window, GTK_WIN_POS_CENTER_ON_PARENT);
        }
        // Leaves the keyboard focus with GIMP, so that a key that is meant for GIMP cannot cancel a
        // paid job.
        gtk_window_set_focus_on_map(window, FALSE);
        m_cancel = gtk_dialog_add_button(dialog, _("_Cancel"), GTK_RESPONSE_CANCEL);
        g_signal_connect(m_dialog, "response", G_CALLBACK(on_response), this);
        // Closing the window means Cancel. It must not destroy the window while it is still in use.
        g_signal_connect(m_dialog, "delete-event", G_CALLBACK(gtk_true), nullptr);

        GtkWidget* area = gtk_dialog_get_content_area(dialog);
        gtk_container_set_border_width(GTK_CONTAINER(m_dialog), 6);
        gtk_box_set_spacing(GTK_BOX(area), 12);
        m_label = make_wrapped_label(kWindowWidth);
        m_bar = gtk_progress_bar_new();
        gtk_widget_set_size_request(m_bar, kWindowWidth, -1);
        gtk_box_pack_start(GTK_BOX(area), m_label, FALSE, FALSE, 6);
        gtk_box_pack_start(GTK_BOX(area), m_bar, FALSE, FALSE, 6);
        // When the user gives the window the focus, Cancel must not get it, because a stray Enter
        // would press it.
        gtk_widget_set_can_focus(m_bar, TRUE);
        gtk_widget_grab_focus(m_bar);
        m_cost = make_wrapped_label(kWindowWidth);
        gtk_box_pack_start(GTK_BOX(area), m_cost, FALSE, FALSE, 6);
        gtk_widget_show_all(area);
    }
    ProgressWindow(const ProgressWindow&) = delete;
    ProgressWindow& operator=(const ProgressWindow&) = delete;
    ~ProgressWindow() override { gtk_widget_destroy(m_dialog); }

    void show(const Progress& progress, const std::string& text) override {
        if (m_source.stop_requested()) return;
        gtk_label_set_text(GTK_LABEL(m_label), text.c_str());
        gtk_label_set_text(GTK_LABEL(m_cost), describe_cost(progress).c_str());
        if (progress.fraction >= 0)
            gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(m_bar), progress.fraction);
        else
            gtk_progress_bar_pulse(GTK_PROGRESS_BAR(m_bar));
        // Not shown before there is progress, because the user may be asked for the key first.
        gtk_widget_show(m_dialog);
    }
    std::stop_token stop_token() override { return m_source.get_token(); }

  private:
    static void on_response(GtkDialog*, gint, gpointer data) noexcept {
        guard([&] {
            auto* self = static_cast<ProgressWindow*>(data);
            self->m_source.request_stop();
            gtk_widget_set_sensitive(self->m_cancel, FALSE);
            gtk_label_set_text(GTK_LABEL(self->m_label), _("Cancelling"));
        });
    }

    std::stop_source m_source;
    GtkWidget* m_dialog;
    GtkWidget* m_cancel = nullptr;
    GtkWidget* m_label = nullptr;
    GtkWidget* m_bar = nullptr;
    GtkWidget* m_cost = nullptr;
};

}  // namespace

std::unique_ptr<ProgressView> make_progress_window(GtkWindow* parent) {
    return std::make_unique<ProgressWindow>(parent);
}

}  // namespace upscale
