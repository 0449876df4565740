// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The left side of the window: what will be sent, in a picture and in numbers, and the results on
// it.
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

    /// Follows the model: reads the source anew if another part of it is meant, works out anew
    /// what will be sent, and tries the part anew if it is tried.
    void update(const Model& model);
    /// The user may have painted on the layer.
    void reread();
    /// None: only the source; one: it beside the source; several: the first two side by side.
    void look_at(const std::vector<ResultItem>& items);

    /// The part, in image coordinates, that is to be made with the paid engine.
    std::function<void(Rect part)> on_make_part = [](Rect) {};
    std::function<void(const std::string&)> on_trouble = [](const std::string&) {};

  private:
    void show_source();
    void prepare_upload();
    void show_facts(const Upload* upload);
    void try_part();
    void set_trying(bool trying);
    void show_looks();
    std::optional<Shown> shown(const ResultItem& item);

    Host& m_host;
    Gallery& m_gallery;
    Model m_model;
    std::shared_ptr<const Source> m_source;  ///< what the picture shows; null: nothing
    std::vector<ResultItem> m_looked_at;
    Background m_preparing;
    std::optional<Parameters> m_prepared_for;
    Trial m_trial;
    bool m_trying = false;
    GtkWidget* m_box;
    Picture m_picture;
    GtkWidget *m_try, *m_choose, *m_make_part, *m_sent, *m_back;
};

}  // namespace upscale
