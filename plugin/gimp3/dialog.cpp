// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/dialog.hpp"

#include <libgimp/gimpui.h>

#include "common/boundary.hpp"
#include "common/gobject_ptr.hpp"
#include "common/i18n.hpp"
#include "gimp3/config.hpp"
#include "image/bitmap.hpp"

namespace upscale {
namespace {

constexpr int kWidth = 460;        // pixels; the longest hint fits, so that the width stays
constexpr int kThumbnail = 64;     // pixels a side
constexpr int kPromptHeight = 60;  // pixels, about three lines
constexpr int kTextWidth = 52;     // characters, where texts wrap

template <class... Values>
std::string format(const char* pattern, Values... values) {
    return adopt(g_strdup_printf(pattern, values...)).get();
}

GtkWidget* new_box(GtkOrientation orientation, int spacing) {
    return gtk_box_new(orientation, spacing);
}

void pack(GtkWidget* box, GtkWidget* child, bool expand = false) {
    gtk_box_pack_start(GTK_BOX(box), child, expand, expand, 0);
}

GtkWidget* new_text(const char* text = "") {
    GtkWidget* label = gtk_label_new(text);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(label), kTextWidth);
    return label;
}

/// A quieter line that explains the widget above it.
GtkWidget* new_hint() {
    GtkWidget* label = new_text();
    gimp_label_set_attributes(GTK_LABEL(label), PANGO_ATTR_SCALE, PANGO_SCALE_SMALL, -1);
    gtk_style_context_add_class(gtk_widget_get_style_context(label), GTK_STYLE_CLASS_DIM_LABEL);
    return label;
}

/// What will be upscaled, as the dialog tells it.
struct Subject {
    std::string name;
    GimpDrawable* drawable = nullptr;  ///< the first; may be NULL
    int more = 0;                      ///< how many others
    Size layer;
    Size selected;  ///< of the part in the selection's bounding box; 0 × 0 if nothing is selected
    bool indexed = false;
};

Subject subject_of(GimpImage* image, GimpDrawable** drawables) {
    Subject subject;
    subject.indexed = gimp_image_get_base_type(image) == GIMP_INDEXED;
    if (!drawables || !drawables[0]) return subject;
    subject.drawable = drawables[0];
    subject.name = adopt(gimp_item_get_name(GIMP_ITEM(drawables[0]))).get();
    subject.layer = {gimp_drawable_get_width(drawables[0]), gimp_drawable_get_height(drawables[0])};
    Rect part;
    if (!gimp_selection_is_empty(image) &&
        gimp_drawable_mask_intersect(drawables[0], &part.x, &part.y, &part.width, &part.height))
        subject.selected = {part.width, part.height};
    while (drawables[subject.more + 1]) ++subject.more;
    return subject;
}

class Gimp3Dialog : public Dialog {
  public:
    Gimp3Dialog(GimpProcedure* procedure, GimpProcedureConfig* config, Subject subject)
        : m_config(config),
          m_subject(std::move(subject)),
          m_dialog(GIMP_PROCEDURE_DIALOG(
              gimp_procedure_dialog_new(procedure, config, _("Ideogram Upscale")))) {
        gimp_procedure_dialog_set_ok_label(m_dialog, _("_Upscale"));
        GtkWidget* area = gtk_dialog_get_content_area(GTK_DIALOG(m_dialog));
        GtkWidget* page = new_box(GTK_ORIENTATION_VERTICAL, 12);
        pack(page, new_message_bar());
        pack(page, new_header());
        pack(page, new_engine());
        pack(page, new_prompt(), true);
        pack(page, new_amounts());
        pack(page, new_destination());
        pack(page, new_advanced());
        gtk_widget_show_all(page);
        gtk_widget_set_margin_bottom(page, 6);
        gtk_widget_set_size_request(page, kWidth, -1);
        pack(area, page, true);
        // closing the window ends ask(), but while a job runs it must not destroy the window
        g_signal_connect(m_dialog, "delete-event", G_CALLBACK(gtk_true), nullptr);
        g_signal_connect(config, "notify", G_CALLBACK(on_changed), this);
        refresh();
    }
    Gimp3Dialog(const Gimp3Dialog&) = delete;
    Gimp3Dialog& operator=(const Gimp3Dialog&) = delete;
    ~Gimp3Dialog() override {
        g_signal_handlers_disconnect_by_data(m_config, this);
        gtk_widget_destroy(GTK_WIDGET(m_dialog));
    }

    bool ask(Parameters& values) override {
        write_config(m_config, values);
        // a stray Enter or Space must not pay
        gtk_widget_grab_focus(m_prompt_view);
        gtk_window_set_default(window(), nullptr);
        const bool go_on = gimp_procedure_dialog_run(m_dialog);
        gtk_widget_hide(m_message_bar);
        values = read_config(m_config);
        return go_on;
    }

    void tell(const std::string& message, GtkMessageType type) override {
        gtk_info_bar_set_message_type(GTK_INFO_BAR(m_message_bar), type);
        gtk_image_set_from_icon_name(
            GTK_IMAGE(m_message_icon),
            type == GTK_MESSAGE_ERROR ? GIMP_ICON_DIALOG_ERROR : GIMP_ICON_DIALOG_INFORMATION,
            GTK_ICON_SIZE_BUTTON);
        gtk_label_set_text(GTK_LABEL(m_message), message.c_str());
        gtk_widget_show(m_message_bar);
    }

    GtkWindow* window() override { return GTK_WINDOW(m_dialog); }

  private:
    GtkWidget* widget(const char* name, GType type) {
        return gimp_procedure_dialog_get_widget(m_dialog, name, type);
    }
    GtkWidget* combo(const char* name) { return widget(name, GTK_TYPE_COMBO_BOX); }
    GtkWidget* scale(const char* name) {
        return gimp_procedure_dialog_get_scale_entry(m_dialog, name, 1);
    }

    /// Aligns with the labels of the dialog's own rows.
    void align_label(GtkWidget* label) {
        if (!m_labels) {
            m_labels = adopt(gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL));
            gtk_size_group_add_widget(m_labels.get(),
                                      gimp_labeled_get_label(GIMP_LABELED(combo("engine"))));
        }
        gtk_size_group_add_widget(m_labels.get(), label);
    }

    /// A row's widget, with a hint under its right column.
    GtkWidget* with_hint(GtkWidget* row, GtkWidget* hint) {
        GtkWidget* box = new_box(GTK_ORIENTATION_VERTICAL, 3);
        pack(box, row);
        GtkWidget* line = new_box(GTK_ORIENTATION_HORIZONTAL, 6);
        GtkWidget* space = gtk_label_new("");
        align_label(space);
        pack(line, space);
        pack(line, hint, true);
        pack(box, line);
        return box;
    }

    GtkWidget* new_message_bar() {
        m_message_bar = gtk_info_bar_new();
        GtkWidget* area = gtk_info_bar_get_content_area(GTK_INFO_BAR(m_message_bar));
        GtkWidget* icon = m_message_icon = gtk_image_new();
        gtk_widget_set_valign(icon, GTK_ALIGN_START);
        pack(area, icon);
        m_message = new_text();
        gtk_label_set_selectable(GTK_LABEL(m_message), TRUE);
        pack(area, m_message, true);
        gtk_widget_show_all(area);
        gtk_widget_set_no_show_all(m_message_bar, TRUE);
        return m_message_bar;
    }

    GtkWidget* new_header() {
        GtkWidget* row = new_box(GTK_ORIENTATION_HORIZONTAL, 12);
        if (m_subject.drawable) {
            const auto pixels = adopt(gimp_drawable_get_thumbnail(
                m_subject.drawable, kThumbnail, kThumbnail, GIMP_PIXBUF_SMALL_CHECKS));
            if (pixels) pack(row, gtk_image_new_from_pixbuf(pixels.get()));
        }
        GtkWidget* texts = new_box(GTK_ORIENTATION_VERTICAL, 3);
        gtk_widget_set_valign(texts, GTK_ALIGN_CENTER);
        const std::string& first = m_subject.name;
        GtkWidget* name = new_text((m_subject.more > 0
                                        ? format(_("%s and %d more"), first.c_str(), m_subject.more)
                                        : first)
                                       .c_str());
        gtk_label_set_line_wrap(GTK_LABEL(name), FALSE);
        gtk_label_set_ellipsize(GTK_LABEL(name), PANGO_ELLIPSIZE_MIDDLE);
        gimp_label_set_attributes(GTK_LABEL(name), PANGO_ATTR_WEIGHT, PANGO_WEIGHT_BOLD, -1);
        pack(texts, name);
        m_sizes = new_text();
        pack(texts, m_sizes);
        pack(row, texts, true);
        return row;
    }

    GtkWidget* new_engine() {
        m_engine_hint = new_hint();
        return with_hint(combo("engine"), m_engine_hint);
    }

    GtkWidget* new_prompt() {
        const auto buffer = adopt(gimp_prop_text_buffer_new(G_OBJECT(m_config), "prompt", -1));
        GtkWidget* view = m_prompt_view = gtk_text_view_new_with_buffer(buffer.get());
        auto* text = GTK_TEXT_VIEW(view);
        gtk_text_view_set_wrap_mode(text, GTK_WRAP_WORD_CHAR);
        gtk_text_view_set_accepts_tab(text, FALSE);
        gtk_text_view_set_top_margin(text, 3);
        gtk_text_view_set_bottom_margin(text, 3);
        gtk_text_view_set_left_margin(text, 3);
        gtk_text_view_set_right_margin(text, 3);
        gimp_help_set_help_data(view, _(parameter("prompt").help), nullptr);

        GtkWidget* scroll = gtk_scrolled_window_new(nullptr, nullptr);
        auto* scrolled = GTK_SCROLLED_WINDOW(scroll);
        gtk_scrolled_window_set_shadow_type(scrolled, GTK_SHADOW_IN);
        gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
        gtk_scrolled_window_set_min_content_height(scrolled, kPromptHeight);
        gtk_container_add(GTK_CONTAINER(scroll), view);

        GtkWidget* title = gtk_label_new_with_mnemonic(_(parameter("prompt").label));
        gtk_label_set_xalign(GTK_LABEL(title), 0);
        gtk_label_set_mnemonic_widget(GTK_LABEL(title), view);
        m_prompt = new_box(GTK_ORIENTATION_VERTICAL, 6);
        pack(m_prompt, title);
        pack(m_prompt, scroll, true);
        pack(m_prompt, combo("magic-prompt"));
        return m_prompt;
    }

    GtkWidget* new_amounts() {
        GtkWidget* box = new_box(GTK_ORIENTATION_VERTICAL, 6);
        for (const char* name : {"num-images", "resemblance", "detail"}) pack(box, scale(name));
        return box;
    }

    GtkWidget* new_destination() {
        GtkWidget* box = new_box(GTK_ORIENTATION_VERTICAL, 6);
        m_region_hint = new_hint();
        pack(box, with_hint(combo("region"), m_region_hint));
        m_placement_hint = new_hint();
        pack(box, with_hint(combo("placement"), m_placement_hint));
        return box;
    }

    GtkWidget* new_seed() {
        GtkWidget* row = new_box(GTK_ORIENTATION_HORIZONTAL, 6);
        GtkWidget* title = gtk_label_new_with_mnemonic(_(parameter("seed").label));
        gtk_label_set_xalign(GTK_LABEL(title), 0);
        align_label(title);
        pack(row, title);
        m_randomise = gtk_check_button_new_with_label(_("Randomise"));
        gtk_label_set_mnemonic_widget(GTK_LABEL(title), m_randomise);
        gimp_help_set_help_data(m_randomise, _(parameter("seed").help), nullptr);
        g_signal_connect(m_randomise, "toggled", G_CALLBACK(on_randomise), this);
        pack(row, m_randomise);
        m_seed = gimp_prop_spin_button_new(G_OBJECT(m_config), "seed", 1, 1000, 0);
        pack(row, m_seed, true);
        return row;
    }

    GtkWidget* new_advanced() {
        GtkWidget* box = new_box(GTK_ORIENTATION_VERTICAL, 6);
        pack(box, new_seed());
        pack(box, combo("upload-format"));
        for (const char* name : {"keep-alpha", "protect-edges"})
            pack(box, widget(name, GTK_TYPE_CHECK_BUTTON));
        GtkWidget* expander = gtk_expander_new_with_mnemonic(_("Adva_nced"));
        gtk_widget_set_margin_top(box, 6);
        gtk_container_add(GTK_CONTAINER(expander), box);
        gtk_expander_set_resize_toplevel(GTK_EXPANDER(expander), TRUE);
        return expander;
    }

    /// Makes everything that depends on values fit them.
    void refresh() {
        const Parameters values = read_config(m_config);
        const bool local = values.engine == Engine::Local;
        gtk_label_set_text(
            GTK_LABEL(m_engine_hint),
            local ? _("Nothing leaves this computer.")
                  : _("The layer is uploaded to 1min.ai. Each variation costs credits."));
        gtk_widget_set_sensitive(m_prompt, !local);

        const bool selected = m_subject.selected.width > 0;
        const bool part = values.region == Region::Selection && selected;
        show_hint(m_region_hint, values.region == Region::Selection && !selected
                                     ? _("Nothing of it is selected: the whole layer is taken.")
                                     : nullptr);
        show_hint(m_placement_hint, m_subject.indexed && values.placement != Placement::NewImage
                                        ? _("A palette takes no new colours: choose New image.")
                                        : nullptr);
        gtk_label_set_text(GTK_LABEL(m_sizes), sizes(values, part).c_str());

        const bool random = values.seed < 0;
        gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_randomise), random);
        gtk_widget_set_sensitive(m_seed, !random);
        gtk_widget_set_opacity(m_seed, random ? 0 : 1);  // hidden, but keeps its place
        if (!random) m_last_seed = values.seed;
    }

    std::string sizes(const Parameters& values, bool part) const {
        if (m_subject.more > 0) return _("Each is upscaled on its own, to about twice its size.");
        const Size from = part ? m_subject.selected : m_subject.layer;
        return format(values.placement == Placement::Fit
                          ? _("%d × %d pixels, more detail at the same size")
                          : _("%d × %d pixels, upscaled to about %d × %d"),
                      from.width, from.height, 2 * from.width, 2 * from.height);
    }

    static void show_hint(GtkWidget* hint, const char* text) {
        if (text) gtk_label_set_text(GTK_LABEL(hint), text);
        gtk_widget_set_visible(gtk_widget_get_parent(hint), text != nullptr);
    }

    static void on_changed(GObject*, GParamSpec*, gpointer self) noexcept {
        guard([&] { static_cast<Gimp3Dialog*>(self)->refresh(); });
    }

    static void on_randomise(GtkToggleButton* button, gpointer data) noexcept {
        auto* self = static_cast<Gimp3Dialog*>(data);
        int seed = -1;
        g_object_get(self->m_config, "seed", &seed, nullptr);
        const bool random = gtk_toggle_button_get_active(button);
        if (random == (seed < 0)) return;
        g_object_set(self->m_config, "seed", random ? -1 : self->m_last_seed, nullptr);
    }

    GimpProcedureConfig* m_config;
    Subject m_subject;
    GimpProcedureDialog* m_dialog;
    ObjectPtr<GtkSizeGroup> m_labels;
    GtkWidget* m_message_bar = nullptr;
    GtkWidget* m_message_icon = nullptr;
    GtkWidget* m_message = nullptr;
    GtkWidget* m_sizes = nullptr;
    GtkWidget* m_engine_hint = nullptr;
    GtkWidget* m_prompt = nullptr;
    GtkWidget* m_prompt_view = nullptr;
    GtkWidget* m_region_hint = nullptr;
    GtkWidget* m_placement_hint = nullptr;
    GtkWidget* m_seed = nullptr;
    GtkWidget* m_randomise = nullptr;
    int m_last_seed = g_random_int_range(0, G_MAXINT);
};

}  // namespace

std::unique_ptr<Dialog> make_dialog(GimpProcedure* procedure, GimpProcedureConfig* config,
                                    GimpImage* image, GimpDrawable** drawables) {
    return std::make_unique<Gimp3Dialog>(procedure, config, subject_of(image, drawables));
}

}  // namespace upscale
