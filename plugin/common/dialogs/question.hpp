// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A question with two answers; the same in GTK 2 and GTK 3.
#pragma once

#include <gtk/gtk.h>

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

/// Asks and waits for the answer. True: `agree` was pressed.
inline bool ask_user(GtkWindow* parent, const char* question, const char* refuse,
                     const char* agree) {
    GtkWidget* dialog = new_question(parent, question, refuse, agree);
    const bool agreed = gtk_dialog_run(GTK_DIALOG(dialog)) == GTK_RESPONSE_OK;
    gtk_widget_destroy(dialog);
    return agreed;
}

}  // namespace upscale
