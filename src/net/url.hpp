// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which addresses we talk to, and how addresses are shown. Parsing is libcurl's.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace upscale {

/// BadInput unless url is https, or http to a loopback address (127.0.0.0/8, ::1, localhost), and
/// carries no user name or password.
Status check_url(const std::string& url);

/// True if the url's host is this computer (127.0.0.0/8, ::1, localhost).
bool is_loopback(const std::string& url);

/// True if an address in text form (IPv4 or IPv6) belongs to this computer or a private network:
/// loopback, RFC 1918, RFC 6598, link-local, unique local, unspecified, multicast.
bool is_private_address(std::string_view address);

/// Scheme, host and path without query and fragment, for logs: signatures live in the query.
std::string displayed_url(const std::string& url);

/// `base` and `path` with exactly one slash between them.
std::string join_url(std::string_view base, std::string_view path);

/// Percent-encodes everything but RFC 3986's unreserved characters and those in `kept`.
std::string percent_encoded(std::string_view text, std::string_view kept = {});

}  // namespace upscale
