// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Saves what was entered, soon after each change and when the window closes.
#pragma once

#include <glib.h>

#include <string>

#include "presentation/remembered.hpp"

namespace upscale {

class Keeper {
  public:
    Keeper() : m_remembered(load_remembered()) {}
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;
    ~Keeper();

    const Remembered& remembered() const { return m_remembered; }
    /// The values to begin with for an image.
    Parameters values_of(const std::string& image) const;
    /// Takes over the values of an image and saves them a moment later.
    void keep(const std::string& image, const Parameters& values);
    /// The same for what is chosen for the results of files.
    void keep_files(Remembered::OfFiles files);
    /// Takes over the prompt of a run.
    void keep_prompt(const std::string& prompt) { remember_prompt(m_remembered, prompt); }
    /// Records that a job's results were shown in the window.
    void note_seen(const std::string& job);
    void write();

  private:
    void write_soon();
    static gboolean on_time(gpointer self) noexcept;

    Remembered m_remembered;
    guint m_source = 0;
};

}  // namespace upscale
