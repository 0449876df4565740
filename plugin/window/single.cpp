// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/single.hpp"

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <charconv>

#include "base/files.hpp"
#include "common/boundary.hpp"
#include "state/journal.hpp"

namespace upscale {
namespace {

/// The process that holds the lock of the file, which is written in it; 0: none.
pid_t holder_of(int lock) {
    char text[16] = {};
    const ssize_t length = pread(lock, text, sizeof text - 1, 0);
    pid_t process = 0;
    if (length > 0) std::from_chars(text, text + length, process);
    return process > 1 ? process : 0;
}

}  // namespace

std::string window_name(ImageId image) {
    std::string session = editor_session();
    for (char& c : session)
        if (!g_ascii_isalnum(c)) c = '-';
    return session + "-" + std::to_string(image);
}

SingleWindow::SingleWindow(const std::string& name)
    : m_path(state_folder() + "/window-" + name + ".lock") {
    if (!make_folder(state_folder())) return;
    m_lock = open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_lock < 0) return;
    if (flock(m_lock, LOCK_EX | LOCK_NB) != 0) {
        m_first = false;
        if (const pid_t process = holder_of(m_lock)) kill(process, SIGUSR1);
        return;
    }
    const std::string number = std::to_string(getpid());
    m_source = g_unix_signal_add(SIGUSR1, on_signal, this);
    if (ftruncate(m_lock, 0) != 0 ||
        pwrite(m_lock, number.data(), number.size(), 0) != static_cast<ssize_t>(number.size()))
        g_debug("the window's lock could not be written");
}

SingleWindow::~SingleWindow() {
    if (m_source != 0) g_source_remove(m_source);
    if (m_lock < 0) return;
    if (m_first) unlink(m_path.c_str());
    close(m_lock);
}

gboolean SingleWindow::on_signal(gpointer self) noexcept {
    guard([&] { static_cast<SingleWindow*>(self)->on_called(); });
    return G_SOURCE_CONTINUE;
}

}  // namespace upscale
