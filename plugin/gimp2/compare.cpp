// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/compare.hpp"

#include <gdk/gdkkeysyms.h>
#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "common/boundary.hpp"
#include "common/dialogs/wrapped_label.hpp"
#include "common/gobject_ptr.hpp"
#include "common/help.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "gimp2/dialog_controls.hpp"
#include "presentation/comparison.hpp"

namespace upscale {
namespace {

constexpr int kKeepAll = 1, kKeepThis = 2;  // responses

// pixels
constexpr int kNameWidth = 300;

/// True for a layer of this image; not for one that the user deleted or undid, although GIMP keeps
/// that for its undo history.
bool is_layer_of(ImageId image, ItemId layer) {
    if (!gimp_image_is_valid(image) || !gimp_item_is_valid(layer)) return false;
    gimp_image_get_item_position(image, layer);
    return gimp_get_pdb_status() == GIMP_PDB_SUCCESS;
}

class CompareDialog {
  public:
    CompareDialog(ImageId image, ComparedLayers layers);
    CompareDialog(const CompareDialog&) = delete;
    CompareDialog& operator=(const CompareDialog&) = delete;
    ~CompareDialog() { gtk_widget_destroy(m_dialog); }

    void run();

  private:
    GtkWidget* make_buttons();
    void next() {
        look([&] { m_comparison.show_next(); });
    }
    void previous() {
        look([&] { m_comparison.show_previous(); });
    }
    void before() {
        const bool wanted = gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(m_before));
        if (wanted != m_comparison.is_before()) look([&] { m_comparison.show_before(wanted); });
    }
    template <class Change>
    void look(Change change);
    /// False: nothing is left to compare.
    bool forget_gone();
    /// Makes layers visible and invisible, without steps in the undo history.
    void apply();
    void show_words();
    void keep_only_shown();

    static gboolean on_key(GtkWidget*, GdkEventKey* event, gpointer self) noexcept;

    ImageId m_image;
    Comparison m_comparison;
    GtkWidget* m_dialog;
    GtkWidget* m_title;
    GtkWidget* m_name;
    GtkWidget* m_previous = nullptr;
    GtkWidget* m_next = nullptr;
    GtkWidget* m_before = nullptr;
};

CompareDialog::CompareDialog(ImageId image, ComparedLayers layers)
    : m_image(image),
      m_comparison(std::move(layers)),
      m_dialog(
          new_help_dialog(_("Ideogram Upscale"), "ideogram-upscale-compare", kUpscaleProcedure)),
      m_title(gtk_label_new(nullptr)),
      m_name(make_wrapped_label(kNameWidth)) {
    gimp_dialog_add_buttons(GIMP_DIALOG(m_dialog), _("Keep _All"), kKeepAll, _("_Keep This One"),
                            kKeepThis, nullptr);
    gimp_window_set_transient(GTK_WINDOW(m_dialog));
    gtk_window_set_resizable(GTK_WINDOW(m_dialog), FALSE);

    gtk_misc_set_alignment(GTK_MISC(m_title), 0.0, 0.5);
    gimp_label_set_attributes(GTK_LABEL(m_title), PANGO_ATTR_WEIGHT, PANGO_WEIGHT_BOLD, -1);
    gtk_label_set_line_wrap_mode(GTK_LABEL(m_name), PANGO_WRAP_WORD_CHAR);
    GtkWidget* box = gtk_vbox_new(FALSE, kRowSpacing);
    gtk_container_set_border_width(GTK_CONTAINER(box), kSpacing);
    gtk_box_pack_start(GTK_BOX(box), m_title, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(box), m_name, FALSE, FALSE, 0);
    gtk_box_pack_start(GTK_BOX(box), make_buttons(), FALSE, FALSE, kSpacing - kRowSpacing);
    gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(m_dialog))), box, TRUE, TRUE,
                       0);
    g_signal_connect(m_dialog, "key-press-event", G_CALLBACK(on_key), this);
    gtk_widget_show_all(box);
}

GtkWidget* CompareDialog::make_buttons() {
    GtkWidget* row = gtk_hbox_new(TRUE, kRowSpacing);
    m_previous = gtk_button_new_with_mnemonic(_("Show _Previous"));
    m_next = gtk_button_new_with_mnemonic(_("Show _Next"));
    m_before = gtk_toggle_button_new_with_mnemonic(_("_Before"));
    gimp_help_set_help_data(m_before, _("Shows the image as it was without these variations"),
                            nullptr);
    const auto on_previous = +[](GtkWidget*, gpointer self) noexcept {
        guard([&] { static_cast<CompareDialog*>(self)->previous(); });
    };
    const auto on_next = +[](GtkWidget*, gpointer self) noexcept {
        guard([&] { static_cast<CompareDialog*>(self)->next(); });
    };
    const auto on_before = +[](GtkWidget*, gpointer self) noexcept {
        guard([&] { static_cast<CompareDialog*>(self)->before(); });
    };
    g_signal_connect(m_previous, "clicked", G_CALLBACK(on_previous), this);
    g_signal_connect(m_next, "clicked", G_CALLBACK(on_next), this);
    g_signal_connect(m_before, "toggled", G_CALLBACK(on_before), this);
    for (GtkWidget* button : {m_previous, m_next, m_before})
        gtk_box_pack_start(GTK_BOX(row), button, TRUE, TRUE, 0);
    return row;
}

gboolean CompareDialog::on_key(GtkWidget* dialog, GdkEventKey* event, gpointer self) noexcept {
    return guard(gboolean{FALSE}, [&]() -> gboolean {
        if (event->keyval != GDK_KEY_Left && event->keyval != GDK_KEY_Right) return FALSE;
        const bool mirrored = gtk_widget_get_direction(dialog) == GTK_TEXT_DIR_RTL;
        auto* compare = static_cast<CompareDialog*>(self);
        if ((event->keyval == GDK_KEY_Right) != mirrored)
            compare->next();
        else
            compare->previous();
        return TRUE;
    });
}

bool CompareDialog::forget_gone() {
    return m_comparison.forget_gone([&](ItemId layer) { return is_layer_of(m_image, layer); });
}

template <class Change>
void CompareDialog::look(Change change) {
    if (!forget_gone()) {
        gtk_dialog_response(GTK_DIALOG(m_dialog), GTK_RESPONSE_CLOSE);
        return;
    }
    change();
    apply();
    show_words();
}

void CompareDialog::apply() {
    // Nothing is recorded while the history is frozen. What is visible now is part of no other
    // step, so undo and redo of the import find the layers as they expect them.
    gimp_image_undo_freeze(m_image);
    for (const auto& [layer, visible] : m_comparison.visibilities())
        gimp_item_set_visible(layer, visible);
    gimp_image_undo_thaw(m_image);
    gimp_displays_flush();
}

void CompareDialog::show_words() {
    const bool before = m_comparison.is_before();
    const auto number = static_cast<int>(m_comparison.position()) + 1;
    const auto count = static_cast<int>(m_comparison.count());
    // Translators: the number of the variation that is shown, and how many there are
    const std::string variation = format(_("Variation %d of %d"), number, count);
    gtk_label_set_text(GTK_LABEL(m_title), before ? _("Before") : variation.c_str());
    const CharPtr name = adopt(gimp_item_get_name(m_comparison.shown()));
    gtk_label_set_text(GTK_LABEL(m_name), name.get());
    gtk_widget_set_sensitive(m_name, !before);
    gtk_widget_set_sensitive(m_previous, count > 1);
    gtk_widget_set_sensitive(m_next, count > 1);
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(m_before), before);
    gtk_dialog_set_response_sensitive(GTK_DIALOG(m_dialog), kKeepThis, !before);
}

void CompareDialog::keep_only_shown() {
    gimp_image_undo_group_start(m_image);
    for (const ItemId other : m_comparison.others()) gimp_image_remove_layer(m_image, other);
    gimp_image_undo_group_end(m_image);
}

void CompareDialog::run() {
    show_words();
    gtk_widget_grab_focus(m_next);  // a stray Enter or Space only shows another one
    const int response = run_help_dialog(m_dialog);
    if (!forget_gone()) return;
    m_comparison.show_before(false);
    apply();
    if (response == kKeepThis) keep_only_shown();
    gimp_image_set_active_layer(m_image, m_comparison.shown());
    gimp_displays_flush();
}

/// The layers to compare; nullopt if there is nothing to compare.
std::optional<ComparedLayers> compared(const Report& report) {
    if (report.layers.size() < 2) return std::nullopt;
    const ItemId group = gimp_item_get_parent(report.layers.front());
    const bool together = std::ranges::all_of(
        report.layers, [&](ItemId layer) { return gimp_item_get_parent(layer) == group; });
    if (group == -1 || !together || !gimp_item_get_visible(group)) return std::nullopt;
    return ComparedLayers{group, report.layers, report.hidden};
}

}  // namespace

void compare_results(Report& report) noexcept {
    guard([&] {
        const auto layers = compared(report);
        if (!layers) return;
        const ImageId image = gimp_item_get_image(layers->group);
        CompareDialog(image, *layers).run();
        std::erase_if(report.layers, [&](ItemId layer) { return !is_layer_of(image, layer); });
    });
}

}  // namespace upscale
