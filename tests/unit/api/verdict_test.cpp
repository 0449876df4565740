// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/verdict.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

using enum ErrorKind;

struct Case {
    int status;
    const char* code;
    int provider;
    Verdict verdict;  ///< kind, passing, turned down
};

const Case kCases[] = {
    {400, "", 0, {BadInput, false, true}},
    {400, "HTTP_EXCEPTION", 0, {BadInput, false, true}},
    {401, "", 0, {Unauthorized, false, true}},
    {401, "", 422, {Unauthorized, false, false}},
    {402, "", 0, {NoCredits, false, true}},
    {403, "", 0, {Unauthorized, false, true}},
    {404, "", 0, {BadInput, false, true}},
    {406, "", 0, {NoCredits, false, true}},
    {408, "", 0, {Timeout, true, false}},
    {409, "", 0, {BadInput, false, false}},
    {413, "", 0, {TooLarge, false, true}},
    {422, "", 0, {BadInput, false, true}},
    {425, "", 0, {ServerFault, true, true}},
    {429, "", 0, {RateLimited, true, true}},
    {429, "INSUFFICIENT_CREDITS", 500, {RateLimited, true, true}},
    {451, "", 0, {BadInput, false, true}},
    {499, "", 0, {BadReply, false, false}},
    {500, "", 0, {ServerFault, true, false}},
    {502, "", 422, {ServerFault, true, false}},
    {503, "INSUFFICIENT_CREDITS", 0, {ServerFault, true, false}},
    {504, "", 0, {Timeout, true, false}},
    {522, "", 0, {Timeout, true, false}},
    {530, "", 0, {ServerFault, true, false}},
    {302, "", 0, {BadReply, false, false}},
    {100, "", 0, {BadReply, false, false}},
    {600, "", 0, {BadReply, false, false}},
    {400, "INSUFFICIENT_CREDITS", 0, {NoCredits, false, true}},
    {400, "UNSUPPORTED_MODEL", 0, {UnsupportedModel, false, true}},
    // the provider was asked, so a charge is not excluded
    {400, "EXTERNAL_API_RESPONSE_WITH_ERROR", 0, {BadInput, false, false}},
    {422, "EXTERNAL_API_RESPONSE_WITH_ERROR", 0, {BadInput, false, false}},
    {429, "EXTERNAL_API_RESPONSE_WITH_ERROR", 0, {RateLimited, true, true}},
    {400, "", 400, {BadInput, false, false}},
    {400, "", 401, {ServerFault, false, false}},
    {400, "", 413, {TooLarge, false, false}},
    {400, "", 422, {Refused, false, false}},
    {400, "", 429, {RateLimited, true, false}},
    {400, "", 503, {ServerFault, true, false}},
};

TEST(Verdict, FollowsFromStatusAndCodes) {
    for (const Case& c : kCases)
        EXPECT_EQ(verdict_of(c.status, c.code, c.provider), c.verdict)
            << c.status << " " << c.code << " " << c.provider;
}

TEST(Verdict, ACallMayBeChargedIfItArrivedAndWasNotTurnedDown) {
    for (const bool arrived : {false, true})
        for (const bool turned_down : {false, true})
            EXPECT_EQ(may_be_charged({.may_have_arrived = arrived, .turned_down = turned_down}),
                      arrived && !turned_down);
}

}  // namespace
}  // namespace upscale
