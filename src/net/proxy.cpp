// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proxy.hpp"

#include <charconv>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "base/files.hpp"
#include "net/url.hpp"
#include "platform/network.hpp"

namespace upscale {
namespace {

std::string first_of(std::initializer_list<const char*> variables) {
    for (const char* name : variables)
        if (auto value = environment(name); !value.empty()) return value;
    return {};
}

/// `network`: an address, or one with "/" and the number of bits that count.
bool is_in_network(const platform::IpAddress& address, std::string_view network) {
    const auto slash = network.find('/');
    const auto base = platform::ip_address(std::string(network.substr(0, slash)));
    if (!base || base->bits != address.bits) return false;
    int bits = address.bits;
    if (slash != std::string_view::npos) {
        const char* end = network.data() + network.size();
        const auto [rest, failure] = std::from_chars(network.data() + slash + 1, end, bits);
        if (failure != std::errc() || rest != end || bits < 0 || bits > address.bits) return false;
    }
    for (int bit = 0; bit < bits; ++bit) {
        const auto at = static_cast<std::size_t>(bit / 8);
        if (((address.bytes[at] ^ base->bytes[at]) >> (7 - bit % 8) & 1) != 0) return false;
    }
    return true;
}

/// The name itself or one below it; a leading dot makes no difference.
bool is_name_within(std::string_view host, std::string_view name) {
    if (name.starts_with('.')) name.remove_prefix(1);
    return !name.empty() && host.ends_with(name) &&
           (host.size() == name.size() || host[host.size() - name.size() - 1] == '.');
}

bool is_exception(const std::string& host, const std::string& exceptions) {
    if (exceptions == "*") return true;
    const auto address = platform::ip_address(host);
    for (std::size_t at = 0; at < exceptions.size();) {
        const auto end = std::min(exceptions.find_first_of(", \t", at), exceptions.size());
        std::string entry = lower_case(exceptions.substr(at, end - at));
        at = end + 1;
        if (entry.ends_with('.')) entry.pop_back();
        if (address ? is_in_network(*address, entry) : is_name_within(host, entry)) return true;
    }
    return false;
}

}  // namespace

ProxySettings proxy_settings() {
    return {first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}),
            first_of({"no_proxy", "NO_PROXY"})};
}

std::string proxy_for(const std::string& url, const ProxySettings& settings) {
    const bool direct = is_loopback(url) || is_exception(host_of(url), settings.exceptions);
    return direct ? std::string() : settings.proxy;
}

}  // namespace upscale
