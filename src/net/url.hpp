// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which addresses we talk to, and how addresses are shown. Parsing is libcurl's.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "platform/network.hpp"

namespace upscale {

/// BadInput unless url is https, or http to a loopback address (127.0.0.0/8, ::1, localhost), and
/// carries no user name or password, and its host is ASCII.
Status check_url(const std::string& url);

/// The url's host in lower case, without the brackets of an IPv6 address and a dot at its end; odd
/// ways to write an IPv4 address (0x7f.1) as libcurl understands them. Empty: not an address.
std::string host_of(const std::string& url);

/// True if the url's host is this computer (127.0.0.0/8, ::1, localhost).
bool is_loopback(const std::string& url);

/// True if an address in text form (IPv4 or IPv6) is none of the public internet: this computer,
/// private networks, and what is reserved (IANA's registries of special-purpose addresses), also
/// where IPv6 holds such an IPv4 address (mapped, NAT64, 6to4). False for what is no address.
bool is_private_address(std::string_view address);
bool is_private_address(const platform::IpAddress& address);

/// True if a url names, without asking a name server, something that is not on the public internet:
/// such an address however it is written, or a name of the local network (no dot in it, or below
/// localhost, local, internal, home.arpa).
bool names_private_host(const std::string& url);

/// ASCII letters in lower case.
std::string lower_case(std::string text);

/// Scheme, host and path without query and fragment, for logs: signatures live in the query.
std::string displayed_url(const std::string& url);

/// `base` and `path` with exactly one slash between them.
std::string join_url(std::string_view base, std::string_view path);

/// Percent-encodes everything but RFC 3986's unreserved characters and those in `kept`.
std::string percent_encoded(std::string_view text, std::string_view kept = {});

}  // namespace upscale
