// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Why something failed: a kind for decisions, a reason for messages, and details for the log.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/network_fault.hpp"

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
    BadReply,          ///< an answer that cannot be understood or is not an image
    LocalIo,           ///< reading or writing on this computer failed
    Internal,          ///< a bug or lack of memory
};

/// The kind's stable English name ("NoCredits"), for logs and the journal.
std::string_view name_of(ErrorKind kind);

/// The reverse of name_of() a kind; nullopt for an unknown name.
std::optional<ErrorKind> error_kind_from_name(std::string_view name);

/// The words for a reason replace those for the kind, where the kind says too little to the user. A
/// new reason needs its name in error.cpp and its words in plugin/common/words/messages.cpp.
enum class Reason {
    None,
    // the source
    NoLayer,             ///< no layer is selected
    LayerGone,           ///< it is no longer in the image
    NotALayer,           ///< it is a channel or a layer mask
    SelectionElsewhere,  ///< the selection does not touch the layer
    PartElsewhere,       ///< the part does not touch the layer
    NothingVisible,      ///< the layer is fully transparent
    NoLinkLayers,        ///< this GIMP has no link layers; 3.2 brought them
    NoNewColours,        ///< an indexed image takes results only as new images
    NotLarger,           ///< it must be sent reduced, so the result would not be larger than it
    // the upload in the fixed format is too large; Automatic would work
    MustBeReduced,    ///< the picture must be sent reduced, which only Automatic does
    WebpAndJpegFit,   ///< lossless WebP and JPEG would fit
    JpegFits,         ///< JPEG would fit
    OnlyReducedFits,  ///< only a reduced picture would fit, which Automatic makes
    // the size that is asked for
    TargetSmaller,    ///< than the source
    TargetTooLarge,   ///< larger than we take, see size_limit
    TooManyImages,    ///< the call may not pay for that many, see images_needed
    NotEnlarged,      ///< what came back is no larger than what was sent; `about`: its file
    NetworkUnusable,  ///< `about`: its file; see network_fault
    EngineEnded,      ///< the engine on this computer, in the middle of a run
    // the key; `about`: its file
    KeyringLocked,
    OldKeyInKeyring,  ///< the old key would be used before the new one
    KeyFileLink,      ///< the file or its folder is a link
    KeyFileForeign,   ///< it belongs to somebody else
    KeyFileWritable,  ///< others can write to it
    KeyFileReadable,  ///< others can read it, and that cannot be changed
    // an earlier job; `about`: its id
    NoSuchJob,
    JobInUse,           ///< another run works on it
    NothingToRecover,   ///< `about`: the ids of jobs whose records cannot be read, or empty
    NothingButUnsaved,  ///< `about`: the ids of imported jobs whose images were not saved
    NothingLeftOfJob,   ///< its results were imported, or none can come
    NotAllCallsMade,    ///< it takes further paid calls, which only another run makes
    AnswerLost,         ///< the service's name for it is not known
    RecordUnreadable,   ///< and its folder contains no result
    // who answered, or what stood in between
    PrivateNetwork,  ///< this network: the name leads into a private network; `about`: the name
    WebPage,         ///< a gateway or a login page of the network, in place of the service
    OtherAccount,    ///< the service does not know the job: it was paid with another key
    ResultTooLarge,  ///< we: the file is larger than any that we take
    SlowUpload,      ///< the line: a smaller upload would do
    // a file of a batch; `about`: a path or a name, or a job's id
    NoFiles,         ///< there is none to upscale
    FileInUse,       ///< another batch works on it
    FileChanged,     ///< it changed while it was read
    FileExists,      ///< a file has the name that the result would get
    SameResult,      ///< two files would get results of one name
    SourceInTheWay,  ///< the result would replace a file that is to be upscaled
    PerhapsPaid,     ///< an earlier run's job may have been paid for; `about`: its id
    // how we were called
    WrongArguments,    ///< their number is wrong
    NoDisplay,         ///< a dialog was asked for
    SettingsByDialog,  ///< a script cannot use the settings
};

/// The reason's stable English name ("LayerGone"), for logs; empty for None.
std::string_view name_of(Reason reason);

/// The largest pictures that an engine takes.
struct SizeLimit {
    int longest_side = 0;       ///< pixels
    long long most_pixels = 0;  ///< in all
    bool operator==(const SizeLimit&) const = default;
};

struct Error {
    ErrorKind kind = ErrorKind::Internal;
    Reason reason = Reason::None;
    /// For the log: what else is known about the cause, in English or in the service's or the
    /// system's own words. One line, at most a few hundred characters, free of keys; may be empty.
    /// Never translated: what the user must read in their language is a Reason.
    std::string detail = {};
    std::string about = {};  ///< the name or the path that the reason is about
    /// True if `detail` is in the service's words, which may repeat what was sent. They are shown
    /// to the user, but not logged.
    bool quotes_service = false;
    int http_status = 0;                    ///< 0: no HTTP answer was involved
    std::optional<int> retry_after_s = {};  ///< seconds the service asks us to wait
    std::optional<long> credits_needed = {}, credits_available = {};
    std::optional<SizeLimit> size_limit = {};  ///< what the engine on this computer, or we, take
    int images_needed = 0;                     ///< for Reason::TooManyImages
    NetworkFault network_fault = NetworkFault::None;  ///< for Reason::NetworkUnusable
    std::string operator_name = {};                   ///< for NetworkFault::Operator
    /// True if the request may have reached the service: a billed call must not be repeated then.
    bool may_have_arrived = false;
    bool passing = false;      ///< of an answer: the same call may succeed a moment later
    bool turned_down = false;  ///< of an answer: no work was begun, nothing was charged
    /// The kind that the message should be about, if the answer says more than `kind` does. Only
    /// for messages.
    std::optional<ErrorKind> told_as = {};
    std::string kept_file = {};  ///< a result that cannot be used, for the user to look at
    std::vector<std::string> fields = {};  ///< members of the request that the service objects to
};

/// The run was stopped.
inline Error cancelled() { return {.kind = ErrorKind::Cancelled}; }

}  // namespace upscale
