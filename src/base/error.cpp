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

}  // namespace upscale
