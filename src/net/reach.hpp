// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// From which addresses outside the public internet results may be fetched: pure decisions.
//
// The resolver of a tunnel (Clash, sing-box, Surge, Tailscale) gives every name an address of a
// private range of its own, and takes the connection from there to the real server. So if the API's
// own name lies in such a range, other names in that range are trusted as well: the certificate,
// which must be for the name, tells whether the real server answers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/network.hpp"

namespace upscale {

using Addresses = std::vector<platform::IpAddress>;

/// A range of addresses of the registries that is_private_address() knows.
struct AddressRange {
    platform::IpAddress
        base;        ///< an address contained in IPv6 as well (mapped, NAT64): the IPv4 one
    int prefix = 0;  ///< how many of its bits count
    bool operator==(const AddressRange&) const = default;
};

/// The non-public range that an address lies in; nullopt: it is on the public internet.
std::optional<AddressRange> private_range(const platform::IpAddress& address);

/// What is allowed beside the public internet.
struct PrivateAccess {
    bool everything = false;              ///< the user allowed it
    std::vector<AddressRange> tunnels{};  ///< for names, not for addresses in a url
};

/// `allowed`: what the user set; `api`: the addresses of the API's name.
PrivateAccess private_access(bool allowed, const Addresses& api);

/// True if a result may be fetched from this address. `by_name`: the url names a host; otherwise it
/// contains the address itself.
bool may_fetch_from(const platform::IpAddress& address, bool by_name, const PrivateAccess& access);

/// True if results may be fetched from none of a host's addresses. False if there are none, because
/// then nothing is known.
bool is_out_of_reach(const Addresses& host, bool by_name, const PrivateAccess& access);

}  // namespace upscale
