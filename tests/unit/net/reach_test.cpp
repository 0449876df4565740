// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/reach.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace upscale {
namespace {

/// Addresses separated by blanks.
Addresses addresses(const std::string& text) {
    Addresses found;
    std::istringstream words(text);
    for (std::string word; words >> word;) found.push_back(*platform::ip_address(word));
    return found;
}

TEST(Reach, FollowsFromTheAddressesOfTheApiAndOfTheResults) {
    const struct {
        const char *what, *api, *host;
        bool by_name, allowed, out_of_reach;
    } cases[] = {
        {"the public internet", "93.184.216.34", "104.16.1.1", true, false, false},
        {"an address in the url", "93.184.216.34", "104.16.1.1", false, false, false},
        {"Clash, Surge", "198.18.0.5", "198.19.255.1", true, false, false},
        {"a carrier, Tailscale", "100.64.0.1", "100.127.9.9", true, false, false},
        {"10/8", "10.0.0.1", "10.200.3.4", true, false, false},
        {"sing-box", "fc00::18", "fdfe:dcba::1", true, false, false},
        {"sing-box, both", "198.18.0.1 fc00::1", "fc00::2", true, false, false},
        {"NAT64 of a tunnel", "64:ff9b::198.18.0.1", "198.18.7.7", true, false, false},
        {"a proxy on this computer", "127.0.0.1", "127.0.0.2", true, false, false},
        {"another range than the API's", "198.18.0.5", "10.0.0.1", true, false, true},
        {"this computer from a tunnel", "198.18.0.5", "127.0.0.1", true, false, true},
        {"an address in the url, from a tunnel", "198.18.0.5", "198.18.0.9", false, false, true},
        {"only the results are private", "93.184.216.34", "198.18.0.9", true, false, true},
        {"a resolver that rejects the name", "93.184.216.34", "0.0.0.0", true, false, true},
        {"both rejected", "0.0.0.0", "0.0.0.0", true, false, true},
        {"link-local is no tunnel", "169.254.1.1", "169.254.169.254", true, false, true},
        {"IPv6 link-local is no tunnel", "fe80::1", "fe80::2", true, false, true},
        {"one public address is enough", "93.184.216.34", "10.0.0.1 104.16.1.1", true, false,
         false},
        {"nothing is known of the results", "93.184.216.34", "", true, false, false},
        {"nothing is known of the API", "", "10.0.0.1", true, false, true},
        {"allowed by the user", "93.184.216.34", "10.0.0.1", true, true, false},
        {"allowed by the user, an address", "93.184.216.34", "192.168.1.1", false, true, false},
    };
    for (const auto& c : cases)
        EXPECT_EQ(is_out_of_reach(addresses(c.host), c.by_name,
                                  private_access(c.allowed, addresses(c.api))),
                  c.out_of_reach)
            << c.what;
}

}  // namespace
}  // namespace upscale
