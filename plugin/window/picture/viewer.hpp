// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The left side of the window: the picture, facts about what will be sent, and the results over it.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/prepare.hpp"
#include "common/runs/background.hpp"
#include "window/host.hpp"
#include "window/model.hpp"
#include "window/picture/picture.hpp"
#include "window/picture/trial.hpp"
#include "window/results/gallery.hpp"

namespace upscale {

class Viewer {
  public:
    Viewer(Host& host, Gallery& gallery);
    GtkWidget* widget() { return m_box; }

    /// Updates after a change of the model: reads the source again if another part of it is
    /// selected, computes what will be sent, and repeats the trial if there is one.
    void update(const Model& model);
    /// Reads the source again, because the user may have painted on the layer.
    void reread();
    /// The pixels of the picture that is shown; null: there is none.
    std::shared_ptr<const Source> source() const { return m_source; }
    /// Shows what was chosen among the gallery's items. No result: only the source. One: its whole
    /// run side by side, or, if it is alone, the result beside the source. Several: these side by
    /// side.
    void look_at(const std::vector<ResultItem>& items);
    /// Opens the results again, because they look different now.
    void open_again();
    /// From one of several results back to all of them; false if that is not what is shown.
    bool back() { return m_picture.back(); }
    /// Gives the picture the keyboard.
    void focus() { gtk_widget_grab_focus(m_picture.view()); }

    /// True if what would be sent is known, and is not every pixel exactly.
    bool is_sent_with_loss() const { return m_lossy; }
    /// Called when that may have changed.
    std::function<void()> on_prepared = [] {};

    /// False while no further run can wait: then no part can be made.
    void allow(bool can_make);

    /// What the user looks at; nothing is seen while there is no picture.
    VisiblePart visible_part() const;
    /// Called when that may have changed.
    std::function<void()> on_moved = [] {};

    /// Called with the part, in image coordinates, that is to be made with the paid engine.
    std::function<void(Rect part)> on_make_part = [](Rect) {};
    /// Called when the user wants this result to be the chosen one.
    std::function<void(const ResultItem&)> on_choose = [](const ResultItem&) {};
    /// Called when the user wants what is chosen to be added.
    std::function<void()> on_add = [] {};
    std::function<void(const std::string&)> on_trouble = [](const std::string&) {};

  private:
    /// The pixels that a run would send, with the layer's place.
    Result<Source> read();
    void show_source();
    void prepare_upload();
    void show_facts();
    void tell_sent(const std::string& text);
    void try_part();
    void set_trying(bool trying);
    void show_results();
    void open_results();
    void opened(std::size_t index, const Result<PictureSurface>& picture);
    void open_large();
    void mark_chosen();
    void forget_results();
    Shown shown_source() const;

    Host& m_host;
    Gallery& m_gallery;
    Model m_model;
    std::shared_ptr<const Source> m_source;  ///< of the picture that is shown; null: there is none
    std::vector<ResultItem> m_chosen, m_shown;
    std::vector<ResultItem> m_opened;  ///< what was opened last, or is being opened
    std::vector<ResultItem> m_placed;  ///< for which the place to look at first was found last
    std::size_t m_missing = 0;         ///< how many of m_opened are still being opened
    std::vector<bool> m_reduced;       ///< of m_opened: those that can be shown with more pixels
    Background m_preparing;
    std::optional<Parameters> m_prepared_for;
    std::shared_ptr<const Upload> m_upload;  ///< what would be sent; null: not known yet
    std::string m_refused;                   ///< why nothing can be sent whole
    bool m_lossy = false;
    Trial m_trial;
    bool m_trying = false;
    bool m_can_make = true;
    GtkWidget* m_box;
    Picture m_picture;
    GtkWidget *m_try, *m_choose, *m_make_part, *m_sent, *m_back;
};

}  // namespace upscale
