// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/consent.hpp"

#include <gtk/gtk.h>

#include "app/journal.hpp"
#include "base/files.hpp"
#include "common/i18n.hpp"

namespace upscale {
namespace {

/// Holds the editor_session() that is not to be asked.
std::string unasked_file() { return state_folder() + "/unasked"; }

bool is_switched_off() {
    const auto content = read_file(unasked_file(), 200);
    return content && as_text(*content) == editor_session();
}

/// If it cannot be written, the question comes again.
void switch_off() {
    const std::string session = editor_session();
    if (make_folder(state_folder()))
        static_cast<void>(
            write_file(unasked_file(),
                       {reinterpret_cast<const std::uint8_t*>(session.data()), session.size()}));
}

}  // namespace

bool may_pay_for(int images, const std::string& layer) {
    if (is_switched_off()) return true;
    GtkWidget* question = gtk_message_dialog_new(
        nullptr, static_cast<GtkDialogFlags>(0), GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE,
        dngettext("ideogram-upscale", "Make %d paid image of %s?", "Make %d paid images of %s?",
                  static_cast<unsigned long>(images)),
        images, layer.c_str());
    auto* dialog = GTK_DIALOG(question);
    gtk_window_set_title(GTK_WINDOW(question), _("Ideogram Upscale"));
    GtkWidget* unasked =
        gtk_check_button_new_with_mnemonic(_("_Do not ask again in this session of GIMP"));
    gtk_box_pack_end(GTK_BOX(gtk_dialog_get_content_area(dialog)), unasked, FALSE, FALSE, 6);
    gtk_widget_show(unasked);
    GtkWidget* cancel = gtk_dialog_add_button(dialog, _("_Cancel"), GTK_RESPONSE_CANCEL);
    gtk_dialog_add_button(dialog, _("_Make Images"), GTK_RESPONSE_OK);
    // a stray Enter or Space must not pay
    gtk_dialog_set_default_response(dialog, GTK_RESPONSE_CANCEL);
    gtk_widget_grab_focus(cancel);
    const bool agreed = gtk_dialog_run(dialog) == GTK_RESPONSE_OK;
    if (agreed && gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(unasked))) switch_off();
    gtk_widget_destroy(question);
    return agreed;
}

}  // namespace upscale
