// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which proxy leads to an address: pure decisions. We decide, and tell libcurl the outcome, so that
// we know for each connection whether it goes to the proxy or to the address itself.
#pragma once

#include <string>

namespace upscale {

/// What the user set for https (curl(1), ENVIRONMENT).
struct ProxySettings {
    std::string proxy;  ///< as CURLOPT_PROXY takes it; empty: none
    /// Whom to connect to directly, separated by commas or blanks: names, including all names below
    /// them; addresses; networks ("10.0.0.0/8"); "*": everybody.
    std::string exceptions = {};
};

/// $https_proxy, $HTTPS_PROXY, $all_proxy or $ALL_PROXY, and $no_proxy or $NO_PROXY.
ProxySettings proxy_settings();

/// The proxy for `url`; empty: a direct connection. Addresses of this computer are always direct.
std::string proxy_for(const std::string& url, const ProxySettings& settings);

}  // namespace upscale
