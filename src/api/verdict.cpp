// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/verdict.hpp"

namespace upscale {
namespace {

struct StatusRule {
    int first, last;  ///< HTTP statuses
    Verdict verdict;
};

using enum ErrorKind;
// The first row that holds a status counts.
constexpr StatusRule kStatuses[] = {
    //                kind, passing, turned down
    {401, 401, {Unauthorized, false, true}},
    {402, 402, {NoCredits, false, true}},
    {403, 403, {Unauthorized, false, true}},
    {406, 406, {NoCredits, false, true}},
    {408, 408, {Timeout, true, false}},  // the server gave up waiting, perhaps while it was working
    {409, 409, {BadInput, false, false}},  // it may conflict with an earlier try of the same call
    {413, 413, {TooLarge, false, true}},
    {425, 425, {ServerFault, true, true}},
    {429, 429, {RateLimited, true, true}},
    {499, 499, {BadReply, false, false}},  // a proxy says so when the client has left
    {400, 498, {BadInput, false, true}},
    {504, 504, {Timeout, true, false}},
    {522, 522, {Timeout, true, false}},
    {524, 524, {Timeout, true, false}},
    {500, 599, {ServerFault, true, false}},
};

struct CodeRule {
    std::string_view code;
    Verdict verdict;
};
constexpr CodeRule kCodes[] = {
    {"INSUFFICIENT_CREDITS", {NoCredits, false, true}},
    {"UNSUPPORTED_MODEL", {UnsupportedModel, false, true}},
};

/// The service took the call and asked its provider. Whether it charges for a call that the
/// provider then refuses is not documented, so a charge is never excluded.
constexpr std::string_view kProviderCode = "EXTERNAL_API_RESPONSE_WITH_ERROR";
// The statuses that the service's provider answered to the service.
constexpr StatusRule kProvider[] = {
    // the provider refused the service's own key, not the user's
    {401, 401, {ServerFault, false, false}}, {403, 403, {ServerFault, false, false}},
    {413, 413, {TooLarge, false, false}},    {422, 422, {Refused, false, false}},
    {429, 429, {RateLimited, true, false}},  {500, 599, {ServerFault, true, false}},
};

}  // namespace

Verdict verdict_of(int http_status, std::string_view code, int provider_status) {
    const auto holds = [](const StatusRule& rule, int status) {
        return status >= rule.first && status <= rule.last;
    };
    const bool final_word = http_status >= 400 && http_status <= 499;
    if (final_word && http_status != 401 && http_status != 429) {
        for (const CodeRule& rule : kCodes)
            if (code == rule.code) return rule.verdict;
        for (const StatusRule& rule : kProvider)
            if (holds(rule, provider_status)) return rule.verdict;
    }
    Verdict verdict;
    for (const StatusRule& rule : kStatuses) {
        if (!holds(rule, http_status)) continue;
        verdict = rule.verdict;
        break;
    }
    if (final_word && http_status != 429 && (code == kProviderCode || provider_status != 0))
        verdict.turned_down = false;
    return verdict;
}

Error after_payment(Error error) {
    switch (error.kind) {
        case NoCredits:
        case Refused:
        case BadInput:
        case TooLarge:
        case UnsupportedModel:
            error.kind = BadReply;
            break;
        case Cancelled:
        case NoKey:
        case Unauthorized:
        case RateLimited:
        case Offline:
        case Tls:
        case Timeout:
        case ServerFault:
        case BadReply:
        case LocalIo:
        case Internal:
            break;
    }
    error.told_as.reset();
    return error;
}

}  // namespace upscale
