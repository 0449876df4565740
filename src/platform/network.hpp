// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// IP addresses and sockets, for what libcurl leaves to its callers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

struct sockaddr;

namespace upscale::platform {

struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};  ///< the first `bits` count, in network order
    int bits = 0;                          ///< 32 or 128
};

/// As inet_pton(3) reads it: IPv4 with four decimal numbers, or IPv6 without a zone.
std::optional<IpAddress> ip_address(const std::string& text);

/// As inet_aton(3) reads it: IPv4 in all its odd ways, "0x7f.1".
std::optional<IpAddress> lenient_ipv4_address(const std::string& text);

/// nullopt: it is of another family.
std::optional<IpAddress> ip_address(const sockaddr& address);

/// As socket(2), but child processes do not inherit it; -1 on failure.
std::intptr_t open_socket(int family, int type, int protocol);

}  // namespace upscale::platform
