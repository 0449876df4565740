// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Why something failed: a kind that code decides on, and details for the message and the log.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace upscale {

enum class ErrorKind {
    Cancelled,         ///< the user stopped it
    NoKey,             ///< no API key is set anywhere
    Unauthorized,      ///< the key is wrong, deleted or not active (401)
    NoCredits,         ///< HTTP 406; see credits_needed and credits_available
    Refused,           ///< the safety check turned the prompt or the image down
    RateLimited,       ///< 429; see retry_after_s
    BadInput,          ///< an argument or the image cannot be used; nothing was sent
    TooLarge,          ///< more bytes or pixels than the engine or we accept; see size_limit
    UnsupportedModel,  ///< the service no longer knows the model
    Offline,           ///< no connection, or it broke
    Tls,               ///< the server's certificate could not be verified
    Timeout,           ///< no answer in time
    ServerFault,       ///< 5xx, or the service says that the job failed
    BadReply,          ///< an answer that cannot be understood, or is no image
    LocalIo,           ///< reading or writing on this computer failed
    Internal,          ///< a bug or lack of memory
};

/// The kind's stable English name ("NoCredits"), for logs and the journal.
std::string_view name_of(ErrorKind kind);

/// The reverse of name_of(); nullopt for an unknown name.
std::optional<ErrorKind> error_kind_from_name(std::string_view name);

/// The largest pictures that something takes.
struct SizeLimit {
    int longest_side = 0;       ///< pixels
    long long most_pixels = 0;  ///< in all
    bool operator==(const SizeLimit&) const = default;
};

struct Error {
    ErrorKind kind = ErrorKind::Internal;
    /// The cause in the service's or the system's own words, one line, at most a few hundred
    /// characters, free of keys; may be empty.
    std::string detail = {};
    /// True if `detail` is in the service's words, which may repeat what it was sent: for people,
    /// not for the log.
    bool quotes_service = false;
    int http_status = 0;                    ///< 0: no HTTP answer was involved
    std::optional<int> retry_after_s = {};  ///< seconds the service asks us to wait
    std::optional<long> credits_needed = {}, credits_available = {};
    std::optional<SizeLimit> size_limit = {};  ///< what the engine on this computer takes
    /// True if the request may have reached the service: a billed call must not be repeated then.
    bool may_have_arrived = false;
    bool passing = false;      ///< of an answer: the same call may go well a moment later
    bool turned_down = false;  ///< of an answer: no work was begun, nothing was charged
    /// What the answer's words are about, if that is more than the kind says. For messages alone.
    std::optional<ErrorKind> told_as = {};
    std::string kept_file = {};  ///< a result that cannot be used, for the user to look at
    std::vector<std::string> fields = {};  ///< members of the request that the service objects to
};

}  // namespace upscale
