// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/outcome.hpp"

#include "base/log.hpp"
#include "common/words/messages.hpp"

namespace upscale {

Outcome outcome_of(const Error& error) {
    const bool ours = error.http_status == 0 && !error.may_have_arrived;
    return {.status = error.kind == ErrorKind::Cancelled          ? Outcome::Status::Cancel
                      : error.kind == ErrorKind::BadInput && ours ? Outcome::Status::CallingError
                                                                  : Outcome::Status::ExecutionError,
            .message = message_for(error),
            .cause = log_words(error)};
}

}  // namespace upscale
