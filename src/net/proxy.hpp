// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Through which proxy an address is reached: pure decisions. libcurl is told the outcome, so that
// we know of every connection whether it leads to the proxy or to the address itself.
#pragma once

#include <string>

namespace upscale {

/// What the user set for https (curl(1), ENVIRONMENT).
struct ProxySettings {
    std::string proxy;  ///< as CURLOPT_PROXY takes it; empty: none
    /// Whom to reach directly, separated by commas or blanks: names with all that is below them,
    /// addresses, networks ("10.0.0.0/8"); "*": everybody.
    std::string exceptions = {};
};

/// $https_proxy, $HTTPS_PROXY, $all_proxy or $ALL_PROXY, and $no_proxy or $NO_PROXY.
ProxySettings proxy_settings();

/// The proxy for `url`; empty: a direct connection, as always to this computer.
std::string proxy_for(const std::string& url, const ProxySettings& settings);

}  // namespace upscale
