// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/host.hpp"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <utility>

#include "base/utf8.hpp"
#include "common/gobject_ptr.hpp"
#include "common/help.hpp"
#include "common/runs/read_pixels.hpp"
#include "common/words/i18n.hpp"
#include "gimp3/copies.hpp"
#include "state/journal.hpp"

namespace upscale {
namespace {

// A larger layer is not compared with its kept pixels each time that the window gets the focus.
constexpr double kMostLooked = 8e6;  // pixels

std::vector<ItemId> selected_layers(GimpImage* image) {
    std::vector<ItemId> ids;
    const ArrayPtr<GimpLayer*> layers(gimp_image_get_selected_layers(image));
    for (int i = 0; layers && layers[i]; ++i) ids.push_back(gimp_item_get_id(GIMP_ITEM(layers[i])));
    return ids;
}

/// Counts the layers at every depth, and notes which of them are results.
void collect(GimpItem** items, Editor& editor, Subject& subject) {
    for (; items && *items; ++items) {
        ++subject.layers_in_image;
        const ItemId id = gimp_item_get_id(*items);
        if (const auto name = result_named_by(editor.parasite_on_layer(id, kLayerParasite))) {
            subject.results.push_back(*name);
            subject.result_layers.push_back(id);
        }
        if (!gimp_item_is_group(*items)) continue;
        const ArrayPtr<GimpItem*> children(gimp_item_get_children(*items));
        collect(children.get(), editor, subject);
    }
}

/// Identifies an image. If it is a file, the text is the same in another session of GIMP.
std::string key_of(GimpImage* image) {
    for (GFile* file : {gimp_image_get_file(image), gimp_image_get_imported_file(image)})
        if (file) return adopt(g_file_get_uri(file)).get();
    return editor_session() + " " + std::to_string(gimp_image_get_id(image));
}

Subject::Layer layer_of(GimpItem* item) {
    Rect bounds;
    gimp_drawable_get_offsets(GIMP_DRAWABLE(item), &bounds.x, &bounds.y);
    bounds.width = gimp_drawable_get_width(GIMP_DRAWABLE(item));
    bounds.height = gimp_drawable_get_height(GIMP_DRAWABLE(item));
    return {gimp_item_get_id(item), adopt(gimp_item_get_name(item)).get(), bounds,
            gimp_item_get_tattoo(item)};
}

}  // namespace

Gimp3Host::Gimp3Host(ImageId image, std::vector<ItemId> drawables)
    : m_image(image), m_drawables(std::move(drawables)) {
    if (gimp_image_id_is_valid(image)) m_selected = selected_layers(gimp_image_get_by_id(image));
    if (m_drawables.empty()) m_drawables = m_selected;
}

std::vector<ItemId> Gimp3Host::chosen() {
    const auto now = selected_layers(gimp_image_get_by_id(m_image));
    if (now != m_selected) {
        m_selected = now;
        m_drawables = now;
    }
    std::erase_if(m_drawables, [](ItemId id) { return !gimp_item_id_is_layer(id); });
    return m_drawables;
}

Subject Gimp3Host::subject() {
    Subject subject;
    if (!gimp_image_id_is_valid(m_image)) return subject;
    GimpImage* const image = gimp_image_get_by_id(m_image);
    subject.image = m_image;
    subject.name = adopt(gimp_image_get_name(image)).get();
    subject.key = key_of(image);
    subject.canvas = {gimp_image_get_width(image), gimp_image_get_height(image)};
    subject.takes_links = m_editor.has_link_layers();
    double across = 0, down = 0;
    if (gimp_image_get_resolution(image, &across, &down)) subject.ppi = across;
    subject.indexed = gimp_image_get_base_type(image) == GIMP_INDEXED;
    const ArrayPtr<GimpLayer*> layers(gimp_image_get_layers(image));
    collect(reinterpret_cast<GimpItem**>(layers.get()), m_editor, subject);
    for (const ItemId id : chosen())
        subject.chosen.push_back(chosen_of(
            m_editor, m_image, id, [](ItemId item) { return layer_of(gimp_item_get_by_id(item)); },
            kMostLooked));
    gboolean exists = FALSE;
    int left = 0, top = 0, right = 0, bottom = 0;
    gimp_selection_bounds(image, &exists, &left, &top, &right, &bottom);
    if (exists) subject.selection = Rect{left, top, right - left, bottom - top};
    return subject;
}

GtkWidget* Gimp3Host::new_dialog(const char* title, const char* role, const char* help_id) {
    GtkWidget* dialog = new_help_dialog(title, role, help_id);
    // A click on the image must not put it behind GIMP's window. Under Wayland the compositor
    // decides; GIMP 3.0 and later hand it their window there too.
    if (GimpDisplay* display = gimp_default_display())
        gimp_window_set_transient_for_display(GTK_WINDOW(dialog), display);
    return dialog;
}

GtkWidget* Gimp3Host::new_spin_scale(GtkAdjustment* adjustment, const char* label) {
    return gimp_spin_scale_new(adjustment, label, 0);
}

void Gimp3Host::show_progress(const std::string& text, double fraction) {
    if (!m_progress) {
        gimp_progress_init(_("Ideogram Upscale"));
        m_progress = true;
    }
    if (text != m_progress_text) gimp_progress_set_text(text.c_str());
    m_progress_text = text;
    if (fraction >= 0)
        gimp_progress_update(fraction);
    else
        gimp_progress_pulse();
}

void Gimp3Host::end_progress() {
    if (std::exchange(m_progress, false)) gimp_progress_end();
    m_progress_text.clear();
}

Status Gimp3Host::open_file(const std::string& path) {
    const auto file = adopt(g_file_new_for_path(path.c_str()));
    GimpImage* const image = gimp_file_load(GIMP_RUN_INTERACTIVE, file.get());
    if (!image)
        return Error{.kind = ErrorKind::LocalIo,
                     .detail = "GIMP cannot open the file " + printable_line(path)};
    gimp_image_clean_all(image);  // GIMP 3.0 takes what a plug-in has loaded for changed
    gimp_display_new(image);
    gimp_displays_flush();
    return Done{};
}

std::vector<std::string> Gimp3Host::files_of_open_images(const std::string& folder) {
    return upscale::files_of_open_images(folder);
}

std::vector<std::string> Gimp3Host::files_of_selected_layers(const std::string& folder) {
    return upscale::files_of_selected_layers(folder);
}

void Gimp3Host::tell(const std::string& text) { gimp_message(text.c_str()); }

}  // namespace upscale
