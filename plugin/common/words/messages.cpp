// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/words/messages.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/redact.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/network_words.hpp"
#include "image/files/header.hpp"

namespace upscale {
namespace {

// One case per kind and no default, so that the compiler warns of a new kind without words.
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

/// The words for a reason, which replace those for the kind. One case per reason and no default, so
/// that the compiler warns of a new reason without words.
std::string words_for_reason(const Error& error) {
    const std::string& about = error.about;
    switch (error.reason) {
        case Reason::None:
            break;
        case Reason::NoLayer:
            return _("Choose a layer in the image first.");
        case Reason::LayerGone:
            return _("The layer is no longer there.");
        case Reason::NotALayer:
            return _(
                "Channels and layer masks cannot be upscaled, only layers can. Choose a layer.");
        case Reason::SelectionElsewhere:
            return _("The selection does not touch the layer.");
        case Reason::PartElsewhere:
            return _("The part lies outside the layer. Choose another part.");
        case Reason::NothingVisible:
            return _("The layer is fully transparent: there is nothing to upscale.");
        case Reason::NoLinkLayers:
            return _("Link layers need GIMP 3.2 or later. Choose another placement.");
        case Reason::NoNewColours:
            return _(
                "An indexed image takes no new colours. Choose the placement new-image, or convert "
                "the image to RGB.");
        case Reason::NotLarger:
            return _(
                "The layer is so large that its result would be no larger. Select a part of it, "
                "and choose the region Selection.");
        case Reason::MustBeReduced:
            return _(
                "The image is too large for the service as it is. The upload format Automatic "
                "reduces it.");
        case Reason::WebpAndJpegFit:
            return _(
                "The image is too large in this upload format. WebP, JPEG and Automatic would "
                "fit.");
        case Reason::JpegFits:
            return _("The image is too large in this upload format. JPEG and Automatic would fit.");
        case Reason::OnlyReducedFits:
            return _(
                "The image is too large in this upload format. Only Automatic would fit, with "
                "fewer "
                "pixels.");
        case Reason::TargetSmaller:
            return _("The size asked for is smaller than the layer. Ask for a larger one.");
        case Reason::TargetTooLarge: {
            const SizeLimit limit =
                error.size_limit.value_or(SizeLimit{kMaxResultSide, kMaxResultPixels});
            return format(_("The size asked for is too large: results have at most %d megapixels, "
                            "and %d pixels a side."),
                          static_cast<int>(limit.most_pixels / 1000000), limit.longest_side);
        }
        case Reason::TooManyImages:
            return format(dngettext("ideogram-upscale",
                                    "%d image is needed, more than this call may pay for "
                                    "(max-images). Nothing was sent.",
                                    "%d images are needed, more than this call may pay for "
                                    "(max-images). Nothing was sent.",
                                    static_cast<unsigned long>(error.images_needed)),
                          error.images_needed);
        case Reason::NotEnlarged:
            return format(_("What came back for the first part is no larger than what was sent, so "
                            "nothing more was paid for. It is kept as %s."),
                          about.c_str());
        case Reason::NetworkUnusable:
            // Translators: the name of a file, and why, as in "it takes too long"
            return format(_("The network %s cannot be used: %s."), about.c_str(),
                          fault_words(error.network_fault, error.operator_name).c_str());
        case Reason::EngineEnded:
            return _(
                "The engine on this computer ended before the picture was done. Try again: it is "
                "started anew.");
        case Reason::KeyringLocked:
            return _("The API key is in the desktop's keyring, which is locked: unlock it.");
        case Reason::OldKeyInKeyring:
            return _(
                "The keyring holds an old key, which is used before the new one, and could not "
                "delete it. Unlock the keyring, then save the key again.");
        case Reason::KeyFileLink:
            return format(_("The key file %s or its folder is a link, which is not followed. "
                            "Remove it and save the key again."),
                          about.c_str());
        case Reason::KeyFileForeign:
            return format(_("The key file %s or its folder belongs to somebody else. Remove it and "
                            "save the key again."),
                          about.c_str());
        case Reason::KeyFileWritable:
            return format(_("Others can write to the key file %s or to its folder. Remove it and "
                            "save the key again."),
                          about.c_str());
        case Reason::KeyFileReadable:
            return format(_("Others can read the key file %s, and the file system does not allow "
                            "to change that. Remove it, and use the keyring or ONEMIN_API_KEY."),
                          about.c_str());
        case Reason::NoSuchJob:
            return format(_("There is no upscale with the name %s."), about.c_str());
        case Reason::JobInUse:
            return format(_("Another run works on the upscale %s. Try again when it has ended."),
                          about.c_str());
        case Reason::NothingToRecover:
            if (about.empty()) return _("There is no upscale to recover.");
            return joined({_("There is no upscale to recover."),
                           format(_("The records of these upscales cannot be read; name one to "
                                    "import its files: %s"),
                                  about.c_str())});
        case Reason::NothingButUnsaved:
            return format(_("There is no upscale to recover. These were imported into images that "
                            "were not saved since; name one to import it again: %s"),
                          about.c_str());
        case Reason::NothingLeftOfJob:
            return _("This upscale has nothing to recover.");
        case Reason::NotAllCallsMade:
            return _(
                "This upscale broke off before there was a whole picture. Upscale the same "
                "layer again with the same values: it goes on, and what is paid for is not "
                "paid again.");
        case Reason::AnswerLost:
            return _(
                "The service's answer to this upscale was lost, and with it the name that the "
                "service gave it, so its result cannot be fetched. You can discard it in the "
                "list.");
        case Reason::RecordUnreadable:
            return format(_("The record of the upscale %s cannot be read, and there is no result "
                            "beside it."),
                          about.c_str());
        case Reason::PrivateNetwork:
            return format(_("This network leads %s to a private address, and nothing is fetched "
                            "from there. If a VPN or a proxy of yours does that, allow it in the "
                            "settings of Ideogram Upscale."),
                          about.c_str());
        case Reason::WebPage:
            return _(
                "A web page answered instead of the service: perhaps the login page of this "
                "network. Log in to the network in a browser, and try again.");
        case Reason::OtherAccount:
            return _(
                "1min.ai does not give the result to this API key: the upscale was paid with "
                "another one. Set that key, and fetch it again.");
        case Reason::ResultTooLarge:
            return _("The result is a larger file than this plug-in takes.");
        case Reason::SlowUpload:
            return _(
                "The upload stalled, or this connection is too slow for it. A smaller upload "
                "may do: choose JPEG as the upload format, or select a part of the layer.");
        case Reason::NoFiles:
            return _("There is no file to upscale.");
        case Reason::FileInUse:
            return _("Another run is upscaling this file.");
        case Reason::FileChanged:
            return _("The file changed while it was read. Run the batch again.");
        case Reason::FileExists:
            return format(_("There is a file %s already. Choose other names, or allow to "
                            "overwrite it."),
                          about.c_str());
        case Reason::SameResult:
            return format(_("Two files would get results with the name %s. Choose other names, or "
                            "another folder for one of them."),
                          about.c_str());
        case Reason::SourceInTheWay:
            return format(_("The result would replace the file %s, which is to be upscaled. Choose "
                            "other names or another folder."),
                          about.c_str());
        case Reason::PerhapsPaid:
            return format(_("An earlier run may have paid for this file, but the service's answer "
                            "was lost. Discard the upscale %s in the list, then run the batch "
                            "again: it will be paid for anew."),
                          about.c_str());
        case Reason::WrongArguments:
            return _("The call has the wrong number of arguments.");
        case Reason::NoDisplay:
            return _("There is no display for the dialog. Use the non-interactive mode.");
        case Reason::SettingsByDialog:
            return _("The settings are a dialog; scripts set ONEMIN_API_KEY instead.");
    }
    return {};
}

/// True if an error's detail helps the user; otherwise it is only for the log.
bool is_for_people(const Error& error, ErrorKind kind) {
    switch (kind) {
        case ErrorKind::BadInput:
        case ErrorKind::UnsupportedModel:
            return true;
        case ErrorKind::Refused:
            return error.quotes_service;
        case ErrorKind::TooLarge:
        case ErrorKind::LocalIo:
            return !error.quotes_service;
        default:
            return false;
    }
}

/// True if the kind's words already say what an HTTP status would add.
bool explains_itself(ErrorKind kind) {
    return kind == ErrorKind::Unauthorized || kind == ErrorKind::NoCredits ||
           kind == ErrorKind::Refused || kind == ErrorKind::RateLimited;
}

/// Further facts about an error that has no reason of its own.
std::string particulars_of(const Error& error, ErrorKind kind) {
    if (!error.detail.empty() && is_for_people(error, kind)) {
        if (error.quotes_service)
            return format(_("The service says: \"%s\""), error.detail.c_str());
        return "(" + error.detail + ")";
    }
    if (error.http_status >= 400 && !explains_itself(kind))
        return "(HTTP " + std::to_string(error.http_status) + ")";
    return {};
}

std::string words_for(Note note, const SourceReport& source) {
    switch (note) {
        case Note::Clipped:
            return _("The layer has values beyond white (HDR). They were sent as white.");
        case Note::Reduced:
            return format(_("The layer was sent reduced to %d × %d pixels, to keep within the "
                            "limits."),
                          source.sent.width, source.sent.height);
        case Note::Lossy:
            return _("The layer was sent as JPEG, with a slight loss.");
        case Note::Different:
            return _(
                "A result shows something else than what was sent. Look at it before you use it.");
        case Note::Guessed:
            return _(
                "Where the result belongs could not be found out for certain. It lies in the "
                "likeliest place, or as a centred crop; check its position.");
        case Note::Stretched:
            return _(
                "The service stretched the result. It was brought back to the proportions of the "
                "layer.");
        case Note::Smaller:
            return _(
                "The result is smaller than you asked for. Upscale it further, or run it again to "
                "go on.");
        case Note::PartsMissing:
            return _(
                "Parts of the picture did not come back. They are enlarged without new detail; the "
                "channel “Without new detail” selects them.");
        case Note::Padded:
            return _("The service had put edges around the result. They were cut off.");
        case Note::ColoursLeft:
            return _("The colors are as they came: the result is too different from the original.");
        case Note::OnlySrgb:
            return _(
                "The image's color profile is made of tables: colors beyond sRGB are not kept.");
        case Note::MoreThanAsked:
            return _("The service made more images than were asked for. All of them are here.");
        case Note::SourceEdited:
            return _(
                "The layer has been changed since it was sent. So that the results do not cover "
                "the changes, they are hidden layers above it.");
        case Note::Replaced:
            return _("The layer is hidden now, because the result takes its place.");
        case Note::OriginalGone:
            return _(
                "The layer that it was made from is no longer in the image, so the result itself "
                "was upscaled.");
        case Note::LinkedElsewhere:
            return format(
                _("The image was not saved as XCF yet, so the file with all pixels is among "
                  "your pictures: %s"),
                source.linked.c_str());
        case Note::NotLinked:
            return _(
                "The file for the link layer could not be written. The result is a layer of the "
                "same size instead; all its pixels stay in the history.");
        case Note::AddedAtOnce:
            return _("The results could not be kept on the disk, so they were added at once.");
    }
    return {};
}

/// What is paid for of a job that broke off and goes on; empty for others.
std::string what_goes_on(const SourceReport& source) {
    if (source.images_paid == 0) return {};
    return format(
        dngettext("ideogram-upscale",
                  "%d of %d image is paid for. Run it again with the same settings: it goes on, "
                  "and pays only for the rest.",
                  "%d of %d images are paid for. Run it again with the same settings: it goes on, "
                  "and pays only for the rest.",
                  static_cast<unsigned long>(source.images_in_all)),
        source.images_paid, source.images_in_all);
}

/// What the user should know about the payment if results are not in the image: where they can be
/// fetched, that the job may have been charged, or the service's name for it. Empty: nothing was
/// paid, or nothing can be fetched.
std::string fate_of(const SourceReport& source) {
    if (source.unsaved)
        return format(_("It is paid for, but its record could not be written (%s). Free some space "
                        "on the disk, and note the service's name for it: %s"),
                      source.unsaved->detail.c_str(), source.uuid.c_str());
    if (source.payment == Payment::Perhaps)
        return _("It may have been charged all the same: see the usage at app.1min.ai.");
    if (!source.recoverable) return {};
    return source.payment == Payment::Free
               // Translators: %s is where earlier results can be opened, "Ideogram Upscale ▸
               // History"
               ? format(_("The results are kept: open them with “%s”."), recover_name().c_str())
               // Translators: %s is where earlier results can be fetched, "Ideogram Upscale ▸
               // History"
               : format(_("What was paid for is not lost: fetch it with “%s”."),
                        recover_name().c_str());
}

/// The lines of a message; a line that is already there is not added again.
class Lines {
  public:
    void add(std::string line) {
        if (!line.empty() && std::ranges::count(m_lines, line) == 0)
            m_lines.push_back(std::move(line));
    }
    /// Puts the name of the source in front if there are several sources.
    void add(const SourceReport& source, bool named, const std::string& line) {
        if (line.empty()) return;
        // Translators: the name of a layer, and what there is to say of it
        add(named ? format(_("%s: %s"), source.name.c_str(), line.c_str()) : line);
    }
    std::string text() const { return joined(m_lines, "\n"); }

  private:
    std::vector<std::string> m_lines;
};

/// Adds the lines about a source that was not stopped.
void add_source(Lines& lines, const SourceReport& source, bool named) {
    const auto add = [&](const std::string& line) { lines.add(source, named, line); };
    if (source.error) {
        add(joined({message_for(*source.error), what_goes_on(source), fate_of(source)}));
    } else if (source.arrived < source.asked) {
        add(format(dngettext("ideogram-upscale", "%d of %d result arrived.",
                             "%d of %d results arrived.", static_cast<unsigned long>(source.asked)),
                   source.arrived, source.asked));
    }
    for (const Error& lost : source.lost)
        if (!source.error) add(message_for(lost));
    if (!source.error && source.outstanding > 0) add(fate_of(source));
    for (const Note note : source.notes) add(words_for(note, source));
    add(words_for(source.detour));
    for (const std::string& file : source.files)
        add(format(_("A result cannot become a layer. It was saved as %s."), file.c_str()));
}

/// Says how the whole run ended, or all sources that were stopped together.
std::string end_of(const Error& error, const Report& report) {
    std::vector<std::string> sentences{message_for(error)};
    const auto add = [&](const std::string& sentence) {
        if (std::ranges::count(sentences, sentence) == 0) sentences.push_back(sentence);
    };
    bool paid = false, could_cost = false;
    for (const SourceReport& source : report.sources) {
        paid |= source.payment == Payment::Certain || source.payment == Payment::Perhaps;
        could_cost |= source.payment != Payment::Free;
        const bool stopped = source.error && source.error->kind == ErrorKind::Cancelled;
        if (stopped) add(what_goes_on(source));
        if (report.error || stopped) add(fate_of(source));
    }
    if (error.kind == ErrorKind::Cancelled && could_cost && !paid) add(_("Nothing was paid."));
    return joined(sentences);
}

}  // namespace

std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string text;
    for (const std::string& part : parts)
        if (!part.empty()) text += (text.empty() ? "" : between) + part;
    return text;
}

std::string message_for(Note note) { return words_for(note, {}); }

std::string message_for(const Error& error) {
    if (error.size_limit && error.reason == Reason::None)
        return too_large_for_this_computer(*error.size_limit);
    const ErrorKind kind = error.told_as.value_or(error.kind);
    const bool has_reason = error.reason != Reason::None;
    std::vector<std::string> sentences{has_reason ? words_for_reason(error) : words_for(kind)};
    if (error.kind == ErrorKind::NoCredits && error.credits_needed && error.credits_available)
        sentences.push_back(format(_("Needed: %ld, available: %ld."), *error.credits_needed,
                                   *error.credits_available));
    if (error.kind == ErrorKind::RateLimited && error.retry_after_s)
        sentences.push_back(format(dngettext("ideogram-upscale", "It asks to wait %d second.",
                                             "It asks to wait %d seconds.",
                                             static_cast<unsigned long>(*error.retry_after_s)),
                                   *error.retry_after_s));
    if (!has_reason) sentences.push_back(particulars_of(error, kind));
    if (!error.kept_file.empty())
        sentences.push_back(format(_("The file is kept: %s"), error.kept_file.c_str()));
    return redacted(joined(sentences));
}

std::string too_large_for_this_computer(const SizeLimit& limit) {
    return format(_("This computer enlarges up to %d megapixels, and %d pixels a side. Select a "
                    "part of the layer and choose the region Selection, or upscale with "
                    "Ideogram."),
                  static_cast<int>(limit.most_pixels / 1000000), limit.longest_side);
}

std::string words_for(Detour detour) {
    switch (detour) {
        case Detour::None:
            break;
        case Detour::SourceGone:
            return _("The layer is gone or has changed, so the results are new images.");
        case Detour::SourceResized:
            return _(
                "The layer has another size now than when it was sent, so the results are new "
                "images.");
        case Detour::SourceEdited:
            return _(
                "The layer has been changed since it was sent, so the results are new images.");
        case Detour::NotLarger:
            return _(
                "The result is smaller than the layer. The image is not scaled down to it; "
                "the results are new images.");
        case Detour::MuchLarger:
            return _(
                "The result is more than 4 times as large as the layer. The image is not "
                "scaled that far; the results are new images.");
        case Detour::ImageTooLarge:
            return _("The image would become too large, so the results are new images.");
    }
    return {};
}

std::string words_of(const Report& report) {
    Lines lines;
    const bool named = report.sources.size() > 1;
    if (report.error) lines.add(end_of(*report.error, report));
    const Error* stopped = nullptr;
    for (const SourceReport& source : report.sources) {
        if (source.error && source.error->kind == ErrorKind::Cancelled)
            stopped = &*source.error;
        else if (!report.error || source.error)
            add_source(lines, source, named);
    }
    if (stopped && !report.error) lines.add(end_of(*stopped, report));
    return lines.text();
}

}  // namespace upscale
