// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The view of a picture (picture.hpp): what it draws, and how it reacts to keys and the pointer.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <optional>
#include <string>

#include "common/gobject_ptr.hpp"
#include "image/pixels/bitmap.hpp"
#include "image/registration/padding.hpp"
#include "presentation/viewport.hpp"
#include "window/picture/picture_surface.hpp"

namespace upscale {

/// A picture and where it lies in the source's pixels.
struct Shown {
    Bitmap pixels;  ///< 1, 3 or 4 channels, sRGB
    RectF covers;
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
    /// The zoom in percent: 100 if one source pixel is one pixel of the screen.
    int percent() const;

    std::function<void()> on_zoomed;
    std::function<void(Rect)> on_part_chosen;

  private:
    /// A picture together with its pixels as they are drawn on the screen.
    struct Layer {
        PictureSurface surface;
        std::string label;
        CairoSurfacePtr screen;
    };
    enum class Drag { None, Pan, Line, Part, Choice };

    int unit() const { return gtk_widget_get_scale_factor(m_area.get()); }
    bool mirrored() const { return gtk_widget_get_direction(m_area.get()) == GTK_TEXT_DIR_RTL; }
    RectF extent() const;
    RectF source_rect() const;
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
    void redraw() { gtk_widget_queue_draw(m_area.get()); }
    void part_chosen();

    void draw(cairo_t* cr);
    void draw_pictures(cairo_t* cr);
    void draw_labels(cairo_t* cr, std::optional<Rect> strip, double line);
    void render_before();
    void render_after();

    bool pressed(const GdkEventButton& event);
    bool released(const GdkEventButton& event);
    void moved(PointF at);
    bool scrolled(const GdkEventScroll& event);
    bool key_pressed(const GdkEventKey& event);
    bool zoom_key(guint key);
    bool arrow_key(guint key, GdkModifierType modifiers);
    void keys_released();
    void end_drag(bool keep);

    static gboolean on_draw(GtkWidget*, cairo_t* cr, gpointer self) noexcept;
    static gboolean on_event(GtkWidget*, GdkEvent* event, gpointer self) noexcept;
    static void on_resized(GtkWidget*, GdkRectangle*, gpointer self) noexcept;
    static void on_looks_changed(PictureView* self) noexcept;

    ObjectPtr<GtkWidget> m_area;
    Viewport m_view;
    Size m_source;
    Layer m_before, m_after;
    std::optional<Frame> m_padding;
    std::string m_told;

    bool m_split = true;
    bool m_only_before = false;
    double m_share = 0.5;  ///< share of the before in the area that both cover
    std::optional<Rect> m_part;
    std::optional<Rect> m_ghost;  ///< where the part would be, while the user chooses a place
    bool m_part_moved_by_keys = false;

    Drag m_drag = Drag::None;
    guint m_button = 0;        ///< the button that is held for a drag
    PointF m_start, m_last;    ///< of the pointer during the drag
    double m_line_offset = 0;  ///< distance of the line from the pointer
    std::optional<Rect> m_part_at_start;
    bool m_dragged = false;  ///< moved further than a hand trembles
    double m_scrolled = 0;   ///< by a touchpad; not yet a whole step
    std::string m_cursor;
};

}  // namespace upscale
