// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/url.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>

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

using platform::IpAddress;

std::uint32_t big32(const IpAddress& address, std::size_t at) {
    return std::uint32_t{address.bytes[at]} << 24 | std::uint32_t{address.bytes[at + 1]} << 16 |
           std::uint32_t{address.bytes[at + 2]} << 8 | address.bytes[at + 3];
}

bool in_network(std::uint32_t address, std::uint32_t network, int bits) {
    return (address ^ network) >> (32 - bits) == 0;
}

/// https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast.
bool is_private_ipv4(std::uint32_t address) {
    struct Network {
        std::uint32_t base;
        int bits;
    };
    static constexpr Network kNetworks[] = {
        {0x00000000, 8},   // this network
        {0x0A000000, 8},   // private: 10
        {0x64400000, 10},  // carriers' own: 100.64
        {0x7F000000, 8},   // loopback
        {0xA9FE0000, 16},  // link-local: 169.254
        {0xAC100000, 12},  // private: 172.16
        {0xC0000000, 24},  // protocol assignments: 192.0.0
        {0xC0000200, 24},  // documentation: 192.0.2
        {0xC0586300, 24},  // relays of 6to4: 192.88.99
        {0xC0A80000, 16},  // private: 192.168
        {0xC6120000, 15},  // benchmarks: 198.18
        {0xC6336400, 24},  // documentation: 198.51.100
        {0xCB007100, 24},  // documentation: 203.0.113
        {0xE0000000, 3},   // multicast and reserved: from 224
    };
    return std::any_of(std::begin(kNetworks), std::end(kNetworks), [&](const Network& network) {
        return in_network(address, network.base, network.bits);
    });
}

/// https://www.iana.org/assignments/iana-ipv6-special-registry: of all IPv6 addresses only 2000::/3
/// has been assigned, with exceptions.
bool is_private_ipv6(const IpAddress& address) {
    const std::uint32_t first = big32(address, 0), second = big32(address, 4),
                        third = big32(address, 8), last = big32(address, 12);
    const bool mapped = first == 0 && second == 0 && third == 0x0000FFFF;  // ::ffff:0:0/96
    const bool nat64 = first == 0x0064FF9B && second == 0 && third == 0;   // 64:ff9b::/96
    if (mapped || nat64) return is_private_ipv4(last);
    if (in_network(first, 0x20020000, 16))  // 6to4: 2002::/16
        return is_private_ipv4(first << 16 | second >> 16);
    return !in_network(first, 0x20000000, 3) ||  // with loopback, fc00::, fe80::, fec0::, ff00::
           in_network(first, 0x20010000, 23) ||  // protocol assignments, Teredo
           in_network(first, 0x20010DB8, 32) ||  // documentation
           in_network(first, 0x3FFF0000, 20);    // documentation
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
    return address && address->bits == 32 && in_network(big32(*address, 0), 0x7F000000, 8);
}

bool is_private_address(std::string_view address) {
    const auto found = platform::ip_address(std::string(address));
    return found && is_private_address(*found);
}

bool is_private_address(const IpAddress& address) {
    return address.bits == 32 ? is_private_ipv4(big32(address, 0)) : is_private_ipv6(address);
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
