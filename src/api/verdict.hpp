// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from an error answer. The HTTP status and the machine-readable codes decide it,
// never the wording.
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace upscale {

struct Verdict {
    ErrorKind kind = ErrorKind::BadReply;
    bool passing = false;      ///< the same call may succeed a moment later
    bool turned_down = false;  ///< no work was begun, so that a billed call cost nothing
    bool operator==(const Verdict&) const = default;
};

/// `http_status`: the status of the answer, not 2xx. `code`: its `errorCode`, or empty.
/// `provider_status`: the HTTP status that the service got from its provider
/// (details.response.status), or 0. Code and provider are looked at only in a 4xx answer: a 5xx
/// answer may come from a gateway, which does not know how the call ended. Source: RFC 9110,
/// section 15; docs.1min.ai for 406 and the codes; Ideogram's API for 422. Only what the service
/// itself refused is turned down: once it has asked its provider, it may have charged.
Verdict verdict_of(int http_status, std::string_view code = {}, int provider_status = 0);

/// What an error of a poll or a download means. These calls send nothing of the user's: a complaint
/// about the input, the credits or the model is a mistake of whoever answered, so it becomes
/// BadReply. An error after the payment is never one of the caller.
Error after_payment(Error error);

/// True if a billed call that failed with this error may have been charged nevertheless.
inline bool may_be_charged(const Error& error) {
    return error.may_have_arrived && !error.turned_down;
}

}  // namespace upscale
