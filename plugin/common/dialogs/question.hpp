// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A question with two answers; the same in GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <utility>

#include "common/boundary.hpp"
#include "common/gobject_ptr.hpp"
#include "common/words/i18n.hpp"

namespace upscale {

/// A dialog that asks: GTK_RESPONSE_OK means `agree`, Enter and Escape mean `refuse`. Both are
/// labels with a mnemonic. The caller shows and destroys it.
inline GtkWidget* new_question(GtkWindow* parent, const char* question, const char* refuse,
                               const char* agree) {
    GtkWidget* dialog = gtk_message_dialog_new(parent, GTK_DIALOG_MODAL, GTK_MESSAGE_WARNING,
                                               GTK_BUTTONS_NONE, "%s", question);
    gtk_window_set_title(GTK_WINDOW(dialog), _("Ideogram Upscale"));
    // instead of "Warning"
    atk_object_set_name(gtk_widget_get_accessible(dialog), _("Ideogram Upscale"));
    gtk_dialog_add_button(GTK_DIALOG(dialog), refuse, GTK_RESPONSE_CANCEL);
    gtk_dialog_add_button(GTK_DIALOG(dialog), agree, GTK_RESPONSE_OK);
    gtk_dialog_set_default_response(GTK_DIALOG(dialog), GTK_RESPONSE_CANCEL);
    return dialog;
}

/// Shows a dialog. The user's response is handed to `answered`, and then the dialog is destroyed.
/// If its parent is destroyed before, nothing is called.
inline void ask(GtkWidget* dialog, std::function<void(int response)> answered) {
    using Answered = std::function<void(int)>;
    g_signal_connect_data(
        dialog, "response", G_CALLBACK(+[](GtkDialog* shown, int response, gpointer data) noexcept {
            const auto kept = share(shown);  // what is answered may destroy its parent
            guard([&] { (*static_cast<Answered*>(data))(response); });
            gtk_widget_destroy(GTK_WIDGET(shown));
        }),
        new Answered(std::move(answered)),
        [](gpointer data, GClosure*) { delete static_cast<Answered*>(data); },
        static_cast<GConnectFlags>(0));
    gtk_window_set_destroy_with_parent(GTK_WINDOW(dialog), TRUE);
    gtk_window_present(GTK_WINDOW(dialog));
}

/// Asks new_question(). True is handed to `answered` if `agree` was pressed.
inline void ask_user(GtkWindow* parent, const char* question, const char* refuse, const char* agree,
                     std::function<void(bool agreed)> answered) {
    ask(new_question(parent, question, refuse, agree),
        [answered = std::move(answered)](int response) { answered(response == GTK_RESPONSE_OK); });
}

}  // namespace upscale
