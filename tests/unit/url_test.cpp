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
    for (const char* address :
         {"127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
          "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "::", "fe80::1", "fd00::1", "fc00::1",
          "::ffff:10.0.0.1", "ff02::1"})
        EXPECT_TRUE(is_private_address(address)) << address;
    for (const char* address : {"8.8.8.8", "172.32.0.1", "172.15.0.1", "100.128.0.1", "192.169.0.1",
                                "2606:4700::1", "::ffff:8.8.8.8"})
        EXPECT_FALSE(is_private_address(address)) << address;
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
