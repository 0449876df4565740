// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs/progress_view.hpp"

#include <libgimp/gimp.h>

#include "common/words/i18n.hpp"

namespace upscale {
namespace {

class GimpProgress : public ProgressView {
  public:
    GimpProgress() { gimp_progress_init(_("Ideogram Upscale")); }
    GimpProgress(const GimpProgress&) = delete;
    GimpProgress& operator=(const GimpProgress&) = delete;
    ~GimpProgress() override { gimp_progress_end(); }

    void show(const Progress& progress, const std::string& text) override {
        if (text != m_text) gimp_progress_set_text(text.c_str());
        m_text = text;
        if (progress.fraction >= 0)
            gimp_progress_update(progress.fraction);
        else
            gimp_progress_pulse();
    }
    std::stop_token stop_token() override { return {}; }

  private:
    std::string m_text;
};

}  // namespace

std::unique_ptr<ProgressView> make_gimp_progress() { return std::make_unique<GimpProgress>(); }

}  // namespace upscale
