// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/single.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <string_view>

#include "base/files.hpp"
#include "common/boundary.hpp"
#include "platform/process.hpp"
#include "state/journal.hpp"

namespace upscale {
namespace {

constexpr std::size_t kNumberLength = 16;

/// The number of the process that holds the file locked, which it has written into it; 0: none.
int holder_of(const platform::Handle& lock) {
    std::array<std::uint8_t, kNumberLength> room{};
    std::error_code ignored;
    const std::size_t length = platform::read(lock, room, ignored);
    const std::string_view text = as_text({room.data(), length});
    int process = 0;
    std::from_chars(text.data(), text.data() + text.size(), process);
    return process;
}

/// Overwrites the number of an earlier holder, which has the same length.
bool write_holder(const platform::Handle& lock) {
    std::string number = std::to_string(platform::process_number());
    number.resize(kNumberLength, ' ');
    std::error_code code;
    platform::write(lock, as_bytes(number), code);
    return !code;
}

/// This session of GIMP, as a part of a file's name.
std::string session_name() {
    std::string session = editor_session();
    for (char& c : session)
        if (!g_ascii_isalnum(c)) c = '-';
    return session;
}

}  // namespace

std::string window_name(ImageId image) { return session_name() + "-" + std::to_string(image); }

std::string files_window_name() { return session_name() + "-files"; }

SingleWindow::SingleWindow(const std::string& name)
    : m_path(state_folder() + "/window-" + name + ".lock") {
    if (!make_folder(state_folder())) return;
    std::error_code code;
    m_lock = platform::open_lock_file(m_path, code);
    if (!m_lock) return;
    if (platform::try_lock(m_lock) == platform::Lock::Taken) {
        m_first = false;
        platform::call_process(holder_of(m_lock));
        return;
    }
    const auto calls = static_cast<int>(platform::calls_to_this_process(code));
    if (code) return;
    GIOChannel* channel = g_io_channel_unix_new(calls);
    m_source = g_io_add_watch(channel, G_IO_IN, on_call, this);
    g_io_channel_unref(channel);
    if (!write_holder(m_lock)) g_debug("the window's lock could not be written");
}

SingleWindow::~SingleWindow() {
    if (m_source != 0) g_source_remove(m_source);
    std::error_code ignored;
    if (m_lock && m_first) std::filesystem::remove(m_path, ignored);
}

gboolean SingleWindow::on_call(GIOChannel*, GIOCondition, gpointer self) noexcept {
    guard([&] {
        platform::clear_calls();
        static_cast<SingleWindow*>(self)->on_called();
    });
    return G_SOURCE_CONTINUE;
}

}  // namespace upscale
