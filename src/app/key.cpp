// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/key.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "net/url.hpp"

namespace upscale {
namespace {

constexpr std::size_t kMaxKeyFile = 4096;

std::string trimmed(std::string text) {
    const auto is_blank = [](unsigned char c) { return c <= ' '; };
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_blank));
    text.erase(std::find_if_not(text.rbegin(), text.rend(), is_blank).base(), text.end());
    return text;
}

}  // namespace

Result<Service> service_from_environment() {
    Service service{environment("ONEMIN_API_URL", "https://api.1min.ai"),
                    environment("ONEMIN_ASSET_URL", "https://asset.1min.ai"),
                    {}};
    for (const std::string& url : {service.api_url, service.asset_url})
        if (auto allowed = check_url(url); !allowed) return allowed.error();
    return service;
}

Result<SecretString> find_key(const std::string& key_file) {
    std::string key = trimmed(environment("ONEMIN_API_KEY"));
    if (key.empty()) {
        if (auto content = read_file(key_file, kMaxKeyFile)) {
            const std::string text = trimmed(std::string(as_text(*content)));
            key = trimmed(text.substr(0, text.find('\n')));
            std::fill(content->begin(), content->end(), 0);
        }
    }
    const bool printable = std::all_of(key.begin(), key.end(),
                                       [](unsigned char c) { return c > ' ' && c < 0x7F; });
    if (key.empty() || !printable) return Error{.kind = ErrorKind::NoKey};
    return SecretString(std::move(key));
}

}  // namespace upscale
