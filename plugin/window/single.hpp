// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// One window per image, and one for files: a second start brings the existing window to the front.
#pragma once

#include <glib.h>

#include <functional>
#include <string>

#include "base/ids.hpp"
#include "platform/files.hpp"

namespace upscale {

/// Names the window of an image in this session of GIMP.
std::string window_name(ImageId image);
/// The same for the window for files.
std::string files_window_name();

class SingleWindow {
  public:
    /// Tries to become the only window of this name (see window_name()). If another process already
    /// has such a window, that process is asked to bring it to the front.
    explicit SingleWindow(const std::string& name);
    SingleWindow(const SingleWindow&) = delete;
    SingleWindow& operator=(const SingleWindow&) = delete;
    ~SingleWindow();

    /// False: another window is open. True also if that cannot be found out.
    bool is_first() const { return m_first; }

    /// Called when a second start was made.
    std::function<void()> on_called = [] {};

  private:
    static gboolean on_call(GIOChannel*, GIOCondition, gpointer self) noexcept;

    std::string m_path;
    platform::Handle m_lock;
    bool m_first = true;
    guint m_source = 0;
};

}  // namespace upscale
