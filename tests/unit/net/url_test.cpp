// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/url.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

TEST(Url, OnlyHttpsAndLoopbackAreAllowed) {
    for (const std::string url :
         {"https://api.1min.ai", "https://api.1min.ai/a?b=c", "http://127.0.0.1:8080/x",
          "http://127.8.9.1/", "http://localhost/", "http://[::1]:1/"})
        EXPECT_TRUE(check_url(url)) << url;
    for (const std::string url :
         {"", "api.1min.ai", "http://api.1min.ai", "http://127.0.0.1.evil.org/",
          "http://localhost.evil.org/", "http://10.0.0.1/", "file:///etc/passwd", "ftp://a/",
          "https://user:pass@a/", "http://user@127.0.0.1/", "https://", "gopher://127.0.0.1/"}) {
        const auto allowed = check_url(url);
        ASSERT_FALSE(allowed) << url;
        EXPECT_EQ(allowed.error().kind, ErrorKind::BadInput);
    }
}

TEST(Url, KnowsPrivateAddresses) {
    for (const char* address : {"127.0.0.1",
                                "10.1.2.3",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.168.1.1",
                                "169.254.169.254",
                                "100.64.0.1",
                                "0.0.0.0",
                                "224.0.0.1",
                                "240.0.0.1",
                                "255.255.255.255",
                                "192.0.0.8",
                                "192.0.2.1",
                                "192.88.99.1",
                                "198.18.0.1",
                                "198.19.255.255",
                                "198.51.100.7",
                                "203.0.113.9",
                                "::1",
                                "::",
                                "::7f00:1",
                                "::8.8.8.8",
                                "fe80::1",
                                "fd00::1",
                                "fc00::1",
                                "fec0::1",
                                "ff02::1",
                                "::ffff:10.0.0.1",
                                "::ffff:0:8.8.8.8",
                                "64:ff9b::10.0.0.1",
                                "64:ff9b::7f00:1",
                                "64:ff9b:1::8.8.8.8",
                                "2002:7f00:1::",
                                "2002:a00:1::1",
                                "2002:c0a8:101::",
                                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                                "2001:2::1",
                                "2001:10::1",
                                "2001:db8::1",
                                "3fff::1",
                                "100::1",
                                "5f00::1",
                                "4000::1"})
        EXPECT_TRUE(is_private_address(address)) << address;
    for (const char* address :
         {"8.8.8.8", "172.32.0.1", "172.15.0.1", "100.128.0.1", "192.169.0.1", "192.0.1.1",
          "198.17.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1", "::ffff:8.8.8.8",
          "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:4860:4860::8888", "2001:200::1",
          "2a00:1450::1", "example.com", ""})
        EXPECT_FALSE(is_private_address(address)) << address;
}

TEST(Url, KnowsNamesOfThePrivateNetworkHoweverTheyAreWritten) {
    for (const char* host : {"127.0.0.1",
                             "127.0.0.1.",
                             "127.1",
                             "0x7f.1",
                             "0x7f.1.",
                             "2130706433",
                             "017700000001",
                             "0",
                             "10.0.0.1",
                             "%31%30.0.0.1",
                             "[::1]",
                             "[::ffff:127.0.0.1]",
                             "[64:ff9b::a00:1]",
                             "[fe80::1%25eth0]",
                             "localhost",
                             "LOCALHOST",
                             "localhost.",
                             "a.localhost",
                             "printer",
                             "printer.local",
                             "printer.local.",
                             "metadata.google.internal",
                             "nas.home.arpa"})
        EXPECT_TRUE(names_private_host(std::string("https://") + host + ":8081/a")) << host;
    for (const char* host : {"8.8.8.8", "api.1min.ai", "a.b.", "[2606:4700::1]", "mylocal.org",
                             "127.0.0.1.example.com", "local.example.com"})
        EXPECT_FALSE(names_private_host(std::string("https://") + host + "/a")) << host;
    // full-width digits, which libidn2 converts to 127.0.0.1
    EXPECT_FALSE(check_url("https://\uFF11\uFF12\uFF17.0.0.1/"));
}

TEST(Url, ShowsNoSignatureAndNoPassword) {
    EXPECT_EQ(displayed_url("https://s3.example.com/a/b.png?X-Amz-Signature=secret#f"),
              "https://s3.example.com/a/b.png");
    EXPECT_EQ(displayed_url("https://user:secret@example.com:8443/a"),
              "https://example.com:8443/a");
}

TEST(Url, JoinsWithOneSlash) {
    EXPECT_EQ(join_url("https://a/", "/b/c"), "https://a/b/c");
    EXPECT_EQ(join_url("https://a", "b"), "https://a/b");
}

}  // namespace
}  // namespace upscale
