// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The view of a picture (picture.hpp): what it draws, and how it reacts to keys and the pointer.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/gobject_ptr.hpp"
#include "image/pixels/bitmap.hpp"
#include "image/registration/padding.hpp"
#include "presentation/grid.hpp"
#include "presentation/viewport.hpp"
#include "window/picture/picture_surface.hpp"

namespace upscale {

/// A picture with the text that is drawn over it.
struct Shown {
    PictureSurface picture;
    std::string label;  ///< short
};

class PictureView {
  public:
    PictureView();
    PictureView(const PictureView&) = delete;
    PictureView& operator=(const PictureView&) = delete;
    ~PictureView();

    GtkWidget* widget() { return m_area.get(); }

    void set_before(const Shown& before, Size source);
    void set_after(const std::optional<Shown>& after);
    bool has_after() const { return !m_after.surface.empty(); }
    void set_padding(std::optional<Frame> frame);

    /// Several results, up to kMostCells, by their captions: they are shown side by side as soon as
    /// set_result() brings them, or one of them large if one was before and `keep_large`. Fewer
    /// than two: there is no grid.
    void set_results(const std::vector<std::string>& captions, bool keep_large);
    void set_captions(const std::vector<std::string>& captions);
    void set_result(std::size_t index, const PictureSurface& picture);
    /// Marks these results. The first of them is the current one, unless that is among them.
    void choose(const std::vector<std::size_t>& chosen);
    std::size_t current() const { return m_current; }
    bool has_several() const { return m_cells.size() > 1; }
    /// Shows only the current one of several results, or all of them.
    void show_large(bool large);
    bool in_grid() const { return has_several() && !m_large; }
    bool shows_one_of_several() const { return has_several() && m_large; }
    /// Shows this point of the source at 100 %, unless the user has zoomed or moved the picture.
    void show_place(PointF centre);
    /// The size of what shows one result, in device pixels.
    Size cell_size() const { return m_view.screen(); }
    /// Says for a screen reader which of several results is the current one.
    std::string words_for_current() const;

    /// True if a line divides before and after; otherwise only the after is visible.
    void set_split(bool split);
    /// Shows only the before, whatever else is set.
    void set_only_before(bool only);
    void tell(const std::string& text);

    void set_part(std::optional<Rect> part);
    std::optional<Rect> part() const { return m_part; }
    void start_choosing(Size part);
    void stop_choosing();

    Rect visible_part() const { return m_view.seen_of_source(m_source); }
    void show_part(Rect part);
    void zoom_in();
    void zoom_out();
    void zoom_to_pixels();
    void fit();
    /// The zoom in percent: 100 if one source pixel is one pixel of the screen; where there are
    /// several results, if one pixel of the current one is.
    int percent() const;

    /// Called after a change of the zoom or of the current result.
    std::function<void()> on_changed;
    /// Called after show_large() had an effect.
    std::function<void()> on_large;
    /// Called when the user wants one of several results to be the chosen one.
    std::function<void(std::size_t)> on_result_chosen;
    /// Called when the user wants the chosen results to be added.
    std::function<void()> on_add;
    std::function<void(Rect)> on_part_chosen;

  private:
    /// A picture together with its pixels as they are drawn on the screen.
    struct Layer {
        PictureSurface surface;
        std::string label;
        CairoSurfacePtr screen;
    };
    struct Cell {
        Layer layer;
        bool chosen = false;
    };
    enum class Drag { None, Pan, Line, Part, Choice };

    int unit() const { return gtk_widget_get_scale_factor(m_area.get()); }
    bool mirrored() const { return gtk_widget_get_direction(m_area.get()) == GTK_TEXT_DIR_RTL; }
    Size area_size() const;
    RectF extent() const;
    RectF source_rect() const;
    PointF on_area(double x, double y) const;
    /// Within the cell, if there is a grid.
    PointF on_screen(double x, double y) const;
    std::optional<Rect> strip() const;
    Holds holds() const;
    bool pans() const;
    PictureSurface::Quality quality() const;
    void update_extent();
    void update_screen();
    void update_cursor(PointF at);
    void set_cursor(const char* name);
    void changed_view();
    void moved_by_user();
    void redraw() { gtk_widget_queue_draw(m_area.get()); }
    void part_chosen();

    void draw(cairo_t* cr);
    void draw_pictures(cairo_t* cr);
    void draw_labels(cairo_t* cr, std::optional<Rect> strip, double line);
    std::string label_of(const Layer& layer) const;
    void render(Layer& layer);

    double pixel() const;
    Grid grid() const;
    void show_current();
    void choose_by_user(std::size_t index);
    void draw_grid(cairo_t* cr);
    void draw_cell(cairo_t* cr, std::size_t index, Rect cell);

    bool pressed(const GdkEventButton& event);
    bool released(const GdkEventButton& event);
    void moved(PointF at);
    bool scrolled(const GdkEventScroll& event);
    bool key_pressed(const GdkEventKey& event);
    bool look_key(guint key, GdkModifierType modifiers);
    bool zoom_key(guint key);
    bool arrow_key(guint key, GdkModifierType modifiers);
    void key_released(guint key);
    void focus_lost();
    void finish_part();
    void end_drag(bool keep);

    static gboolean on_draw(GtkWidget*, cairo_t* cr, gpointer self) noexcept;
    static gboolean on_event(GtkWidget*, GdkEvent* event, gpointer self) noexcept;
    static void on_resized(GtkWidget*, GdkRectangle*, gpointer self) noexcept;
    static void on_looks_changed(PictureView* self) noexcept;

    ObjectPtr<GtkWidget> m_area;
    Viewport m_view;
    Size m_source;
    Layer m_before, m_after;
    std::vector<Cell> m_cells;  ///< several results, or none
    std::size_t m_current = 0;  ///< of the cells
    bool m_large = false;       ///< only the current cell is shown, as the after
    /// What the grid showed before one result was shown large, which may not reach that near to an
    /// edge; null after the user has moved the large one.
    std::optional<Viewport> m_grid_view;
    bool m_moved = false;  ///< by the user
    std::optional<Frame> m_padding;
    std::string m_told;

    bool m_split = true;
    bool m_only_before = false;
    double m_share = 0.5;  ///< share of the before in the area that both cover
    std::optional<Rect> m_part;
    std::optional<Rect> m_ghost;  ///< where the part would be, while the user chooses a place
    bool m_part_moved_by_keys = false;
    bool m_space_held = false;  ///< shows the before
    bool m_enter_held = false;

    Drag m_drag = Drag::None;
    guint m_button = 0;                      ///< the button that is held for a drag
    std::optional<std::size_t> m_held_cell;  ///< in which a drag began
    PointF m_start, m_last;                  ///< of the pointer during the drag
    double m_line_offset = 0;                ///< distance of the line from the pointer
    std::optional<Rect> m_part_at_start;
    bool m_dragged = false;  ///< moved further than a hand trembles
    double m_scrolled = 0;   ///< by a touchpad; not yet a whole step
    std::string m_cursor;
};

}  // namespace upscale
