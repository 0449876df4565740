// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// IP addresses and sockets, for what libcurl leaves to its callers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "platform/files.hpp"

struct sockaddr;

namespace upscale::platform {

struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};  ///< the first `bits` count, in network order
    int bits = 0;                          ///< 32 or 128
    bool operator==(const IpAddress&) const = default;
};

/// As inet_pton(3) reads it: IPv4 with four decimal numbers, or IPv6 without a zone.
std::optional<IpAddress> ip_address(const std::string& text);

/// As inet_aton(3) reads it: IPv4 in all its old notations, such as "0x7f.1".
std::optional<IpAddress> lenient_ipv4_address(const std::string& text);

/// nullopt: it is of another family.
std::optional<IpAddress> ip_address(const sockaddr& address);

/// As socket(2), but child processes do not inherit it; -1 on failure.
std::intptr_t open_socket(int family, int type, int protocol);

/// Bytes written to a socket that the other side has not confirmed yet; 0 if that is not known.
long undelivered(std::intptr_t socket);

/// A socket that listens for connections from this computer. At the end it is closed, and what it
/// left in the file system is removed. `waiting`: how many connections may wait to be accepted.
class Listener {
  public:
    /// A Unix socket in a new folder (mode 0700) of $XDG_RUNTIME_DIR, else of a folder for
    /// temporary files, so that nobody else can even connect. The folder's name begins with
    /// `prefix`. Removes folders of that prefix that were left there by processes that were killed.
    static Listener open_private(const std::string& prefix, int waiting, std::error_code& code);
    /// On 127.0.0.1, for every user of this computer. `port` 0: one that the system picks.
    static Listener open_port(int port, int waiting, std::error_code& code);

    Listener() = default;
    Listener(Listener&& other) noexcept;
    Listener& operator=(Listener&&) = delete;
    ~Listener();

    /// 0 for a Unix socket.
    int port() const { return m_port; }
    /// The path of the Unix socket; empty for a port.
    const std::string& path() const { return m_path; }
    /// The socket, which the caller closes; what is in the file system stays this object's.
    std::intptr_t release() { return m_socket.release(); }

  private:
    static Listener listen_in(const std::string& base, const std::string& prefix, int waiting,
                              std::error_code& code);

    Handle m_socket;
    int m_port = 0;
    std::string m_path;
};

}  // namespace upscale::platform
