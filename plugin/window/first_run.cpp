// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/first_run.hpp"

#include <utility>

#include "common/runs/run_jobs.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "presentation/sample.hpp"
#include "window/widgets.hpp"

namespace upscale {
namespace {

constexpr int kPageSpacing = 12;  // pixels
constexpr int kSideWidth = 340;   // pixels, about
/// In pixels: takes no more than a second or two, and has room at twice its size.
constexpr Size kSample{440, 150};

}  // namespace

FirstRun::FirstRun(Host& host)
    : m_form(kSideWidth),
      m_page(new_column(kPageSpacing)),
      m_kept(static_cast<GtkWidget*>(g_object_ref_sink(m_page))),
      m_offers(new_row(kPageSpacing)),
      m_frame(gtk_frame_new(nullptr)),
      m_trial(host) {
    gtk_box_set_homogeneous(GTK_BOX(m_offers), TRUE);
    GtkWidget* use = new_button(_("Use This Com_puter"), [this] { on_local(); });
    gtk_widget_set_halign(use, GTK_ALIGN_START);
    pack(m_offers,
         new_side(_("This computer: free"),
                  _("Enlarges twice, sharp and true to the original, with the network waifu2x on "
                    "this computer's processor. It needs no account and no network, and nothing "
                    "leaves this computer. It cannot follow a prompt, nor invent detail."),
                  use),
         true);
    GtkWidget* account = new_column(kPageSpacing);
    pack(account, m_form.widget());
    m_form.on_saved = [this](const std::string& saved) { on_key(saved); };
    pack(m_offers,
         new_side(_("Ideogram (1min.ai): paid"),
                  _("Adds detail that fits, guided by your words. The pixels of the layer or of "
                    "the selection and the prompt go to 1min.ai and from there to Ideogram: no "
                    "file names, no metadata, no other layers. Each image costs credits of your "
                    "account at 1min.ai; what they cost is said there."),
                  account),
         true);
    gtk_container_set_border_width(GTK_CONTAINER(m_page), kPageSpacing);
    gtk_frame_set_shadow_type(GTK_FRAME(m_frame), GTK_SHADOW_IN);
    gtk_container_add(GTK_CONTAINER(m_frame), m_sample.widget());
    gtk_widget_show(m_sample.widget());
    gtk_widget_set_no_show_all(m_frame, TRUE);
    pack(m_page, m_frame, true);
    pack(m_page, m_offers);
    m_trial.on_done = [this](Look look) {
        m_sample.tell("");
        m_sample.set_after(
            Shown{PictureSurface(look.pixels, look.covers), _("This computer: free")});
    };
    m_trial.on_failed = [this](const Error& error) {
        if (error.kind != ErrorKind::Cancelled) m_sample.tell(message_for(error));
    };
    g_signal_connect(m_page, "map", G_CALLBACK(on_shown), this);
    g_signal_connect(m_page, "unmap", G_CALLBACK(on_hidden), this);
}

FirstRun::~FirstRun() { g_signal_handlers_disconnect_by_data(m_page, this); }

void FirstRun::set_narrow(bool narrow) {
    gtk_orientable_set_orientation(GTK_ORIENTABLE(m_offers),
                                   narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

void FirstRun::set_source(std::shared_ptr<const Source> source) {
    if (source == m_source) return;
    m_source = std::move(source);
    if (gtk_widget_get_mapped(m_page)) show_sample();
}

/// Enlarges a part of the picture, which costs nothing: nothing leaves this computer, and no key is
/// needed.
void FirstRun::show_sample() {
    m_trial.stop();
    gtk_widget_set_visible(m_frame, m_source != nullptr);
    if (!m_source) return;
    const Rect part = most_detailed_part(m_source->pixels, kSample);
    Source cut = part_of(*m_source, {m_source->region.x + part.x, m_source->region.y + part.y,
                                     part.width, part.height});
    m_sample.set_after(std::nullopt);
    m_sample.set_before(
        // Translators: a picture before it is enlarged
        Shown{PictureSurface(cut.pixels, {0, 0, double(part.width), double(part.height)}),
              _("As it is")},
        {part.width, part.height});
    m_sample.fit();
    m_sample.tell(_("Enlarging the part"));
    m_trial.start(std::move(cut), Parameters{});
}

void FirstRun::on_shown(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<FirstRun*>(self)->show_sample(); });
}

void FirstRun::on_hidden(GtkWidget*, gpointer self) noexcept {
    guard([&] { static_cast<FirstRun*>(self)->m_trial.stop(); });
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
