// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs/consent.hpp"

#include "base/files.hpp"
#include "common/gobject_ptr.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "state/journal.hpp"

namespace upscale {
namespace {

/// The file that holds the editor_session() for which the question is switched off.
std::string unasked_file() { return state_folder() + "/unasked"; }

bool is_switched_off() {
    const auto content = read_file(unasked_file(), 200);
    return content && as_text(*content) == editor_session();
}

/// If the file cannot be written, the question is asked again.
void switch_off() {
    const std::string session = editor_session();
    if (make_folder(state_folder()))
        static_cast<void>(
            write_file(unasked_file(),
                       {reinterpret_cast<const std::uint8_t*>(session.data()), session.size()}));
}

}  // namespace

GtkWidget* new_question_to_pay(GtkWindow* parent, int images, const std::string& text,
                               GtkWidget* extra) {
    GtkWidget* question =
        gtk_message_dialog_new(parent, parent ? GTK_DIALOG_MODAL : static_cast<GtkDialogFlags>(0),
                               GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s", text.c_str());
    auto* dialog = GTK_DIALOG(question);
    gtk_window_set_title(GTK_WINDOW(question), _("Ideogram Upscale"));
    if (extra) {
        gtk_box_pack_end(GTK_BOX(gtk_dialog_get_content_area(dialog)), extra, FALSE, FALSE, 6);
        gtk_widget_show_all(extra);
    }
    GtkWidget* cancel = gtk_dialog_add_button(dialog, _("_Cancel"), GTK_RESPONSE_CANCEL);
    gtk_dialog_add_button(dialog,
                          format(dngettext("ideogram-upscale", "_Make %d Image", "_Make %d Images",
                                           static_cast<unsigned long>(images)),
                                 images)
                              .c_str(),
                          GTK_RESPONSE_OK);
    // Cancel is the default, because a stray Enter or Space must not pay.
    gtk_dialog_set_default_response(dialog, GTK_RESPONSE_CANCEL);
    gtk_widget_grab_focus(cancel);
    return question;
}

bool agrees_to_pay(GtkWindow* parent, int images, const std::string& text) {
    GtkWidget* const question = new_question_to_pay(parent, images, text, nullptr);
    const bool agreed = gtk_dialog_run(GTK_DIALOG(question)) == GTK_RESPONSE_OK;
    gtk_widget_destroy(question);
    return agreed;
}

bool may_pay_for(int images, const std::string& layer) {
    if (is_switched_off()) return true;
    GtkWidget* const unasked =
        gtk_check_button_new_with_mnemonic(_("_Do not ask again in this session of GIMP"));
    GtkWidget* const question = new_question_to_pay(
        nullptr, images,
        adopt(g_strdup_printf(
                  dngettext("ideogram-upscale", "Make %d paid image of %s?",
                            "Make %d paid images of %s?", static_cast<unsigned long>(images)),
                  images, layer.c_str()))
            .get(),
        unasked);
    const bool agreed = gtk_dialog_run(GTK_DIALOG(question)) == GTK_RESPONSE_OK;
    if (agreed && gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(unasked))) switch_off();
    gtk_widget_destroy(question);
    return agreed;
}

}  // namespace upscale
