// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proxy.hpp"

#include <gtest/gtest.h>

#include "support/setting.hpp"

namespace upscale {
namespace {

TEST(Proxy, ExceptionsAreAsCurlReadsThem) {
    const struct {
        const char *host, *exceptions;
        bool direct;
    } cases[] = {
        {"api.1min.ai", "", false},
        {"api.1min.ai", "*", true},
        {"api.1min.ai", "*,x", false},
        {"api.1min.ai", "1min.ai", true},
        {"api.1min.ai", ".1min.ai", true},
        {"1min.ai", ".1min.ai", true},
        {"api.1min.ai", "min.ai", false},
        {"api.1min.ai", "x.org, API.1MIN.AI.", true},
        {"api.1min.ai.", "1min.ai", true},
        {"api.1min.ai", "x.org y.org\t1min.ai", true},
        {"api.1min.ai", "api.1min.ai:443", false},
        {"10.1.2.3", "10.0.0.0/8", true},
        {"10.1.2.3", "10.1.2.3", true},
        {"10.1.2.3", "10.0.0.0/16", false},
        {"10.1.2.3", "10.1.2.0/25,11.0.0.0/8", true},
        {"10.1.2.200", "10.1.2.0/25", false},
        {"10.1.2.3", "2.3", false},
        {"10.1.2.3", "10.0.0.0/33", false},
        {"10.1.2.3", "10.0.0.0/", false},
        {"10.1.2.3", "0.0.0.0/0", true},
        {"[2606:4700::1]", "2606:4700::/32", true},
        {"[2606:4701::1]", "2606:4700::/32", false},
        {"[2606:4700::1]", "2606:4700:0::1", true},
    };
    for (const auto& [host, exceptions, direct] : cases)
        EXPECT_EQ(proxy_for(std::string("https://") + host + "/", {"http://proxy:1", exceptions}),
                  direct ? "" : "http://proxy:1")
            << host << " " << exceptions;
}

TEST(Proxy, ThisComputerIsReachedDirectly) {
    for (const char* url : {"http://127.0.0.1:1/", "http://[::1]/", "http://localhost/a"})
        EXPECT_EQ(proxy_for(url, {"http://proxy:1"}), "") << url;
}

TEST(Proxy, ComesFromTheEnvironment) {
    EXPECT_EQ(proxy_settings().proxy, "");
    const Setting last("ALL_PROXY", "socks5h://d"), third("all_proxy", ""),
        second("HTTPS_PROXY", "http://b");
    EXPECT_EQ(proxy_settings().proxy, "http://b");
    const Setting first("https_proxy", "http://a"), exceptions("NO_PROXY", "x.org");
    EXPECT_EQ(proxy_settings().proxy, "http://a");
    EXPECT_EQ(proxy_settings().exceptions, "x.org");
}

}  // namespace
}  // namespace upscale
