// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/url.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>

#include "net/reach.hpp"

namespace upscale {
namespace {

using Url = std::unique_ptr<CURLU, decltype([](CURLU* url) { curl_url_cleanup(url); })>;

Url parse(const std::string& text) {
    Url url(curl_url());
    if (url && curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) url.reset();
    return url;
}

/// Empty if the url has no such part.
std::string part(const Url& url, CURLUPart which) {
    char* text = nullptr;
    if (!url || curl_url_get(url.get(), which, &text, 0) != CURLUE_OK) return {};
    const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
    return text;
}

std::string host_of(const Url& url) {
    std::string host = lower_case(part(url, CURLUPART_HOST));
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    while (host.ends_with('.')) host.pop_back();
    return host;
}

}  // namespace

std::string lower_case(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string host_of(const std::string& url) { return host_of(parse(url)); }

bool is_loopback(const std::string& url) {
    const std::string host = host_of(url);
    if (host == "localhost" || host == "::1") return true;
    const auto address = platform::ip_address(host);
    return address && address->bits == 32 && address->bytes[0] == 127;
}

bool names_an_address(const std::string& url) {
    const std::string host = host_of(url);
    return platform::lenient_ipv4_address(host) || host.find(':') != std::string::npos;
}

bool is_private_address(std::string_view address) {
    const auto found = platform::ip_address(std::string(address));
    return found && is_private_address(*found);
}

bool is_private_address(const platform::IpAddress& address) {
    return private_range(address).has_value();
}

bool names_private_host(const std::string& url) {
    const std::string host = host_of(url);
    // also "0x7f.1" with a dot at the end
    if (const auto odd = platform::lenient_ipv4_address(host)) return is_private_address(*odd);
    if (host.find(':') != std::string::npos) return is_private_address(host);
    // RFC 6761, 6762, 8375; "internal" is reserved by ICANN
    for (const std::string_view name : {".localhost", ".local", ".internal", ".home.arpa"})
        if (host.ends_with(name)) return true;
    return host.find('.') == std::string::npos;
}

Status check_url(const std::string& text) {
    const Url url = parse(text);
    const std::string scheme = part(url, CURLUPART_SCHEME);
    const auto refused = [&](const char* why) {
        return Error{.kind = ErrorKind::BadInput, .detail = displayed_url(text) + ": " + why};
    };
    const std::string host = host_of(url);
    // Other letters may be converted to ASCII later, as in a full-width "127.0.0.1".
    const bool ascii =
        std::all_of(host.begin(), host.end(), [](unsigned char c) { return c < 0x80; });
    if (host.empty() || !ascii) return refused("not an address");
    if (!part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty())
        return refused("an address with a password in it");
    if (scheme != "https" && !(scheme == "http" && is_loopback(text)))
        return refused("only https is allowed (http on this computer)");
    return Done{};
}

std::string displayed_url(const std::string& text) {
    const Url url = parse(text);
    if (!url) return "(not an address)";
    const std::string port = part(url, CURLUPART_PORT);
    return part(url, CURLUPART_SCHEME) + "://" + part(url, CURLUPART_HOST) +
           (port.empty() ? "" : ":" + port) + part(url, CURLUPART_PATH);
}

std::string join_url(std::string_view base, std::string_view path) {
    while (base.ends_with('/')) base.remove_suffix(1);
    while (path.starts_with('/')) path.remove_prefix(1);
    return std::string(base) + '/' + std::string(path);
}

std::string percent_encoded(std::string_view text, std::string_view kept) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || std::string_view("-._~").find(c) != std::string_view::npos ||
            kept.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += kHex[byte >> 4];
            encoded += kHex[byte & 15];
        }
    }
    return encoded;
}

}  // namespace upscale
