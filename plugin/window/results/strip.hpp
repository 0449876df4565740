// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The strip of results: small pictures with captions, in groups. One or several can be chosen.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/dialogs/thumbnails.hpp"
#include "presentation/results.hpp"

namespace upscale {

class Strip {
  public:
    Strip();
    Strip(const Strip&) = delete;
    Strip& operator=(const Strip&) = delete;
    ~Strip();
    GtkWidget* widget() { return m_box; }
    /// Shows these results in their order. Those that were chosen stay chosen, and a picture stays
    /// until another one is made.
    void show(const std::vector<ResultItem>& items);
    /// Once the user rests there, the small pictures show this place.
    void show_place(const VisiblePart& place);
    /// Chooses one and scrolls to it.
    void choose(const ResultItem& item);
    std::vector<ResultItem> chosen() const;
    bool is_empty() const { return m_children.empty(); }

    /// Called when the choice has changed, by the user or by choose().
    std::function<void()> on_chosen = [] {};
    /// Called on a double click or Enter on a result.
    std::function<void()> on_activated = [] {};
    /// Called when the chosen results are to be starred or not any more, by the key S.
    std::function<void()> on_star = [] {};

  private:
    struct Child {
        ResultItem item;
        GtkWidget *child, *image, *words, *star, *added, *changed;
        std::optional<RectF> shown;  ///< the part that the picture shows; none: there is no picture
        std::optional<RectF> asked;  ///< the part that was asked for and did not come yet
    };

    int height_with_results();
    Child new_child(const ResultItem& item);
    void fill(const std::vector<ResultItem>& items);
    void update(const std::vector<ResultItem>& items);
    void show_groups(const std::vector<Caption>& all);
    GtkWidget* add_group(const std::string& text, int width);
    Child* find(const ResultItem& item);
    bool is_seen(const Child& one) const;
    /// Asks for the pictures that do not show what they should, once nothing changes any more.
    void ask_soon();
    void ask();
    void show_picture(Child& one, GdkPixbuf* picture);

    static gboolean on_tab(GtkWidget* flow, GtkDirectionType direction, gpointer) noexcept;
    static gboolean on_key(GtkWidget* flow, GdkEventKey* key, gpointer self) noexcept;

    const int m_side;  ///< of the pictures, in pixels
    GtkWidget* m_box;  ///< scrolls sideways
    GtkWidget* m_groups;
    GtkWidget* m_flow;
    GtkWidget* m_empty;
    std::vector<Child> m_children;
    VisiblePart m_place;
    guint m_soon = 0;  ///< the timer that asks; 0: none
    bool m_filling = false;
    Thumbnails m_thumbnails;
};

}  // namespace upscale
