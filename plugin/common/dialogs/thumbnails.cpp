// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs/thumbnails.hpp"

#include <gio/gio.h>

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

/// Reduced, if needed, to this many pixels on its longer side.
std::optional<Bitmap> at_most(Bitmap small, int side) {
    const int longest = std::max(small.width, small.height);
    if (longest <= side) return small;
    const Size size{std::max(1, small.width * side / longest),
                    std::max(1, small.height * side / longest)};
    return resample(small, size, Kernel::Box);
}

std::optional<Bitmap> picture_of(const std::string& job, const std::string& file, int side,
                                 const std::optional<RectF>& part, const std::stop_token& stop) {
    const std::string folder = jobs_folder() + "/" + job;
    if (part && !file.empty())
        if (auto made = picture_of_part(folder, file, *part, side, stop)) return std::move(*made);
    for (const std::string& name : {file, std::string("preview.png")}) {
        if (name.empty()) continue;
        if (auto small = make_thumbnail(folder, name, stop))
            return at_most(std::move(*small), side);
    }
    return std::nullopt;
}

/// The path of the desktop's small picture of a file; empty: there is none.
std::string thumbnail_of_desktop(const std::string& path) {
    const auto file = adopt(g_file_new_for_path(path.c_str()));
    const auto facts = adopt(g_file_query_info(file.get(), G_FILE_ATTRIBUTE_THUMBNAIL_PATH,
                                               G_FILE_QUERY_INFO_NONE, nullptr, nullptr));
    const char* const small =
        facts ? g_file_info_get_attribute_byte_string(facts.get(), G_FILE_ATTRIBUTE_THUMBNAIL_PATH)
              : nullptr;
    return small ? small : "";
}

std::optional<Bitmap> picture_of_file(const std::string& path, int side,
                                      const std::stop_token& stop) {
    if (auto small = small_picture_of(path, stop)) return at_most(std::move(*small), side);
    const std::string other = thumbnail_of_desktop(path);
    if (other.empty()) return std::nullopt;
    if (auto small = small_picture_of(other, stop)) return at_most(std::move(*small), side);
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
    ask([=](const std::stop_token& stop) { return picture_of(job, file, side, part, stop); },
        std::move(show));
}

void Thumbnails::ask_file(const std::string& path, int side, Show show) {
    ask([=](const std::stop_token& stop) { return picture_of_file(path, side, stop); },
        std::move(show));
}

void Thumbnails::ask(Make make, Show show) {
    {
        const std::lock_guard lock(m_mutex);
        m_wishes.push_back({std::move(make), std::move(show), m_forgotten.get_token()});
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
        guard([&] { wish.picture = wish.make(wish.forgotten); });
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
