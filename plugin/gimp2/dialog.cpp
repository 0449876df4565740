// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/dialog.hpp"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "common/boundary.hpp"
#include "common/gobject_ptr.hpp"
#include "common/help.hpp"
#include "common/i18n.hpp"
#include "common/procedure.hpp"
#include "image/upload_encoder.hpp"

namespace upscale {
namespace {

constexpr int kResponseReset = 1;

// pixels
constexpr int kBorder = 12, kSpacing = 12, kRowSpacing = 6;
constexpr int kPreviewSide = 48;
constexpr int kTextWidth = 380;  // GTK 2 wraps a label at its requested width
constexpr int kPromptHeight = 64, kTextMargin = 4;
constexpr int kScaleWidth = 180;

constexpr int kPanels = 80;  // what title bar and panels take of a screen's height

constexpr int kSpinChars = 5;

constexpr guint kSettling = 150;  // milliseconds that a window manager needs for a new size

/// A press that comes sooner after a message than this was made without it, in microseconds.
constexpr gint64 kReadingTime = 700'000;

/// What the upscaler promises; the true size is known when the result is there.
constexpr int kUsualFactor = 2;

/// A dialog's table with a label in the first of three columns.
struct Grid {
    GtkWidget* table;
    int row = 0;

    explicit Grid(int rows) : table(gtk_table_new(rows, 3, FALSE)) {
        gtk_table_set_col_spacings(GTK_TABLE(table), kRowSpacing);
        gtk_table_set_row_spacings(GTK_TABLE(table), kRowSpacing);
    }
    GtkTable* operator*() const { return GTK_TABLE(table); }
};

class Gimp2Dialog final : public Dialog {
  public:
    Gimp2Dialog(ImageId image, ItemId drawable);
    Gimp2Dialog(const Gimp2Dialog&) = delete;
    Gimp2Dialog& operator=(const Gimp2Dialog&) = delete;
    ~Gimp2Dialog() override {
        if (m_settling != 0) g_source_remove(m_settling);
        gtk_widget_destroy(m_dialog);
    }

    bool ask(Parameters& values) override;
    void tell(const std::string& message, GtkMessageType type) override;
    GtkWindow* window() override { return GTK_WINDOW(m_dialog); }

  private:
    /// How a parameter gets into its widget and back.
    struct Control {
        std::function<void(const Parameters&)> show;
        std::function<void(Parameters&)> take;
    };

    GtkWidget* make_message_box();
    GtkWidget* make_scrolled();
    GtkWidget* make_obstacle_box();
    GtkWidget* make_source_box();
    GtkWidget* make_main_grid();
    GtkWidget* make_advanced();

    /// A label in the first column and `widget` in the others; returns the label.
    GtkWidget* add_row(Grid& grid, const Parameter& entry, GtkWidget* widget, float yalign);
    GtkWidget* add_combo(Grid& grid, const char* name);
    void add_hint(Grid& grid);
    void add_prompt(Grid& grid);
    void add_scale(Grid& grid, const char* name);
    void add_check(Grid& grid, const char* name);
    void add_seed(Grid& grid);
    /// Has a field keep its number, and say why, when what is typed is out of range.
    void guard_entry(GtkWidget* spin, const Parameter& entry);

    void show(const Parameters& values);
    Parameters shown() const;
    /// Makes what depends on other choices follow them.
    void refresh();
    /// What the layer's size becomes, and whether it can be sent at all.
    void show_facts(const Parameters& values);
    /// Keeps message and buttons on the screen: the rest scrolls where it must.
    void fit_screen();
    GdkRectangle monitor() const;
    /// A stray Enter or Space must not pay.
    void focus_on_prompt();
    /// Moves a window that grew beyond the screen's lower edge up.
    static gboolean on_settled(gpointer self) noexcept;
    static void on_change(GtkWidget*, gpointer self) noexcept {
        guard([&] { static_cast<Gimp2Dialog*>(self)->refresh(); });
    }
    static void on_expand(GtkWidget*, GParamSpec*, gpointer self) noexcept {
        guard([&] { static_cast<Gimp2Dialog*>(self)->fit_screen(); });
    }
    static void on_new_image(GtkWidget*, gpointer self) noexcept {
        guard([&] {
            gimp_int_combo_box_set_active(
                GIMP_INT_COMBO_BOX(static_cast<Gimp2Dialog*>(self)->m_placement),
                Placement::NewImage);
        });
    }
    static gint on_input(GtkSpinButton* spin, gdouble* number, gpointer self) noexcept;

    ItemId m_drawable;
    Size m_layer;          // the whole layer, pixels
    Size m_selection;      // the selected part's bounding box; the whole layer without a selection
    bool m_indexed;        // the image has a palette
    guint m_settling = 0;  // the timer of on_settled()
    gint64 m_refused = 0;  // when an entry was last refused
    std::vector<Control> m_controls;
    /// A field for a number.
    struct Spin {
        GtkSpinButton* widget;
        std::string label;
    };
    std::vector<Spin> m_spins;
    /// Lines the widgets up across the two grids.
    ObjectPtr<GtkSizeGroup> m_labels = adopt(gtk_size_group_new(GTK_SIZE_GROUP_HORIZONTAL));

    GtkWidget* m_dialog;
    GtkWidget* m_message_box = nullptr;
    GtkWidget* m_message_icon = nullptr;
    GtkWidget* m_message = nullptr;
    GtkWidget* m_scrolled = nullptr;
    GtkWidget* m_content = nullptr;  // what scrolls
    GtkWidget* m_obstacle_box = nullptr;
    GtkWidget* m_obstacle = nullptr;   // why it cannot begin
    GtkWidget* m_new_image = nullptr;  // the way around it
    GtkWidget* m_placement = nullptr;
    GtkWidget* m_size_label = nullptr;
    GtkWidget* m_engine_hint = nullptr;
    GtkWidget* m_prompt = nullptr;
    std::vector<GtkWidget*> m_ideogram_only;  // of no use on this computer
};

/// A parameter's label without its mnemonic.
std::string plain_label(const Parameter& entry) {
    std::string label = _(entry.label);
    std::erase(label, '_');
    return label;
}

void describe_widget(GtkWidget* widget, const Parameter& entry) {
    gimp_help_set_help_data(widget, _(entry.help), nullptr);
    atk_object_set_name(gtk_widget_get_accessible(widget), plain_label(entry).c_str());
}

GtkWidget* make_text(int width) {
    GtkWidget* text = gtk_label_new(nullptr);
    gtk_label_set_line_wrap(GTK_LABEL(text), TRUE);
    gtk_label_set_line_wrap_mode(GTK_LABEL(text), PANGO_WRAP_WORD_CHAR);
    gtk_misc_set_alignment(GTK_MISC(text), 0.0, 0.5);
    gtk_widget_set_size_request(text, width, -1);
    return text;
}

Gimp2Dialog::Gimp2Dialog(ImageId image, ItemId drawable)
    : m_drawable(drawable),
      m_layer{gimp_drawable_width(drawable), gimp_drawable_height(drawable)},
      m_selection(m_layer),
      m_indexed(gimp_image_base_type(image) == GIMP_INDEXED),
      m_dialog(new_help_dialog(_("Ideogram Upscale"), "ideogram-upscale", kUpscaleProcedure)) {
    gimp_dialog_add_buttons(GIMP_DIALOG(m_dialog), _("_Reset"), kResponseReset, _("_Cancel"),
                            GTK_RESPONSE_CANCEL, _("_Upscale"), GTK_RESPONSE_OK, nullptr);
    int x = 0, y = 0, width = 0, height = 0;
    if (!gimp_selection_is_empty(image) &&
        gimp_drawable_mask_intersect(drawable, &x, &y, &width, &height))
        m_selection = {width, height};

    auto* dialog = GTK_DIALOG(m_dialog);
    gtk_dialog_set_alternative_button_order(dialog, GTK_RESPONSE_OK, kResponseReset,
                                            GTK_RESPONSE_CANCEL, -1);
    gimp_window_set_transient(GTK_WINDOW(m_dialog));

    GtkWidget* box = gtk_vbox_new(FALSE, kSpacing);
    gtk_container_set_border_width(GTK_CONTAINER(box), kBorder);
    gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(dialog)), box, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(box), make_message_box(), FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(box), make_scrolled(), TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(box), make_obstacle_box(), FALSE, FALSE, 0);
    gtk_widget_show_all(box);
}

GtkWidget* Gimp2Dialog::make_scrolled() {
    m_content = gtk_vbox_new(FALSE, kSpacing);
    gtk_box_pack_start(GTK_BOX(m_content), make_source_box(), FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(m_content), make_main_grid(), TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(m_content), make_advanced(), FALSE, FALSE, 0);
    m_scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    auto* scrolled = GTK_SCROLLED_WINDOW(m_scrolled);
    gtk_scrolled_window_set_policy(scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_add_with_viewport(scrolled, m_content);
    GtkWidget* viewport = gtk_bin_get_child(GTK_BIN(m_scrolled));
    gtk_viewport_set_shadow_type(GTK_VIEWPORT(viewport), GTK_SHADOW_NONE);
    // what gets the focus by the keyboard is scrolled to
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
    gtk_label_set_selectable(GTK_LABEL(m_message), TRUE);  // to be copied into a mail or a search
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
            m_drawable, kPreviewSide, kPreviewSide, GIMP_PIXBUF_SMALL_CHECKS)))
        gtk_box_pack_start(GTK_BOX(box), gtk_image_new_from_pixbuf(thumbnail.get()), FALSE, FALSE,
                           0);
    GtkWidget* lines = gtk_vbox_new(FALSE, 0);
    GtkWidget* name = gtk_label_new(adopt(gimp_item_get_name(m_drawable)).get());
    gimp_label_set_attributes(GTK_LABEL(name), PANGO_ATTR_WEIGHT, PANGO_WEIGHT_BOLD, -1);
    gtk_label_set_ellipsize(GTK_LABEL(name), PANGO_ELLIPSIZE_END);
    gtk_misc_set_alignment(GTK_MISC(name), 0.0, 1.0);
    m_size_label = make_text(kTextWidth - kPreviewSide - kSpacing);
    gtk_box_pack_start(GTK_BOX(lines), name, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(lines), m_size_label, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(box), lines, TRUE, TRUE, 0);
    return box;
}

GtkWidget* Gimp2Dialog::make_main_grid() {
    Grid grid(9);
    add_combo(grid, "engine");
    add_hint(grid);
    add_prompt(grid);
    m_ideogram_only.push_back(add_combo(grid, "magic-prompt"));
    add_scale(grid, "num-images");
    add_scale(grid, "resemblance");
    add_scale(grid, "detail");
    add_combo(grid, "region");
    m_placement = add_combo(grid, "placement");
    return grid.table;
}

GtkWidget* Gimp2Dialog::make_advanced() {
    GtkWidget* expander = gtk_expander_new_with_mnemonic(_("Adva_nced"));
    gtk_expander_set_spacing(GTK_EXPANDER(expander), kRowSpacing);
    Grid grid(4);
    add_check(grid, "keep-alpha");
    add_check(grid, "protect-edges");
    add_combo(grid, "upload-format");
    add_seed(grid);
    gtk_container_add(GTK_CONTAINER(expander), grid.table);
    g_signal_connect(expander, "notify::expanded", G_CALLBACK(on_expand), this);
    return expander;
}

GtkWidget* Gimp2Dialog::add_row(Grid& grid, const Parameter& entry, GtkWidget* widget,
                                float yalign) {
    GtkWidget* label = gimp_table_attach_aligned(*grid, 0, grid.row, _(entry.label), 0.0, yalign,
                                                 widget, 2, FALSE);
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), widget);
    gtk_size_group_add_widget(m_labels.get(), label);
    g_object_bind_property(widget, "sensitive", label, "sensitive", G_BINDING_SYNC_CREATE);
    gimp_help_set_help_data(label, _(entry.help), nullptr);
    ++grid.row;
    return label;
}

GtkWidget* Gimp2Dialog::add_combo(Grid& grid, const char* name) {
    const Parameter& entry = parameter(name);
    const auto& kind = std::get<ChoiceParameter>(entry.kind);
    GtkWidget* combo = GTK_WIDGET(g_object_new(GIMP_TYPE_INT_COMBO_BOX, nullptr));
    auto* box = GIMP_INT_COMBO_BOX(combo);
    for (std::size_t i = 0; i < kind.choices.size(); ++i)
        gimp_int_combo_box_append(box, GIMP_INT_STORE_VALUE, static_cast<int>(i),
                                  GIMP_INT_STORE_LABEL, _(kind.choices[i].label), -1);
    describe_widget(combo, entry);
    add_row(grid, entry, combo, 0.5);
    g_signal_connect(combo, "changed", G_CALLBACK(on_change), this);
    m_controls.push_back(
        {[=](const Parameters& values) { gimp_int_combo_box_set_active(box, values.*kind.field); },
         [=](Parameters& values) { gimp_int_combo_box_get_active(box, &(values.*kind.field)); }});
    return combo;
}

void Gimp2Dialog::add_hint(Grid& grid) {
    m_engine_hint = gtk_label_new(nullptr);
    gtk_misc_set_alignment(GTK_MISC(m_engine_hint), 0.0, 0.0);
    gimp_label_set_attributes(GTK_LABEL(m_engine_hint), PANGO_ATTR_STYLE, PANGO_STYLE_ITALIC, -1);
    gtk_table_attach(*grid, m_engine_hint, 1, 3, grid.row, grid.row + 1, GTK_FILL, GTK_FILL, 0, 0);
    gtk_table_set_row_spacing(*grid, grid.row, kSpacing);
    ++grid.row;
}

void Gimp2Dialog::add_prompt(Grid& grid) {
    const Parameter& entry = parameter("prompt");
    const auto& kind = std::get<StringParameter>(entry.kind);
    m_prompt = gtk_text_view_new();
    auto* view = GTK_TEXT_VIEW(m_prompt);
    gtk_text_view_set_wrap_mode(view, GTK_WRAP_WORD_CHAR);
    gtk_text_view_set_accepts_tab(view, FALSE);
    gtk_text_view_set_left_margin(view, kTextMargin);
    gtk_text_view_set_right_margin(view, kTextMargin);
    describe_widget(m_prompt, entry);
    GtkWidget* scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_shadow_type(GTK_SCROLLED_WINDOW(scrolled), GTK_SHADOW_IN);
    gtk_widget_set_size_request(scrolled, -1, kPromptHeight);
    gtk_container_add(GTK_CONTAINER(scrolled), m_prompt);
    GtkWidget* label = add_row(grid, entry, scrolled, 0.0);
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), m_prompt);
    gtk_container_child_set(GTK_CONTAINER(grid.table), scrolled, "y-options", GTK_EXPAND | GTK_FILL,
                            nullptr);  // a taller window is for the prompt
    m_ideogram_only.push_back(scrolled);

    GtkTextBuffer* buffer = gtk_text_view_get_buffer(view);
    m_controls.push_back(
        {[=](const Parameters& values) {
             const std::string& text = values.*kind.field;
             gtk_text_buffer_set_text(buffer, text.data(), static_cast<gint>(text.size()));
         },
         [=](Parameters& values) {
             GtkTextIter start, end;
             gtk_text_buffer_get_bounds(buffer, &start, &end);
             values.*kind.field =
                 adopt(gtk_text_buffer_get_text(buffer, &start, &end, FALSE)).get();
         }});
}

void Gimp2Dialog::add_scale(Grid& grid, const char* name) {
    const Parameter& entry = parameter(name);
    const auto& kind = std::get<IntParameter>(entry.kind);
    const int page = kind.maximum - kind.minimum >= 100 ? 10 : 1;
    GtkObject* adjustment = gimp_scale_entry_new(
        *grid, 0, grid.row, _(entry.label), kScaleWidth, kSpinChars, kind.minimum, kind.minimum,
        kind.maximum, 1, page, 0, TRUE, 0, 0, _(entry.help), nullptr);
    gtk_size_group_add_widget(m_labels.get(), GTK_WIDGET(GIMP_SCALE_ENTRY_LABEL(adjustment)));
    describe_widget(GTK_WIDGET(GIMP_SCALE_ENTRY_SCALE(adjustment)), entry);
    guard_entry(GTK_WIDGET(GIMP_SCALE_ENTRY_SPINBUTTON(adjustment)), entry);
    ++grid.row;
    m_controls.push_back(
        {[=](const Parameters& values) {
             gtk_adjustment_set_value(GTK_ADJUSTMENT(adjustment), values.*kind.field);
         },
         [=](Parameters& values) {
             values.*kind.field =
                 static_cast<int>(gtk_adjustment_get_value(GTK_ADJUSTMENT(adjustment)) + 0.5);
         }});
}

void Gimp2Dialog::add_check(Grid& grid, const char* name) {
    const Parameter& entry = parameter(name);
    const auto& kind = std::get<BoolParameter>(entry.kind);
    GtkWidget* check = gtk_check_button_new_with_mnemonic(_(entry.label));
    gimp_help_set_help_data(check, _(entry.help), nullptr);
    gtk_table_attach(*grid, check, 1, 3, grid.row, grid.row + 1, GTK_FILL, GTK_FILL, 0, 0);
    ++grid.row;
    auto* button = GTK_TOGGLE_BUTTON(check);
    m_controls.push_back(
        {[=](const Parameters& values) {
             gtk_toggle_button_set_active(button, values.*kind.field);
         },
         [=](Parameters& values) { values.*kind.field = gtk_toggle_button_get_active(button); }});
}

void Gimp2Dialog::add_seed(Grid& grid) {
    const Parameter& entry = parameter("seed");
    const auto& kind = std::get<IntParameter>(entry.kind);
    GtkWidget* spin = gtk_spin_button_new_with_range(0, kind.maximum, 1);
    GtkWidget* random = gtk_check_button_new_with_mnemonic(_("Randomi_ze"));
    GtkWidget* box = gtk_hbox_new(FALSE, kRowSpacing);
    gtk_box_pack_start(GTK_BOX(box), spin, TRUE, TRUE, 0);
    gtk_box_pack_start(GTK_BOX(box), random, FALSE, FALSE, 0);
    guard_entry(spin, entry);
    gimp_help_set_help_data(random, _(entry.help), nullptr);
    GtkWidget* label = add_row(grid, entry, box, 0.5);
    gtk_label_set_mnemonic_widget(GTK_LABEL(label), spin);
    g_object_bind_property(
        random, "active", spin, "sensitive",
        static_cast<GBindingFlags>(G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN));
    m_controls.push_back({[=](const Parameters& values) {
                              const int seed = values.*kind.field;
                              gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(random), seed < 0);
                              if (seed >= 0) gtk_spin_button_set_value(GTK_SPIN_BUTTON(spin), seed);
                          },
                          [=](Parameters& values) {
                              values.*kind.field =
                                  gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(random))
                                      ? kind.minimum
                                      : gtk_spin_button_get_value_as_int(GTK_SPIN_BUTTON(spin));
                          }});
}

void Gimp2Dialog::guard_entry(GtkWidget* spin, const Parameter& entry) {
    describe_widget(spin, entry);
    gtk_spin_button_set_update_policy(GTK_SPIN_BUTTON(spin), GTK_UPDATE_IF_VALID);
    g_signal_connect(spin, "input", G_CALLBACK(on_input), this);
    m_spins.push_back({GTK_SPIN_BUTTON(spin), plain_label(entry)});
}

gint Gimp2Dialog::on_input(GtkSpinButton* spin, gdouble*, gpointer self) noexcept {
    guard([&] {
        auto* dialog = static_cast<Gimp2Dialog*>(self);
        double minimum = 0, maximum = 0;
        gtk_spin_button_get_range(spin, &minimum, &maximum);
        char* end = nullptr;
        const char* text = gtk_entry_get_text(GTK_ENTRY(spin));
        const double typed = g_strtod(text, &end);
        if (end != text && *end == '\0' && typed >= minimum && typed <= maximum) return;
        const auto field = std::ranges::find(dialog->m_spins, spin, &Spin::widget);
        dialog->m_refused = g_get_monotonic_time();
        // Translators: the name of a setting; its range
        dialog->tell(adopt(g_strdup_printf(_("%s: %d to %d"), field->label.c_str(),
                                           static_cast<int>(minimum), static_cast<int>(maximum)))
                         .get(),
                     GTK_MESSAGE_WARNING);
    });
    return FALSE;  // GTK reads it; it puts the number back that was there if this one is no good
}

void Gimp2Dialog::show(const Parameters& values) {
    for (const Control& control : m_controls) control.show(values);
    refresh();
}

Parameters Gimp2Dialog::shown() const {
    Parameters values;
    for (const Control& control : m_controls) control.take(values);
    return values;
}

void Gimp2Dialog::refresh() {
    const Parameters values = shown();
    const bool local = values.engine == Engine::Local;
    gtk_label_set_text(GTK_LABEL(m_engine_hint),
                       local
                           ? _("Nothing leaves this computer.")
                           : _("The layer is uploaded to 1min.ai. Each variation costs credits."));
    for (GtkWidget* widget : m_ideogram_only) gtk_widget_set_sensitive(widget, !local);

    show_facts(values);
    fit_screen();
}

void Gimp2Dialog::show_facts(const Parameters& values) {
    const Size size = values.region == Region::Selection ? m_selection : m_layer;
    const Size sent = sendable_size(size);
    const bool local = values.engine == Engine::Local;
    std::string facts = adopt(g_strdup_printf(_("%d × %d pixels"), size.width, size.height)).get();
    if (sent != size)
        facts += adopt(g_strdup_printf(
                           local ? _(", reduced to %d × %d") : _(", sent reduced to %d × %d"),
                           sent.width, sent.height))
                     .get();
    facts += values.placement == Placement::Fit
                 ? _(", more detail at the same size")
                 : adopt(g_strdup_printf(_(", upscaled to about %d × %d"),
                                         sent.width * kUsualFactor, sent.height * kUsualFactor))
                       .get();
    gtk_label_set_text(GTK_LABEL(m_size_label), facts.c_str());

    const bool no_colours = m_indexed && values.placement != Placement::NewImage;
    const char* obstacle = nullptr;
    if (no_colours)
        obstacle = _("An indexed image takes no new colours: choose New image.");
    else if (!check_enlarged(size, sent))
        obstacle =
            _("So large a picture cannot come back larger: select a part of it and choose "
              "the region Selection.");
    else if (sent != size && values.upload_format != UploadFormat::Auto)
        obstacle = _("So large a picture must be reduced: choose the upload format Automatic.");
    gtk_label_set_text(GTK_LABEL(m_obstacle), obstacle ? obstacle : "");
    gtk_widget_set_visible(m_new_image, no_colours);
    gtk_widget_set_visible(m_obstacle_box, obstacle != nullptr);
    gtk_dialog_set_response_sensitive(GTK_DIALOG(m_dialog), GTK_RESPONSE_OK, !obstacle);
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
        // GTK 2 may not know how large the frame is
        const int bottom = area.y + area.height - kPanels / 2;
        if (frame.y + frame.height > bottom)
            gtk_window_move(GTK_WINDOW(dialog->m_dialog), frame.x,
                            std::max(area.y, bottom - frame.height));
    });
    return G_SOURCE_REMOVE;
}

void Gimp2Dialog::focus_on_prompt() {
    gtk_widget_grab_focus(m_prompt);
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
        for (const Spin& spin : m_spins) gtk_spin_button_update(spin.widget);
        if (response != GTK_RESPONSE_OK || g_get_monotonic_time() - m_refused > kReadingTime) break;
        focus_on_prompt();
    }
    // also when it is closed: what was typed is not lost
    values = shown();
    gtk_widget_hide(m_message_box);
    if (response != GTK_RESPONSE_OK) return false;
    gtk_widget_set_sensitive(content, FALSE);  // the run that follows works on these values
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

std::unique_ptr<Dialog> make_dialog(ImageId image, ItemId drawable) {
    return std::make_unique<Gimp2Dialog>(image, drawable);
}

}  // namespace upscale
