// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/keeper.hpp"

#include <algorithm>
#include <utility>

#include "base/time.hpp"
#include "common/boundary.hpp"

namespace upscale {
namespace {

constexpr guint kWriteAfter = 500;  // ms after the last change

std::int64_t now() { return unix_time_ns() / 1'000'000'000; }

}  // namespace

Keeper::~Keeper() {
    if (m_source != 0) g_source_remove(m_source);
    guard([&] { write(); });
}

Parameters Keeper::values_of(const std::string& image) const {
    return values_for(m_remembered, image, now());
}

void Keeper::keep(const std::string& image, const Parameters& values) {
    remember(m_remembered, image, values, now());
    write_soon();
}

void Keeper::keep_files(Remembered::OfFiles files) {
    remember_files(m_remembered, std::move(files));
    write_soon();
}

void Keeper::write_soon() {
    if (m_source != 0) g_source_remove(m_source);
    m_source = g_timeout_add(kWriteAfter, on_time, this);
}

void Keeper::note_seen(const std::string& job) {
    m_remembered.seen = std::max(m_remembered.seen, job);
}

void Keeper::write() {
    // If it cannot be saved, nothing else is lost, so the error is ignored.
    static_cast<void>(save_remembered(m_remembered));
}

gboolean Keeper::on_time(gpointer data) noexcept {
    auto* self = static_cast<Keeper*>(data);
    self->m_source = 0;
    guard([&] { self->write(); });
    return G_SOURCE_REMOVE;
}

}  // namespace upscale
