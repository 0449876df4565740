// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/network.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>

namespace upscale::platform {
namespace {

template <class Raw>
IpAddress address_from(const Raw& raw) {
    IpAddress address{.bits = 8 * static_cast<int>(sizeof raw)};
    static_assert(sizeof raw <= sizeof address.bytes);
    std::memcpy(address.bytes.data(), &raw, sizeof raw);
    return address;
}

}  // namespace

std::optional<IpAddress> ip_address(const std::string& text) {
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return address_from(v4);
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) == 1) return address_from(v6);
    return std::nullopt;
}

std::optional<IpAddress> lenient_ipv4_address(const std::string& text) {
    in_addr v4{};
    if (inet_aton(text.c_str(), &v4) == 0) return std::nullopt;
    return address_from(v4);
}

std::optional<IpAddress> ip_address(const sockaddr& address) {
    if (address.sa_family == AF_INET)
        return address_from(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
    if (address.sa_family == AF_INET6)
        return address_from(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
    return std::nullopt;
}

std::intptr_t open_socket(int family, int type, int protocol) {
    return socket(family, type | SOCK_CLOEXEC, protocol);
}

long undelivered(std::intptr_t socket) {
    int bytes = 0;
    return ioctl(static_cast<int>(socket), TIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

}  // namespace upscale::platform
