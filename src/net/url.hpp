// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which addresses we may connect to, and how addresses are shown. libcurl does the parsing.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "platform/network.hpp"

namespace upscale {

/// BadInput unless url is https, or http to a loopback address (127.0.0.0/8, ::1, localhost), and
/// carries no user name or password, and its host is ASCII.
Status check_url(const std::string& url);

/// The url's host in lower case, without the brackets of an IPv6 address and without a final dot.
/// Unusual forms of an IPv4 address (0x7f.1) are converted as libcurl does. Empty: not an address.
std::string host_of(const std::string& url);

/// True if the url's host is this computer (127.0.0.0/8, ::1, localhost).
bool is_loopback(const std::string& url);

/// True if the url's host is an IP address, in any notation, and not a name.
bool names_an_address(const std::string& url);

/// True if an address in text form (IPv4 or IPv6) is not on the public internet: this computer,
/// private networks, and reserved ranges (IANA's registries of special-purpose addresses). This
/// includes IPv6 addresses that contain such an IPv4 address (mapped, NAT64, 6to4). False if the
/// text is no address.
bool is_private_address(std::string_view address);
bool is_private_address(const platform::IpAddress& address);

/// True if it can be told without a name server that a url's host is not on the public internet: it
/// is such an address in any notation, or a local name (without a dot, or below localhost, local,
/// internal, home.arpa).
bool names_private_host(const std::string& url);

/// ASCII letters in lower case.
std::string lower_case(std::string text);

/// Scheme, host and path for logs. Query and fragment are left out, because they contain
/// signatures.
std::string displayed_url(const std::string& url);

/// `base` and `path` with exactly one slash between them.
std::string join_url(std::string_view base, std::string_view path);

/// Percent-encodes everything but RFC 3986's unreserved characters and those in `kept`.
std::string percent_encoded(std::string_view text, std::string_view kept = {});

}  // namespace upscale
