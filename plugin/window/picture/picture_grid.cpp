// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Several results in the view: side by side, or one of them large.
#include <algorithm>

#include "common/words/i18n.hpp"
#include "window/picture/picture_paint.hpp"
#include "window/picture/picture_view.hpp"

namespace upscale {
namespace {

constexpr int kGap = 10;  // unscaled screen pixels between two cells: room for two frames

}  // namespace

void PictureView::set_results(const std::vector<std::string>& captions, bool keep_large) {
    const bool large = shows_one_of_several() && keep_large;
    if (has_several() || captions.size() > 1) set_after(std::nullopt);
    m_cells.clear();
    for (const std::string& caption : captions) m_cells.push_back({{{}, caption, nullptr}, false});
    m_current = std::min(m_current, captions.empty() ? 0 : captions.size() - 1);
    m_large = large && captions.size() > 1;
    if (!m_large) m_grid_view.reset();
    update_screen();
    changed_view();
}

void PictureView::set_captions(const std::vector<std::string>& captions) {
    for (std::size_t i = 0; i < std::min(captions.size(), m_cells.size()); ++i)
        m_cells[i].layer.label = captions[i];
    if (shows_one_of_several()) m_after.label = m_cells[m_current].layer.label;
    redraw();
}

void PictureView::set_result(std::size_t index, const PictureSurface& picture) {
    if (index >= m_cells.size()) return;
    m_cells[index].layer.surface = picture;
    m_cells[index].layer.screen.reset();
    if (shows_one_of_several() && index == m_current) show_current();
    changed_view();
}

void PictureView::choose(const std::vector<std::size_t>& chosen) {
    for (std::size_t i = 0; i < m_cells.size(); ++i)
        m_cells[i].chosen = std::ranges::count(chosen, i) > 0;
    const bool other = !chosen.empty() && std::ranges::count(chosen, m_current) == 0;
    if (other) m_current = chosen.front();
    if (other && shows_one_of_several()) show_current();
    redraw();
    if (on_changed) on_changed();
}

void PictureView::show_large(bool large) {
    if (m_cells.size() < 2 || large == m_large) return;
    m_large = large;
    if (large) {
        m_grid_view = m_view;
        show_current();
    } else {
        if (m_grid_view) m_view = *m_grid_view;
        m_grid_view.reset();
        set_after(std::nullopt);
    }
    m_held_cell.reset();
    update_screen();
    changed_view();
    if (on_large) on_large();
}

void PictureView::show_current() {
    const Layer& layer = m_cells[m_current].layer;
    set_after(layer.surface.empty() ? std::nullopt
                                    : std::optional(Shown{layer.surface, layer.label}));
}

void PictureView::show_place(PointF centre) {
    if (m_moved) return;
    m_view.show_at(centre, 1 / pixel());
    changed_view();
}

double PictureView::pixel() const {
    if (m_cells.size() < 2) return 1;
    const auto opened = [](const Cell& cell) { return !cell.layer.surface.empty(); };
    const Cell& current = m_cells[m_current];
    const auto found = std::ranges::find_if(m_cells, opened);
    if (opened(current)) return current.layer.surface.pitch();
    return found == m_cells.end() ? 1 : found->layer.surface.pitch();
}

Grid PictureView::grid() const {
    return {in_grid() ? m_cells.size() : 1, area_size(), in_grid() ? kGap * unit() : 0, mirrored()};
}

std::string PictureView::words_for_current() const {
    if (m_cells.size() < 2) return {};
    const std::string& caption = m_cells[m_current].layer.label;
    // Translators: which of the results that are looked at is the current one, for screen readers
    const CharPtr words = adopt(g_strdup_printf(
        _("Result %d of %d"), static_cast<int>(m_current) + 1, static_cast<int>(m_cells.size())));
    return caption.empty() ? words.get() : std::string(words.get()) + ": " + caption;
}

void PictureView::choose_by_user(std::size_t index) {
    if (index < m_cells.size() && on_result_chosen) on_result_chosen(index);
}

void PictureView::draw_grid(cairo_t* cr) {
    const Grid grid = this->grid();
    render(m_before);
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const Rect cell = grid.cell(i);
        cairo_save(cr);
        cairo_translate(cr, cell.x, cell.y);
        cairo_rectangle(cr, 0, 0, cell.width, cell.height);
        cairo_clip(cr);
        draw_cell(cr, i, {0, 0, cell.width, cell.height});
        cairo_restore(cr);
        if (m_cells[i].chosen)
            paint_chosen(cr, gtk_widget_get_style_context(m_area.get()), cell, unit());
    }
}

void PictureView::draw_cell(cairo_t* cr, std::size_t index, Rect cell) {
    Layer& layer = m_cells[index].layer;
    paint_screen(cr, m_before.screen.get(), cell);
    if (!m_only_before && !layer.surface.empty()) {
        render(layer);
        paint_screen(cr, layer.screen.get(), m_view.seen_on_screen(layer.surface.covers()));
    } else if (!m_only_before) {
        paint_pending(cr, m_view.seen_on_screen(source_rect()));
    }
    paint_text(cr, m_area.get(), std::to_string(index + 1), cell,
               mirrored() ? Anchor::UpperRight : Anchor::UpperLeft, unit());
    paint_text(cr, m_area.get(), label_of(m_only_before ? m_before : layer), cell,
               mirrored() ? Anchor::LowerRight : Anchor::LowerLeft, unit());
}

}  // namespace upscale
