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
#include "window/background.hpp"
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
    /// No result: shows only the source. One: shows it beside the source. Several: shows the first
    /// two side by side.
    void look_at(const std::vector<ResultItem>& items);

    /// False while no further run can wait: then no part can be made.
    void allow(bool can_make);

    /// Called with the part, in image coordinates, that is to be made with the paid engine.
    std::function<void(Rect part)> on_make_part = [](Rect) {};
    std::function<void(const std::string&)> on_trouble = [](const std::string&) {};

  private:
    /// The pixels that a run would send, with the layer's place.
    Result<Source> read();
    void show_source();
    void prepare_upload();
    void show_facts(const Upload* upload);
    void try_part();
    void set_trying(bool trying);
    void show_looks();
    void show_looks(const std::vector<ResultItem>& items, std::vector<Result<Look>> looks);

    Host& m_host;
    Gallery& m_gallery;
    Model m_model;
    std::shared_ptr<const Source> m_source;  ///< of the picture that is shown; null: there is none
    std::vector<ResultItem> m_looked_at;
    Background m_preparing;
    std::optional<Parameters> m_prepared_for;
    Trial m_trial;
    bool m_trying = false;
    bool m_can_make = true;
    GtkWidget* m_box;
    Picture m_picture;
    GtkWidget *m_try, *m_choose, *m_make_part, *m_sent, *m_back;
};

}  // namespace upscale
