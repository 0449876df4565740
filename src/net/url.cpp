// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/url.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
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

/// The host without the brackets of an IPv6 address.
std::string host_of(const Url& url) {
    std::string host = part(url, CURLUPART_HOST);
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    return host;
}

std::optional<std::uint32_t> ipv4(const std::string& address) {
    in_addr parsed{};
    if (inet_pton(AF_INET, address.c_str(), &parsed) != 1) return std::nullopt;
    return ntohl(parsed.s_addr);
}

bool in_network(std::uint32_t address, std::uint32_t network, int bits) {
    return (address ^ network) >> (32 - bits) == 0;
}

bool is_private_ipv4(std::uint32_t a) {
    return in_network(a, 0x00000000, 8) || in_network(a, 0x0A000000, 8) ||
           in_network(a, 0x64400000, 10) || in_network(a, 0x7F000000, 8) ||
           in_network(a, 0xA9FE0000, 16) || in_network(a, 0xAC100000, 12) ||
           in_network(a, 0xC0A80000, 16) || in_network(a, 0xE0000000, 3);
}

}  // namespace

bool is_loopback(const std::string& url) {
    const std::string host = host_of(parse(url));
    if (host == "localhost" || host == "::1") return true;
    const auto address = ipv4(host);
    return address && in_network(*address, 0x7F000000, 8);
}

bool is_private_address(std::string_view address) {
    const std::string text(address);
    if (const auto v4 = ipv4(text)) return is_private_ipv4(*v4);
    std::array<std::uint8_t, 16> v6{};
    if (inet_pton(AF_INET6, text.c_str(), v6.data()) != 1) return false;
    static constexpr std::array<std::uint8_t, 12> kMappedV4{0, 0, 0, 0, 0,    0,
                                                            0, 0, 0, 0, 0xFF, 0xFF};
    if (std::memcmp(v6.data(), kMappedV4.data(), kMappedV4.size()) == 0) {
        std::uint32_t v4 = 0;
        for (std::size_t i = 12; i < 16; ++i) v4 = v4 << 8 | v6[i];
        return is_private_ipv4(v4);
    }
    static constexpr std::array<std::uint8_t, 15> kZeros{};
    const bool unspecified_or_loopback =
        std::memcmp(v6.data(), kZeros.data(), kZeros.size()) == 0 && v6[15] <= 1;
    const bool unique_local = (v6[0] & 0xFE) == 0xFC;
    const bool link_local = v6[0] == 0xFE && (v6[1] & 0xC0) == 0x80;
    return unspecified_or_loopback || unique_local || link_local || v6[0] == 0xFF;
}

Status check_url(const std::string& text) {
    const Url url = parse(text);
    const std::string scheme = part(url, CURLUPART_SCHEME);
    const auto refused = [&](const char* why) {
        return Error{.kind = ErrorKind::BadInput, .detail = displayed_url(text) + ": " + why};
    };
    if (host_of(url).empty()) return refused("not an address");
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
