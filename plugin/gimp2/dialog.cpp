// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/dialog.hpp"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <algorithm>

#include "common/boundary.hpp"
#include "common/gobject_ptr.hpp"
#include "common/help.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"
#include "common/words/outlook_words.hpp"
#include "gimp2/dialog_controls.hpp"

namespace upscale {
namespace {

constexpr int kResponseReset = 1;

// pixels
constexpr int kBorder = 12;
constexpr int kPreviewSide = 48;
constexpr int kTextWidth = 500;  // GTK 2 wraps a label at its requested width
constexpr int kPanels = 80;      // what title bar and panels take of a screen's height

constexpr guint kSettling = 150;  // milliseconds that a window manager needs for a new size

/// A button pressed sooner after a message than this was pressed without reading it; microseconds.
constexpr gint64 kReadingTime = 700'000;

bool is_on(GtkWidget* button) { return gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(button)); }

class Gimp2Dialog final : public Dialog {
  public:
    Gimp2Dialog(ImageId image, const Subject::Chosen& chosen);
    Gimp2Dialog(const Gimp2Dialog&) = delete;
    Gimp2Dialog& operator=(const Gimp2Dialog&) = delete;
    ~Gimp2Dialog() override {
        if (m_settling != 0) g_source_remove(m_settling);
        gtk_widget_destroy(m_dialog);
    }

    bool ask(Parameters& values) override;
    void tell(const std::string& message, GtkMessageType type) override;
    const Subject::Layer& target() const override {
        return m_original && is_on(m_original) ? *m_chosen.original : m_chosen.layer;
    }
    int images() const override { return m_images; }
    GtkWindow* window() override { return GTK_WINDOW(m_dialog); }

  private:
    GtkWidget* make_message_box();
    GtkWidget* make_scrolled();
    GtkWidget* make_obstacle_box();
    GtkWidget* make_source_box();
    GtkWidget* make_source_choice();
    GtkWidget* make_advanced();

    void show(const Parameters& values);
    /// Updates everything that depends on other choices.
    void refresh();
    /// Shows the size of the result, and whether the layer can be sent at all.
    void show_facts(const Parameters& values);
    void tell_price(const std::string& words, int images);
    /// The image as it is now, as far as a run depends on it.
    Subject subject() const;
    /// Keeps the message and the buttons on the screen; the rest scrolls if necessary.
    void fit_screen();
    GdkRectangle monitor() const;
    /// Focuses the prompt, so that a stray Enter or Space does not pay.
    void focus_on_prompt();
    /// Moves the window up if it has grown beyond the lower edge of the screen.
    static gboolean on_settled(gpointer self) noexcept;
    static void on_expand(GtkWidget*, GParamSpec*, gpointer self) noexcept {
        guard([&] { static_cast<Gimp2Dialog*>(self)->fit_screen(); });
    }
    static void on_source(GtkWidget*, gpointer self) noexcept {
        guard([&] { static_cast<Gimp2Dialog*>(self)->refresh(); });
    }
    static void on_new_image(GtkWidget*, gpointer self) noexcept {
        guard([&] {
            static_cast<Gimp2Dialog*>(self)->m_controls.show_placement(Placement::NewImage);
        });
    }

    ImageId m_image;
    Subject::Chosen m_chosen;
    bool m_indexed;        // the image has a palette
    guint m_settling = 0;  // the timer of on_settled()
    gint64 m_refused = 0;  // time of the last entry that was refused
    int m_images = 0;      // how many the price names
    GtkWidget* m_dialog;
    GtkWidget* m_message_box = nullptr;
    GtkWidget* m_message_icon = nullptr;
    GtkWidget* m_message = nullptr;
    GtkWidget* m_scrolled = nullptr;
    GtkWidget* m_content = nullptr;  // the part that scrolls
    GtkWidget* m_obstacle_box = nullptr;
    GtkWidget* m_obstacle = nullptr;   // label: why the run cannot begin
    GtkWidget* m_new_image = nullptr;  // button: choose the placement that works
    GtkWidget* m_price = nullptr;      // label: what the run costs
    GtkWidget* m_size_label = nullptr;
    GtkWidget* m_original =
        nullptr;  // radio button: upscale the original; null: there is no choice
    DialogControls m_controls{[this] { refresh(); },
                              [this](const std::string& range) {
                                  m_refused = g_get_monotonic_time();
                                  tell(range, GTK_MESSAGE_WARNING);
                              }};
};

GtkWidget* make_text(int width) {
    GtkWidget* text = gtk_label_new(nullptr);
    gtk_label_set_line_wrap(GTK_LABEL(text), TRUE);
    gtk_label_set_line_wrap_mode(GTK_LABEL(text), PANGO_WRAP_WORD_CHAR);
    gtk_misc_set_alignment(GTK_MISC(text), 0.0, 0.5);
    gtk_widget_set_size_request(text, width, -1);
    return text;
}

/// The part of a layer that is selected, in image coordinates; the whole layer without a selection.
Rect selected_part(ImageId image, const Subject::Layer& layer) {
    int x = 0, y = 0, width = 0, height = 0;
    if (gimp_selection_is_empty(image) ||
        !gimp_drawable_mask_intersect(layer.id, &x, &y, &width, &height))
        return layer.bounds;
    return {layer.bounds.x + x, layer.bounds.y + y, width, height};
}

Gimp2Dialog::Gimp2Dialog(ImageId image, const Subject::Chosen& chosen)
    : m_image(image),
      m_chosen(chosen),
      m_indexed(gimp_image_base_type(image) == GIMP_INDEXED),
      m_dialog(new_help_dialog(_("Ideogram Upscale"), "ideogram-upscale", kUpscaleProcedure)) {
    gimp_dialog_add_buttons(GIMP_DIALOG(m_dialog), _("_Reset"), kResponseReset, _("_Cancel"),
                            GTK_RESPONSE_CANCEL, _("_Upscale"), GTK_RESPONSE_OK, nullptr);

    auto* dialog = GTK_DIALOG(m_dialog);
    gtk_dialog_set_alternative_button_order(dialog, GTK_RESPONSE_OK, kResponseReset,
                                            GTK_RESPONSE_CANCEL, -1);
    gimp_window_set_transient(GTK_WINDOW(m_dialog));

    GtkWidget* box = gtk_vbox_new(FALSE, kSpacing);
    gtk_container_set_border_width(GTK_CONTAINER(box), kBorder);
    gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(dialog)), box, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(box), make_message_box(), FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(box), make_scrolled(), TRUE, TRUE, 0);
    m_price = make_text(kTextWidth);
    gtk_box_pack_start(GTK_BOX(box), m_price, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(box), make_obstacle_box(), FALSE, FALSE, 0);
    gtk_widget_show_all(box);
}

GtkWidget* Gimp2Dialog::make_scrolled() {
    m_content = gtk_vbox_new(FALSE, kSpacing);
    gtk_box_pack_start(GTK_BOX(m_content), make_source_box(), FALSE, FALSE, 0);
    if (m_chosen.original)
        gtk_box_pack_start(GTK_BOX(m_content), make_source_choice(), FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(m_content), m_controls.main(), TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(m_content), make_advanced(), FALSE, FALSE, 0);
    m_scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    auto* scrolled = GTK_SCROLLED_WINDOW(m_scrolled);
    gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_add_with_viewport(scrolled, m_content);
    GtkWidget* viewport = gtk_bin_get_child(GTK_BIN(m_scrolled));
    gtk_viewport_set_shadow_type(GTK_VIEWPORT(viewport), GTK_SHADOW_NONE);
    // Scrolls to the widget that gets the focus by the keyboard.
    gtk_container_set_focus_vadjustment(GTK_CONTAINER(m_content),
                                        gtk_scrolled_window_get_vadjustment(scrolled));
    return m_scrolled;
}

GtkWidget* Gimp2Dialog::make_obstacle_box() {
    m_obstacle_box = gtk_hbox_new(FALSE, kSpacing);
    m_obstacle = make_text(kTextWidth * 2 / 3);
    m_new_image = gtk_button_new_with_label(_("Choose New Image"));
    g_signal_connect(m_new_image, "clicked", G_CALLBACK(on_new_image), this);
    gtk_box_pack_start(GTK_BOX(m_obstacle_box), m_obstacle, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(m_obstacle_box), m_new_image, FALSE, FALSE, 0);
    gtk_widget_show_all(m_obstacle_box);
    gtk_widget_hide(m_obstacle_box);
    gtk_widget_set_no_show_all(m_obstacle_box, TRUE);
    return m_obstacle_box;
}

GtkWidget* Gimp2Dialog::make_message_box() {
    m_message_box = gtk_hbox_new(FALSE, kSpacing);
    GtkWidget* icon = m_message_icon = gtk_image_new();
    gtk_misc_set_alignment(GTK_MISC(icon), 0.5, 0.0);
    m_message = make_text(kTextWidth);
    gtk_label_set_selectable(GTK_LABEL(m_message), TRUE);  // so that it can be copied
    gtk_widget_set_can_focus(m_message, FALSE);
    gtk_box_pack_start(GTK_BOX(m_message_box), icon, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(m_message_box), m_message, TRUE, TRUE, 0);
    gtk_widget_show_all(m_message_box);
    gtk_widget_hide(m_message_box);
    gtk_widget_set_no_show_all(m_message_box, TRUE);
    return m_message_box;
}

GtkWidget* Gimp2Dialog::make_source_box() {
    GtkWidget* box = gtk_hbox_new(FALSE, kSpacing);
    if (const auto thumbnail = adopt(gimp_drawable_get_thumbnail(
            m_chosen.layer.id, kPreviewSide, kPreviewSide, GIMP_PIXBUF_SMALL_CHECKS)))
        gtk_box_pack_start(GTK_BOX(box), gtk_image_new_from_pixbuf(thumbnail.get()), FALSE, FALSE,
                           0);
    GtkWidget* lines = gtk_vbox_new(FALSE, 0);
    GtkWidget* name = gtk_label_new(m_chosen.layer.name.c_str());
    gimp_label_set_attributes(GTK_LABEL(name), PANGO_ATTR_WEIGHT, PANGO_WEIGHT_BOLD, -1);
    gtk_label_set_ellipsize(GTK_LABEL(name), PANGO_ELLIPSIZE_END);
    gtk_misc_set_alignment(GTK_MISC(name), 0.0, 1.0);
    m_size_label = make_text(kTextWidth - kPreviewSide - kSpacing);
    gtk_box_pack_start(GTK_BOX(lines), name, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(lines), m_size_label, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(box), lines, TRUE, TRUE, 0);
    return box;
}

GtkWidget* Gimp2Dialog::make_source_choice() {
    GtkWidget* box = gtk_vbox_new(FALSE, 0);
    const bool edited = m_chosen.is_edited();
    GtkWidget* text = make_text(kTextWidth);
    gtk_label_set_text(GTK_LABEL(text), edited
                                            ? _("This layer was changed after its upscale. Enlarge")
                                            : _("This layer is a result of an upscale. Enlarge"));
    // Translators: what is to be upscaled; the other choice is "this result further"
    m_original = gtk_radio_button_new_with_mnemonic(nullptr, _("the origina_l again"));
    GtkWidget* further = gtk_radio_button_new_with_mnemonic_from_widget(
        GTK_RADIO_BUTTON(m_original),
        edited ? _("the layer as it is now") : _("this result further"));
    // The results of what it was before could not be put over an edited layer.
    if (edited) gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(further), TRUE);
    g_signal_connect(m_original, "toggled", G_CALLBACK(on_source), this);
    for (GtkWidget* row : {text, m_original, further})
        gtk_box_pack_start(GTK_BOX(box), row, FALSE, FALSE, 0);
    return box;
}

GtkWidget* Gimp2Dialog::make_advanced() {
    GtkWidget* expander = gtk_expander_new_with_mnemonic(_("Adva_nced"));
    gtk_expander_set_spacing(GTK_EXPANDER(expander), kRowSpacing);
    gtk_container_add(GTK_CONTAINER(expander), m_controls.advanced());
    g_signal_connect(expander, "notify::expanded", G_CALLBACK(on_expand), this);
    return expander;
}

void Gimp2Dialog::show(const Parameters& values) {
    m_controls.show(values);
    refresh();
}

void Gimp2Dialog::refresh() {
    const Parameters values = m_controls.shown();
    m_controls.follow(values.engine);
    show_facts(values);
    fit_screen();
}

Subject Gimp2Dialog::subject() const {
    Subject subject;
    subject.image = m_image;
    subject.canvas = {gimp_image_width(m_image), gimp_image_height(m_image)};
    double across = 0, down = 0;
    if (gimp_image_get_resolution(m_image, &across, &down)) subject.ppi = across;
    subject.indexed = m_indexed;
    subject.layers_in_image = 1;
    subject.chosen = {m_chosen};
    subject.selection = selected_part(m_image, target());
    return subject;
}

void Gimp2Dialog::show_facts(const Parameters& values) {
    const Subject::Layer& layer = target();
    const Subject now = subject();
    const Outlook seen = outlook(now, {&layer, 1}, values);
    m_controls.set_picture(sized_of(now, {&layer, 1}, values.region));
    m_controls.show_tiles(tiles_words(seen, values, false));
    const Size size = seen.source, sent = seen.sent, back = seen.back;
    const bool fit = values.placement == Placement::Fit;
    std::string facts;
    if (values.target != Target::AsItComes && !fit)
        facts = joined(
            {format(_("%d × %d pixels"), size.width, size.height), size_words(seen, nullptr)},
            " · ");
    else if (!seen.reduced && fit)
        facts = format(_("%d × %d pixels, more detail at the same size"), seen.region.width,
                       seen.region.height);
    else if (!seen.reduced)
        facts = format(_("%d × %d pixels, upscaled to about %d × %d"), size.width, size.height,
                       back.width, back.height);
    else if (fit)
        facts = format(_("%d × %d pixels, sent reduced to %d × %d, more detail at the same size"),
                       size.width, size.height, sent.width, sent.height);
    else
        facts = format(_("%d × %d pixels, sent reduced to %d × %d, upscaled to about %d × %d"),
                       size.width, size.height, sent.width, sent.height, back.width, back.height);
    gtk_label_set_text(GTK_LABEL(m_size_label), unbroken(facts).c_str());

    std::string obstacle = words_for(seen.obstacle);
    if (obstacle.empty() && seen.reduced && values.upload_format != UploadFormat::Auto)
        obstacle = _("So large a picture must be reduced: choose the upload format Automatic.");
    gtk_label_set_text(GTK_LABEL(m_obstacle), obstacle.c_str());
    gtk_widget_set_visible(m_new_image, seen.obstacle == Obstacle::NoNewColours);
    gtk_widget_set_visible(m_obstacle_box, !obstacle.empty());
    gtk_dialog_set_response_sensitive(GTK_DIALOG(m_dialog), GTK_RESPONSE_OK, obstacle.empty());
    tell_price(obstacle.empty() ? price_words(seen, values) : "", seen.images);
}

void Gimp2Dialog::tell_price(const std::string& words, int images) {
    gtk_label_set_text(GTK_LABEL(m_price), words.c_str());
    m_images = images;
}

GdkRectangle Gimp2Dialog::monitor() const {
    GdkScreen* screen = gtk_widget_get_screen(m_dialog);
    GdkWindow* window = gtk_widget_get_window(m_dialog);
    GdkRectangle area;
    gdk_screen_get_monitor_geometry(
        screen, window ? gdk_screen_get_monitor_at_window(screen, window) : 0, &area);
    return area;
}

void Gimp2Dialog::fit_screen() {
    gtk_widget_set_size_request(m_scrolled, -1, 1);
    GtkRequisition whole, wanted;
    gtk_widget_size_request(m_dialog, &whole);
    gtk_widget_size_request(m_content, &wanted);
    const int room = monitor().height - kPanels - whole.height;
    gtk_widget_set_size_request(m_scrolled, -1,
                                std::max(kPromptHeight, std::min(room, wanted.height)));
    if (m_settling == 0) m_settling = g_timeout_add(kSettling, on_settled, this);
}

gboolean Gimp2Dialog::on_settled(gpointer self) noexcept {
    guard([&] {
        auto* dialog = static_cast<Gimp2Dialog*>(self);
        dialog->m_settling = 0;
        GdkWindow* window = gtk_widget_get_window(dialog->m_dialog);
        if (!window) return;
        GdkRectangle frame;
        gdk_window_get_frame_extents(window, &frame);
        const GdkRectangle area = dialog->monitor();
        // GTK 2 may not know the size of the window's frame.
        const int bottom = area.y + area.height - kPanels / 2;
        if (frame.y + frame.height > bottom)
            gtk_window_move(GTK_WINDOW(dialog->m_dialog), frame.x,
                            std::max(area.y, bottom - frame.height));
    });
    return G_SOURCE_REMOVE;
}

void Gimp2Dialog::focus_on_prompt() {
    m_controls.focus_on_prompt();
    gtk_window_set_default(GTK_WINDOW(m_dialog), nullptr);
}

bool Gimp2Dialog::ask(Parameters& values) {
    show(values);
    GtkWidget* content = gtk_dialog_get_content_area(GTK_DIALOG(m_dialog));
    gtk_widget_set_sensitive(content, TRUE);
    focus_on_prompt();
    int response = kResponseReset;
    for (;;) {
        response = gimp_dialog_run(GIMP_DIALOG(m_dialog));
        if (response == GTK_RESPONSE_HELP) continue;
        if (response == kResponseReset) {
            show(Parameters{});
            continue;
        }
        const int told = m_images;
        m_controls.finish_typing();
        if (response != GTK_RESPONSE_OK) break;
        const bool refused = g_get_monotonic_time() - m_refused <= kReadingTime;
        if (!refused && m_images == told) break;
        if (!refused) tell(_("Check the number of images, then press again."), GTK_MESSAGE_INFO);
        focus_on_prompt();
    }
    // Keep what was entered even if the dialog is closed.
    values = m_controls.shown();
    gtk_widget_hide(m_message_box);
    if (response != GTK_RESPONSE_OK) return false;
    // frozen, because the run that follows uses these values
    gtk_widget_set_sensitive(content, FALSE);
    return true;
}

void Gimp2Dialog::tell(const std::string& message, GtkMessageType type) {
    gtk_image_set_from_stock(GTK_IMAGE(m_message_icon),
                             type == GTK_MESSAGE_ERROR     ? GTK_STOCK_DIALOG_ERROR
                             : type == GTK_MESSAGE_WARNING ? GTK_STOCK_DIALOG_WARNING
                                                           : GTK_STOCK_DIALOG_INFO,
                             GTK_ICON_SIZE_LARGE_TOOLBAR);
    gtk_label_set_text(GTK_LABEL(m_message), message.c_str());
    gtk_widget_show(m_message_box);
    fit_screen();
}

}  // namespace

std::unique_ptr<Dialog> make_dialog(ImageId image, const Subject::Chosen& chosen) {
    return std::make_unique<Gimp2Dialog>(image, chosen);
}

}  // namespace upscale
