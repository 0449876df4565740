// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/first_run.hpp"

#include "common/words/i18n.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr int kPageSpacing = 12;  // pixels
constexpr int kSideWidth = 340;   // pixels, about

}  // namespace

FirstRun::FirstRun() : m_form(kSideWidth), m_page(new_row(kPageSpacing)) {
    gtk_box_set_homogeneous(GTK_BOX(m_page), TRUE);
    GtkWidget* use = new_button(_("Use This Com_puter"), [this] { on_local(); });
    gtk_widget_set_halign(use, GTK_ALIGN_START);
    pack(m_page,
         new_side(_("This computer: free"),
                  _("Enlarges twice, sharp and true to the original, with the network waifu2x on "
                    "this computer's processor. It needs no account and no network, and nothing "
                    "leaves this computer. It cannot follow a prompt, nor invent detail."),
                  use),
         true);
    GtkWidget* account = new_column(kPageSpacing);
    pack(account, m_form.widget());
    m_form.on_saved = [this](const std::string& saved) { on_key(saved); };
    pack(m_page,
         new_side(_("Ideogram (1min.ai): paid"),
                  _("Adds detail that fits, guided by your words. The pixels of the layer or of "
                    "the selection and the prompt go to 1min.ai and from there to Ideogram: no "
                    "file names, no metadata, no other layers. Each image costs credits of your "
                    "account at 1min.ai; what they cost is said there."),
                  account),
         true);
    gtk_container_set_border_width(GTK_CONTAINER(m_page), kPageSpacing);
    gtk_widget_set_valign(m_page, GTK_ALIGN_START);
}

GtkWidget* FirstRun::new_side(const char* title, const char* text, GtkWidget* below) {
    GtkWidget* side = new_column(kPageSpacing);
    GtkWidget* head = new_text(title);
    PangoAttrList* bold = pango_attr_list_new();
    pango_attr_list_insert(bold, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
    gtk_label_set_attributes(GTK_LABEL(head), bold);
    pango_attr_list_unref(bold);
    pack(side, head);
    pack(side, new_text(text));
    pack(side, below);
    gtk_container_set_border_width(GTK_CONTAINER(side), kPageSpacing);
    gtk_widget_set_size_request(side, kSideWidth, -1);
    GtkWidget* frame = gtk_frame_new(nullptr);
    gtk_container_add(GTK_CONTAINER(frame), side);
    return frame;
}

}  // namespace upscale
