// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What was entered is kept, soon after each change and when the window closes.
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
    /// Takes up what an image has now, and writes it a moment later.
    void keep(const std::string& image, const Parameters& values);
    /// Takes up the prompt of a run.
    void keep_prompt(const std::string& prompt) { remember_prompt(m_remembered, prompt); }
    /// A job's results were in the window.
    void note_seen(const std::string& job);
    void write();

  private:
    static gboolean on_time(gpointer self) noexcept;

    Remembered m_remembered;
    guint m_source = 0;
};

}  // namespace upscale
