// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/reach.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace upscale {
namespace {

using platform::IpAddress;

struct Row {
    std::array<std::uint8_t, 8> base;  ///< the address's first bytes
    int prefix;
    bool tunnel = false;  ///< resolvers of tunnels take addresses from here
};

/// https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast.
constexpr Row kIpv4[] = {
    {{0}, 8},                // this network
    {{10}, 8, true},         // private
    {{100, 64}, 10, true},   // carriers' own
    {{127}, 8, true},        // loopback: a proxy on this computer
    {{169, 254}, 16},        // link-local
    {{172, 16}, 12, true},   // private
    {{192, 0, 0}, 24},       // protocol assignments
    {{192, 0, 2}, 24},       // documentation
    {{192, 88, 99}, 24},     // relays of 6to4
    {{192, 168}, 16, true},  // private
    {{198, 18}, 15, true},   // benchmarks
    {{198, 51, 100}, 24},    // documentation
    {{203, 0, 113}, 24},     // documentation
    {{224}, 3},              // multicast and reserved
};

/// https://www.iana.org/assignments/iana-ipv6-special-registry: of all IPv6 addresses only 2000::/3
/// has been assigned, with exceptions.
constexpr Row kIpv6[] = {
    {{0xFC}, 7, true},               // private
    {{0x20, 0x01}, 23},              // protocol assignments, Teredo
    {{0x20, 0x01, 0x0D, 0xB8}, 32},  // documentation
    {{0x3F, 0xFF}, 20},              // documentation
    {{0x00}, 3},
    {{0x40}, 2},
    {{0x80}, 1},  // all but 2000::/3, with loopback, fe80:: and ff00::
};

bool holds(const Row& row, const IpAddress& address) {
    for (int bit = 0; bit < row.prefix; ++bit) {
        const auto at = static_cast<std::size_t>(bit / 8);
        if (((address.bytes[at] ^ row.base[at]) >> (7 - bit % 8) & 1) != 0) return false;
    }
    return true;
}

/// The IPv4 address within an IPv6 address (mapped ::ffff:0:0/96, NAT64 64:ff9b::/96, 6to4
/// 2002::/16), else the address itself.
IpAddress innermost(const IpAddress& address) {
    if (address.bits == 32) return address;
    const auto contained = [&](std::size_t at) {
        IpAddress inner{.bits = 32};
        std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(at), 4,
                    inner.bytes.begin());
        return inner;
    };
    constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    constexpr std::array<std::uint8_t, 12> kNat64{0, 0x64, 0xFF, 0x9B};
    const auto begins_with = [&](const auto& start) {
        return std::equal(start.begin(), start.end(), address.bytes.begin());
    };
    if (begins_with(kMapped) || begins_with(kNat64)) return contained(12);
    if (address.bytes[0] == 0x20 && address.bytes[1] == 0x02) return contained(2);
    return address;
}

const Row* row_of(const IpAddress& inner) {
    const auto find = [&](const auto& rows) -> const Row* {
        for (const Row& row : rows)
            if (holds(row, inner)) return &row;
        return nullptr;
    };
    return inner.bits == 32 ? find(kIpv4) : find(kIpv6);
}

}  // namespace

std::optional<AddressRange> private_range(const IpAddress& address) {
    const IpAddress inner = innermost(address);
    const Row* const row = row_of(inner);
    if (!row) return std::nullopt;
    AddressRange range{{.bits = inner.bits}, row->prefix};
    std::ranges::copy(row->base, range.base.bytes.begin());
    return range;
}

PrivateAccess private_access(bool allowed, const Addresses& api) {
    PrivateAccess access{.everything = allowed};
    for (const IpAddress& address : api) {
        const Row* const row = row_of(innermost(address));
        if (row && row->tunnel) access.tunnels.push_back(*private_range(address));
    }
    return access;
}

bool may_fetch_from(const IpAddress& address, bool by_name, const PrivateAccess& access) {
    const auto range = private_range(address);
    if (!range || access.everything) return true;
    return by_name && std::ranges::count(access.tunnels, *range) > 0;
}

bool is_out_of_reach(const Addresses& host, bool by_name, const PrivateAccess& access) {
    return !host.empty() && std::ranges::none_of(host, [&](const IpAddress& address) {
        return may_fetch_from(address, by_name, access);
    });
}

}  // namespace upscale
