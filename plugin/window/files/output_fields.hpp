// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the results of a batch go, and what they are called.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <string>

#include "batch/batch.hpp"

namespace upscale {

class OutputFields {
  public:
    /// `labels`: aligns the labels.
    explicit OutputFields(GtkSizeGroup* labels);
    OutputFields(const OutputFields&) = delete;
    OutputFields& operator=(const OutputFields&) = delete;
    GtkWidget* widget() { return m_box; }

    /// The folder, the names, the format and whether files are replaced. Does not call on_changed.
    void show(const Batch& batch);
    void take(Batch& batch) const;
    /// Chooses this folder if none is chosen yet.
    void suggest_folder(const std::string& folder);

    std::function<void()> on_changed = [] {};

  private:
    void changed();

    bool m_setting = false;
    std::string m_folder;  ///< the chooser knows it only after the main loop has run
    GtkWidget *m_box, *m_chooser, *m_names, *m_format, *m_overwrite;
};

}  // namespace upscale
