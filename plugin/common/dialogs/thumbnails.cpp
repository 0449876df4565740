// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs/thumbnails.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "common/boundary.hpp"
#include "common/gobject_ptr.hpp"
#include "common/import/thumbnail.hpp"
#include "image/pixels/resample.hpp"
#include "state/journal.hpp"

namespace upscale {
namespace {

std::optional<Bitmap> picture_of(const std::string& job, const std::string& file, int side,
                                 const std::optional<RectF>& part, const std::stop_token& stop) {
    const std::string folder = jobs_folder() + "/" + job;
    if (part && !file.empty())
        if (auto made = picture_of_part(folder, file, *part, side, stop)) return std::move(*made);
    for (const std::string& name : {file, std::string("preview.png")}) {
        if (name.empty()) continue;
        auto small = make_thumbnail(folder, name, stop);
        if (!small) continue;
        const int longest = std::max(small->width, small->height);
        if (longest <= side) return std::move(*small);
        const Size size{std::max(1, small->width * side / longest),
                        std::max(1, small->height * side / longest)};
        return resample(*small, size, Kernel::Box);
    }
    return std::nullopt;
}

ObjectPtr<GdkPixbuf> pixbuf_of(const Bitmap& bitmap) {
    GBytes* const bytes = g_bytes_new(bitmap.pixels.data(), bitmap.pixels.size());
    auto pixbuf = adopt(gdk_pixbuf_new_from_bytes(bytes, GDK_COLORSPACE_RGB, bitmap.channels == 4,
                                                  8, bitmap.width, bitmap.height,
                                                  static_cast<int>(bitmap.stride())));
    g_bytes_unref(bytes);
    return pixbuf;
}

}  // namespace

Thumbnails::~Thumbnails() {
    forget();
    if (!m_thread.joinable()) return;
    m_thread.request_stop();
    m_thread.join();
    if (m_source != 0) g_source_remove(m_source);
}

void Thumbnails::ask(const std::string& job, const std::string& file, int side, Show show,
                     std::optional<RectF> part) {
    {
        const std::lock_guard lock(m_mutex);
        m_wishes.push_back({job, file, side, std::move(show), part, m_forgotten.get_token()});
        m_changed.notify_all();
    }
    if (m_thread.joinable()) return;
    try {
        m_thread = std::jthread([this](const std::stop_token& stop) { work(stop); });
    } catch (const std::system_error&) {
        // The lists work without pictures; the next one tries again.
    }
}

void Thumbnails::forget() {
    m_forgotten.request_stop();
    m_forgotten = {};
    const std::lock_guard lock(m_mutex);
    m_wishes.clear();
    m_made.clear();
}

void Thumbnails::work(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    while (m_changed.wait(lock, stop, [&] { return !m_wishes.empty(); })) {
        if (stop.stop_requested()) return;
        Wish wish = std::move(m_wishes.front());
        m_wishes.pop_front();
        lock.unlock();
        guard([&] {
            wish.picture = picture_of(wish.job, wish.file, wish.side, wish.part, wish.forgotten);
        });
        lock.lock();
        m_made.push_back(std::move(wish));
        if (m_source == 0) m_source = g_idle_add(on_made, this);
    }
}

gboolean Thumbnails::on_made(gpointer data) noexcept {
    guard([&] {
        auto* const self = static_cast<Thumbnails*>(data);
        std::deque<Wish> made;
        {
            const std::lock_guard lock(self->m_mutex);
            self->m_source = 0;
            made.swap(self->m_made);
        }
        for (const Wish& wish : made) {
            if (wish.forgotten.stop_requested()) continue;
            const auto pixbuf = wish.picture ? pixbuf_of(*wish.picture) : nullptr;
            wish.show(pixbuf.get());
        }
    });
    return G_SOURCE_REMOVE;
}

}  // namespace upscale
