// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <utility>
#include <vector>

#include "platform/descriptor_posix.hpp"
#include "platform/network.hpp"

namespace upscale::platform {
namespace {

constexpr const char* kUnique = "XXXXXX";  ///< what mkdtemp() replaces
constexpr const char* kSocketName = "/socket";
constexpr std::time_t kYoung = 10;  ///< seconds in which a folder may still be without a listener

std::string variable_or(const char* name, const char* fallback) {
    const char* value = std::getenv(name);
    return value && *value ? value : fallback;
}

/// nullopt: the path is too long (108 bytes).
std::optional<sockaddr_un> unix_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return std::nullopt;
    std::copy(path.begin(), path.end(), address.sun_path);
    return address;
}

bool is_own_folder(const std::string& path, struct stat& info) {
    return lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid();
}

/// The folders in which ours may be made, best first: the user's private one if there is one, then
/// those for temporary files. Any of them may be full or read-only.
std::vector<std::string> base_folders() {
    std::vector<std::string> folders;
    struct stat info {};
    const std::string runtime = variable_or("XDG_RUNTIME_DIR", "");
    if (is_own_folder(runtime, info)) folders.push_back(runtime);
    folders.push_back(variable_or("TMPDIR", "/tmp"));
    for (const char* folder : {"/tmp", "/var/tmp", "/dev/shm"}) folders.emplace_back(folder);
    return folders;
}

void remove_socket(const std::string& path) {
    unlink(path.c_str());
    rmdir(std::filesystem::path(path).parent_path().c_str());
}

/// True if it is certain that nobody listens there.
bool is_dead(const std::string& path) {
    const auto address = unix_address(path);
    const Handle probe(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    return address && probe &&
           connect(descriptor_of(probe), reinterpret_cast<const sockaddr*>(&*address),
                   sizeof *address) != 0 &&
           (errno == ECONNREFUSED || errno == ENOENT);
}

void remove_stale(const std::string& base, const std::string& prefix) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(base, ignored)) {
        struct stat info {};
        const std::string folder = entry.path().string();
        if (entry.path().filename().string().starts_with(prefix) && is_own_folder(folder, info) &&
            std::time(nullptr) - info.st_mtime >= kYoung && is_dead(folder + kSocketName))
            remove_socket(folder + kSocketName);
    }
}

Handle open_stream(int family, std::error_code& code) {
    Handle handle(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    code = handle ? std::error_code() : last_error();
    return handle;
}

}  // namespace

Listener Listener::open_private(const std::string& prefix, int waiting, std::error_code& code) {
    for (const std::string& base : base_folders()) {
        remove_stale(base, prefix);
        Listener listener = listen_in(base, prefix, waiting, code);
        if (!code) return listener;
    }
    return {};
}

Listener Listener::listen_in(const std::string& base, const std::string& prefix, int waiting,
                             std::error_code& code) {
    Listener listener;
    listener.m_socket = open_stream(AF_UNIX, code);
    if (code) return listener;
    std::string folder = base + "/" + prefix + kUnique;
    const auto address_in = [](const std::string& made) {
        return unix_address(made + kSocketName);
    };
    if (!address_in(folder)) {
        code = std::make_error_code(std::errc::filename_too_long);
        return listener;
    }
    if (!mkdtemp(folder.data())) {
        code = last_error();
        return listener;
    }
    listener.m_path = folder + kSocketName;
    const int handle = descriptor_of(listener.m_socket);
    const auto address = address_in(folder);
    if (bind(handle, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 ||
        listen(handle, waiting) != 0)
        code = last_error();
    return listener;
}

Listener Listener::open_port(int port, int waiting, std::error_code& code) {
    Listener listener;
    listener.m_socket = open_stream(AF_INET, code);
    if (code) return listener;
    const int handle = descriptor_of(listener.m_socket);
    const int yes = 1;
    setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    socklen_t length = sizeof address;
    auto* general = reinterpret_cast<sockaddr*>(&address);
    if (bind(handle, general, length) != 0 || listen(handle, waiting) != 0 ||
        getsockname(handle, general, &length) != 0)
        code = last_error();
    listener.m_port = ntohs(address.sin_port);
    return listener;
}

Listener::Listener(Listener&& other) noexcept
    : m_socket(std::move(other.m_socket)),
      m_port(other.m_port),
      m_path(std::exchange(other.m_path, {})) {}

Listener::~Listener() {
    if (!m_path.empty()) remove_socket(m_path);
}

}  // namespace upscale::platform
