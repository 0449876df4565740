// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.hpp"

#include <array>
#include <utility>

namespace upscale {
namespace {

constexpr std::array<std::pair<ErrorKind, std::string_view>, 16> kNames{{
    {ErrorKind::Cancelled, "Cancelled"},
    {ErrorKind::NoKey, "NoKey"},
    {ErrorKind::Unauthorized, "Unauthorized"},
    {ErrorKind::NoCredits, "NoCredits"},
    {ErrorKind::Refused, "Refused"},
    {ErrorKind::RateLimited, "RateLimited"},
    {ErrorKind::BadInput, "BadInput"},
    {ErrorKind::TooLarge, "TooLarge"},
    {ErrorKind::UnsupportedModel, "UnsupportedModel"},
    {ErrorKind::Offline, "Offline"},
    {ErrorKind::Tls, "Tls"},
    {ErrorKind::Timeout, "Timeout"},
    {ErrorKind::ServerFault, "ServerFault"},
    {ErrorKind::BadReply, "BadReply"},
    {ErrorKind::LocalIo, "LocalIo"},
    {ErrorKind::Internal, "Internal"},
}};

}  // namespace

std::string_view name_of(ErrorKind kind) {
    for (const auto& [known, name] : kNames)
        if (known == kind) return name;
    return "Internal";
}

std::optional<ErrorKind> error_kind_from_name(std::string_view name) {
    for (const auto& [kind, known] : kNames)
        if (known == name) return kind;
    return std::nullopt;
}

std::string_view name_of(Reason reason) {
    switch (reason) {
        case Reason::None:
            break;
        case Reason::NoLayer:
            return "NoLayer";
        case Reason::LayerGone:
            return "LayerGone";
        case Reason::NotALayer:
            return "NotALayer";
        case Reason::SelectionElsewhere:
            return "SelectionElsewhere";
        case Reason::PartElsewhere:
            return "PartElsewhere";
        case Reason::NothingVisible:
            return "NothingVisible";
        case Reason::NoLinkLayers:
            return "NoLinkLayers";
        case Reason::NoNewColours:
            return "NoNewColours";
        case Reason::NotLarger:
            return "NotLarger";
        case Reason::MustBeReduced:
            return "MustBeReduced";
        case Reason::WebpAndJpegFit:
            return "WebpAndJpegFit";
        case Reason::JpegFits:
            return "JpegFits";
        case Reason::OnlyReducedFits:
            return "OnlyReducedFits";
        case Reason::TargetSmaller:
            return "TargetSmaller";
        case Reason::TargetTooLarge:
            return "TargetTooLarge";
        case Reason::TooManyImages:
            return "TooManyImages";
        case Reason::NotEnlarged:
            return "NotEnlarged";
        case Reason::NetworkUnusable:
            return "NetworkUnusable";
        case Reason::EngineEnded:
            return "EngineEnded";
        case Reason::KeyringLocked:
            return "KeyringLocked";
        case Reason::OldKeyInKeyring:
            return "OldKeyInKeyring";
        case Reason::KeyFileLink:
            return "KeyFileLink";
        case Reason::KeyFileForeign:
            return "KeyFileForeign";
        case Reason::KeyFileWritable:
            return "KeyFileWritable";
        case Reason::KeyFileReadable:
            return "KeyFileReadable";
        case Reason::NoSuchJob:
            return "NoSuchJob";
        case Reason::JobInUse:
            return "JobInUse";
        case Reason::NothingToRecover:
            return "NothingToRecover";
        case Reason::NothingButUnsaved:
            return "NothingButUnsaved";
        case Reason::NothingLeftOfJob:
            return "NothingLeftOfJob";
        case Reason::NotAllCallsMade:
            return "NotAllCallsMade";
        case Reason::AnswerLost:
            return "AnswerLost";
        case Reason::RecordUnreadable:
            return "RecordUnreadable";
        case Reason::PrivateNetwork:
            return "PrivateNetwork";
        case Reason::WebPage:
            return "WebPage";
        case Reason::OtherAccount:
            return "OtherAccount";
        case Reason::ResultTooLarge:
            return "ResultTooLarge";
        case Reason::SlowUpload:
            return "SlowUpload";
        case Reason::NoFiles:
            return "NoFiles";
        case Reason::FileInUse:
            return "FileInUse";
        case Reason::FileChanged:
            return "FileChanged";
        case Reason::FileExists:
            return "FileExists";
        case Reason::SameResult:
            return "SameResult";
        case Reason::SourceInTheWay:
            return "SourceInTheWay";
        case Reason::PerhapsPaid:
            return "PerhapsPaid";
        case Reason::WrongArguments:
            return "WrongArguments";
        case Reason::NoDisplay:
            return "NoDisplay";
        case Reason::SettingsByDialog:
            return "SettingsByDialog";
    }
    return {};
}

}  // namespace upscale
