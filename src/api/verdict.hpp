// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from an answer that is an error: decided by its status and its machine-readable
// codes, never by its words.
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace upscale {

struct Verdict {
    ErrorKind kind = ErrorKind::BadReply;
    bool passing = false;      ///< the same call may go well a moment later
    bool turned_down = false;  ///< no work was begun, so that a billed call cost nothing
    bool operator==(const Verdict&) const = default;
};

/// `http_status`: of the answer, not 2xx. `code`: its `errorCode`, or empty. `provider_status`: the
/// HTTP status that the service had from its provider (details.response.status), or 0. Code and
/// provider refine an answer of the class 4xx alone: behind a 5xx is a gateway that knows nothing.
/// Source: RFC 9110, section 15; docs.1min.ai for 406 and the codes; Ideogram's API for 422.
Verdict verdict_of(int http_status, std::string_view code = {}, int provider_status = 0);

/// True if a billed call that failed so may have been charged all the same.
inline bool may_be_charged(const Error& error) {
    return error.may_have_arrived && !error.turned_down;
}

}  // namespace upscale
