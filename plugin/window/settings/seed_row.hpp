// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The seed, with the controls that GIMP has for seeds: a number, "New Seed" and "Randomize".
#pragma once

#include <gtk/gtk.h>

#include <functional>

#include "window/settings/number.hpp"

namespace upscale {

class SeedRow {
  public:
    SeedRow(GtkSizeGroup* labels, RefusedFn refused);
    GtkWidget* widget() { return m_row; }
    /// -1: the service picks the seed.
    int seed() const;
    void set_seed(int seed);

    std::function<void()> on_changed = [] {};

  private:
    GtkWidget* m_row = nullptr;
    GtkWidget* m_number;
    GtkWidget* m_new;
    GtkWidget* m_random;
};

}  // namespace upscale
