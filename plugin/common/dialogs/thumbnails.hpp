// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The small pictures in lists, made on a thread beside the main one.
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "image/pixels/bitmap.hpp"

namespace upscale {

/// Main thread only.
class Thumbnails {
  public:
    /// Called on the main thread; null: there is no picture.
    using Show = std::function<void(GdkPixbuf*)>;

    Thumbnails() = default;
    Thumbnails(const Thumbnails&) = delete;
    Thumbnails& operator=(const Thumbnails&) = delete;
    /// Nothing is shown any more.
    ~Thumbnails();

    /// Makes a picture of a file of the job, at most `side` pixels a side; of a part of it, if that
    /// can be decoded (shares of its width and height). If `file` is empty or cannot be read, a
    /// picture of what was sent.
    void ask(const std::string& job, const std::string& file, int side, Show show,
             std::optional<RectF> part = {});
    /// The same for any picture file. For kinds that we do not decode, the desktop's own small
    /// picture, if it has one.
    void ask_file(const std::string& path, int side, Show show);
    /// Forgets everything that was asked for and not shown yet.
    void forget();

  private:
    using Make = std::function<std::optional<Bitmap>(const std::stop_token& forgotten)>;
    struct Wish {
        Make make;  ///< on the thread
        Show show;
        std::stop_token forgotten;
        std::optional<Bitmap> picture = {};
    };
    void ask(Make make, Show show);
    void work(const std::stop_token& stop);
    static gboolean on_made(gpointer self) noexcept;

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Wish> m_wishes, m_made;  ///< guarded by m_mutex
    guint m_source = 0;                 ///< guarded by m_mutex: calls on_made()
    std::stop_source m_forgotten;
    std::jthread m_thread;
};

}  // namespace upscale
