// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/words/messages.hpp"

#include <glib.h>

#include "app/job.hpp"
#include "base/parameters.hpp"
#include "base/redact.hpp"
#include "common/gobject_ptr.hpp"
#include "common/words/i18n.hpp"

namespace upscale {
namespace {

// One case per kind and no default, so that a new kind without words is a warning.
const char* words_for(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Cancelled:
            return _("Cancelled.");
        case ErrorKind::NoKey:
            return _(
                "There is no API key for 1min.ai. Set it in the account settings of Ideogram "
                "Upscale, or in the environment variable ONEMIN_API_KEY; or choose to upscale "
                "with this computer.");
        case ErrorKind::Unauthorized:
            return _(
                "1min.ai does not accept the API key. Check it at app.1min.ai, API, and set "
                "it anew in the account settings of Ideogram Upscale.");
        case ErrorKind::NoCredits:
            return _(
                "There are not enough credits. Top up at app.1min.ai or choose fewer "
                "variations.");
        case ErrorKind::Refused:
            return _(
                "The safety check refused the prompt or the image. Change the prompt or "
                "choose another part of the image.");
        case ErrorKind::RateLimited:
            return _("The service asks for a pause. Try again in a few minutes.");
        case ErrorKind::BadInput:
            return _("This cannot be upscaled as it is.");
        case ErrorKind::TooLarge:
            return _(
                "The image is too large. Choose a smaller layer, a selection, or the upload "
                "format Automatic.");
        case ErrorKind::UnsupportedModel:
            return _(
                "The service no longer offers this upscaler. Look for a newer version of this "
                "plug-in.");
        case ErrorKind::Offline:
            return _("The service cannot be reached. Check the network and try again.");
        case ErrorKind::Tls:
            return _(
                "The connection is not secure: the server's certificate could not be "
                "verified. Check the computer's clock, proxy and certificates.");
        case ErrorKind::Timeout:
            return _("The service did not answer in time. Try again later.");
        case ErrorKind::ServerFault:
            return _("The service failed. Try again in a few minutes.");
        case ErrorKind::BadReply:
            return _(
                "The service gave an answer that this plug-in does not understand. Try again; "
                "if it persists, look for a newer version.");
        case ErrorKind::LocalIo:
            return _(
                "Reading or writing on this computer failed. Check the free space and the "
                "installation.");
        case ErrorKind::Internal:
            return _(
                "Something went wrong inside the plug-in, or memory ran out. Close other images "
                "and try again.");
    }
    return "";
}

/// True if an error's detail helps a person; else it is for the log.
bool is_for_people(ErrorKind kind, bool quotes_service) {
    switch (kind) {
        case ErrorKind::Refused:
        case ErrorKind::BadInput:
        case ErrorKind::UnsupportedModel:
            return true;
        case ErrorKind::NoKey:
        case ErrorKind::TooLarge:
        case ErrorKind::LocalIo:
            return !quotes_service;
        default:
            return false;
    }
}

/// True if the words alone say what an HTTP status could.
bool explains_itself(ErrorKind kind) {
    return kind == ErrorKind::Unauthorized || kind == ErrorKind::NoCredits ||
           kind == ErrorKind::Refused || kind == ErrorKind::RateLimited;
}

}  // namespace

std::string message_for(const Error& error) {
    if (error.size_limit) return too_large_for_this_computer(*error.size_limit);
    const ErrorKind kind = error.told_as.value_or(error.kind);
    std::string text = words_for(kind);
    if (error.kind == ErrorKind::NoCredits && error.credits_needed && error.credits_available)
        text += " " +
                std::string(adopt(g_strdup_printf(_("Needed: %ld, available: %ld."),
                                                  *error.credits_needed, *error.credits_available))
                                .get());
    if (error.kind == ErrorKind::RateLimited && error.retry_after_s)
        text += " " + std::string(adopt(g_strdup_printf(_("It asks to wait %d seconds."),
                                                        *error.retry_after_s))
                                      .get());
    if (!error.detail.empty() && is_for_people(kind, error.quotes_service))
        text += error.quotes_service
                    ? " " + std::string(adopt(g_strdup_printf(_("The service says: \"%s\""),
                                                              error.detail.c_str()))
                                            .get())
                    : " (" + std::string(_(error.detail.c_str())) + ")";
    else if (error.http_status >= 400 && !explains_itself(kind))
        text += " (HTTP " + std::to_string(error.http_status) + ")";
    if (!error.kept_file.empty())
        text +=
            " " +
            std::string(
                adopt(g_strdup_printf(_("The file is kept: %s"), error.kept_file.c_str())).get());
    return redacted(text);
}

std::string too_large_for_this_computer(const SizeLimit& limit) {
    return adopt(g_strdup_printf(
                     _("This computer enlarges up to %d megapixels, and %d pixels a side. Select a "
                       "part of the layer and choose the region Selection, or upscale with "
                       "Ideogram."),
                     static_cast<int>(limit.most_pixels / 1000000), limit.longest_side))
        .get();
}

std::string recover_hint() {
    return _(
        "What was paid for is not lost: it can be fetched from the history of Ideogram Upscale, or "
        "with Recover Ideogram Upscale.");
}

std::string maybe_charged_hint() {
    return _("It may have been charged all the same: see the usage at app.1min.ai.");
}

std::string fate_of(const JobEnd& end) {
    if (end.unsaved)
        return adopt(g_strdup_printf(
                         _("It is paid for, but its record could not be written (%s). Free some "
                           "space on the disk, and note the service's name for it: %s"),
                         end.unsaved->detail.c_str(), end.job.uuid.c_str()))
            .get();
    if (!end.folder || !is_unfinished(end.job)) return {};
    return is_recoverable(end.job) ? recover_hint() : maybe_charged_hint();
}

}  // namespace upscale
