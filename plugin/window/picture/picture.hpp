// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The picture in the window, before and after.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/gobject_ptr.hpp"
#include "window/picture/picture_view.hpp"

namespace upscale {

/// Shows a source and, on the other side of a line that can be dragged, its result: both at the
/// same place and the same scale. Several results are shown side by side, or one of them large. All
/// coordinates are in source pixels.
///
/// In the view: wheel, +, -, 0 and f (fit), Ctrl+1 and, with fewer than two results, 1 (100 %)
/// zoom; dragging and the arrow keys move the picture, Ctrl with arrows the line, Shift with arrows
/// the part. Side by side, the arrow keys choose a result, and Ctrl with arrows moves all of them.
/// 1 to 8 show one of several large. Space shows the source while it is held; Enter adds.
class Picture {
  public:
    Picture();
    Picture(const Picture&) = delete;
    Picture& operator=(const Picture&) = delete;
    ~Picture();

    /// The view and a row of controls below it. Destroyed with this.
    GtkWidget* widget() { return m_box.get(); }
    /// The widget that gets the keyboard.
    GtkWidget* view() { return m_view.widget(); }

    /// `source`: the size of the region. If it differs from before the picture is fitted, else the
    /// zoom is kept.
    void set_before(const Shown& before, Size source);
    /// Empty: only the source is shown, without a line.
    void set_after(const std::optional<Shown>& after);
    /// The same functions as in PictureView.
    void set_results(const std::vector<std::string>& captions, bool keep_large);
    void set_captions(const std::vector<std::string>& captions) { m_view.set_captions(captions); }
    void set_result(std::size_t index, const PictureSurface& picture);
    void choose(const std::vector<std::size_t>& chosen) { m_view.choose(chosen); }
    void show_place(PointF centre) { m_view.show_place(centre); }
    Size cell_size() const { return m_view.cell_size(); }
    /// The result that is shown alone, of several; nullopt: none is.
    std::optional<std::size_t> large() const;
    /// From one of several results back to all of them; false if that is not what is shown.
    bool back();
    /// Called when the user wants this one of several results to be the chosen one.
    std::function<void(std::size_t)> on_result_chosen = [](std::size_t) {};
    /// Called when the user wants the chosen results to be added.
    std::function<void()> on_add = [] {};
    /// Called when a result is shown large, and when all are shown again.
    std::function<void()> on_large = [] {};

    /// Shows the padding that is sent around the region: repeated edges under a hatch.
    /// Call it after set_before().
    void set_padding(std::optional<Frame> frame) { m_view.set_padding(frame); }
    /// Short text over the picture; empty: none.
    void tell(const std::string& text);

    /// The part to try, shown as a frame that can be dragged.
    void set_part(std::optional<Rect> part) { m_view.set_part(part); }
    std::optional<Rect> part() const { return m_view.part(); }
    /// Makes a frame of this size follow the pointer until a click (or Enter, Space) sets the part,
    /// or Escape cancels.
    void start_choosing_part(Size part);
    void stop_choosing_part() { m_view.stop_choosing(); }
    /// Called once when the user has chosen or moved the part.
    std::function<void(Rect)> on_part_chosen;

    /// The visible part of the source; empty as long as the widget has no size.
    Rect visible_part() const { return m_view.visible_part(); }
    /// Called when visible_part() may have changed.
    std::function<void()> on_moved = [] {};
    /// Zooms and moves so that this part fills the view, also after the widget's size changes.
    void show_part(Rect part) { m_view.show_part(part); }

  private:
    GtkWidget* new_row();
    GtkWidget* new_button(const char* icon, const char* name, GCallback on_clicked);
    void hold_before(bool hold);
    void update_zoom();
    void update_tools();

    static void on_zoom_in(Picture* self) noexcept;
    static void on_zoom_out(Picture* self) noexcept;
    static void on_pixels(Picture* self) noexcept;
    static void on_fit(Picture* self) noexcept;
    static void on_grid(GtkToggleButton* button, gpointer self) noexcept;
    static void on_split(GtkToggleButton* button, gpointer self) noexcept;
    static gboolean on_before_event(GtkWidget*, GdkEvent* event, gpointer self) noexcept;

    PictureView m_view;
    ObjectPtr<GtkWidget> m_box;
    ObjectPtr<GtkWidget> m_zoom;
    ObjectPtr<GtkWidget> m_grid;
    ObjectPtr<GtkWidget> m_split;
    ObjectPtr<GtkWidget> m_before;
    std::string m_told;
};

}  // namespace upscale
