// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/redact.hpp"

#include <gtest/gtest.h>

#include "base/secret.hpp"

namespace upscale {
namespace {

TEST(Redact, RemovesASecretInTheUsualEncodings) {
    const SecretString secret("sk/live-0123456789");
    for (const char* shown : {
             "sk/live-0123456789", "SK/LIVE-0123456789", R"(sk\/live-0123456789)",
             R"(sk\\\/live-0123456789)", R"(\u0073k/live-0123456789)",
             R"(\\u0073\\u006B\\u002flive-0123456789)", R"(\x73k\x2Flive-0123456789)",
             "sk%2Flive-0123456789", "%73%6b%2flive%2D0123456789", "sk%252Flive-0123456789",
             "sk%25252Flive-0123456789", "sk&#47;live-0123456789", "sk&#x2F;live&#x2d;0123456789",
             "sk&amp;#47;live-0123456789",
             "c2svbGl2ZS0wMTIzNDU2Nzg5",  // base64
         })
        EXPECT_EQ(redacted(std::string("a ") + shown + "!"), "a ***!") << shown;
    // base64 of "x:" or "x:y", then the secret, then more
    for (const char* shown : {"eDpzay9saXZlLTAxMjM0NTY3ODkh", "eDp5c2svbGl2ZS0wMTIzNDU2Nzg5IQ=="})
        EXPECT_NE(redacted(shown).find("***"), std::string::npos) << redacted(shown);
    EXPECT_EQ(redacted("sk/live-0123456789sk/live-0123456789"), "******");
    EXPECT_EQ(redacted("cut off: sk/live-01…"), "cut off: ***…");
    for (const char* harmless : {"", "sk/live", "live-0123456789", "100 % of it & more \\ ", "%",
                                 "&#;", "\\", "\\u", "%2", "&amp;"})
        EXPECT_EQ(redacted(harmless), harmless);
}

TEST(Redact, RemovesEverySecretEvenAfterItsOwnerIsGone) {
    { const SecretString secret("first-secret-of-all"); }
    const SecretString other("another-secret");
    EXPECT_EQ(redacted("another-secret, first-secret-of-all"), "***, ***");
    const SecretString tiny("abc");
    EXPECT_EQ(redacted("abcdef"), "abcdef") << "too short to be one";
}

TEST(Redact, AnAddressIsShownWithoutItsQuery) {
    EXPECT_EQ(without_queries("GET https://a.org/b.png?X-Amz-Signature=00&x=\"1\" failed"),
              "GET https://a.org/b.png?…\"1\" failed");
    EXPECT_EQ(without_queries("a?b=c d%3Fsig%3D00 e"), "a?… d?… e");
    EXPECT_EQ(without_queries("Is it? Yes. Why?"), "Is it? Yes. Why?");
}

TEST(Redact, ManyEscapesTakeNoLongerThanTheirText) {
    keep_secret("sesame-for-escapes");
    // the square of these lengths would be minutes
    for (const char* piece : {"\\", "%25", "&amp;", "&", "&#"}) {
        std::string text;
        while (text.size() < (1 << 19)) text += piece;
        EXPECT_EQ(redacted(text), text);
    }
    const std::string escaped = std::string(1000, '\\') + "u0073esame-for-escapes";
    EXPECT_EQ(redacted(escaped).find("esame"), std::string::npos);
}

}  // namespace
}  // namespace upscale
