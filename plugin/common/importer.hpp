// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Results from their files into the editor.
#pragma once

#include <string>
#include <vector>

#include "app/editor.hpp"
#include "app/result.hpp"
#include "common/outcome.hpp"
#include "common/progress_view.hpp"

namespace upscale {

/// One layer's job whose results are in its folder, and those results as they go in.
struct Arrived {
    JobEnd end;
    std::vector<PlacedResult> results;
};

/// Main thread. Imports the results of one or more jobs on the same image, all with one placement.
class Importer {
  public:
    /// `show`: new images get a display.
    Importer(Editor& editor, ImageId image, int placement, ProgressView& view, bool show)
        : m_editor(editor), m_image(image), m_placement(placement), m_view(view), m_show(show) {}

    /// Decodes a job's results and makes them fit for their layers. An error if none can be read.
    Result<Arrived> decode(JobEnd end);

    /// Imports everything in one undo step, and marks the jobs as imported. As new images if a
    /// source is gone. The outcome's message holds all notes.
    Outcome import(std::vector<Arrived>& arrived);

    /// Adds a line to the outcome's message.
    void note(const std::string& text);

  private:
    void note_losses(const Arrived& arrived);
    bool sources_exist(const std::vector<Arrived>& arrived);
    Result<std::vector<int>> import_as_images(std::vector<Arrived>& arrived);
    Result<std::vector<int>> import_as_layers(std::vector<Arrived>& arrived);
    void show_stage(Cost cost);

    Editor& m_editor;
    ImageId m_image;
    int m_placement;
    ProgressView& m_view;
    bool m_show;
    std::string m_notes;
};

}  // namespace upscale
