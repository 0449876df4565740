// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/key.hpp"

#include <algorithm>
#include <filesystem>

#include "base/files.hpp"
#include "net/url.hpp"

namespace upscale {
namespace {

constexpr const char* kVariable = "ONEMIN_API_KEY";
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

std::optional<SecretString> key_from_text(const std::string& text) {
    std::string key = trimmed(text);
    key = trimmed(key.substr(0, key.find('\n')));
    const bool printable =
        std::all_of(key.begin(), key.end(), [](unsigned char c) { return c > ' ' && c < 0x7F; });
    if (key.empty() || !printable) return std::nullopt;
    return SecretString(std::move(key));
}

bool has_environment_key() { return !environment(kVariable).empty(); }

Result<SecretString> key_from_environment() {
    // a second line is no slip there but an attempt to add a header
    const std::string text = trimmed(environment(kVariable));
    auto key = text.find('\n') == std::string::npos ? key_from_text(text) : std::nullopt;
    if (!key) return Error{.kind = ErrorKind::NoKey};
    return std::move(*key);
}

Result<SecretString> key_from_file(const std::string& path) {
    auto content = read_file(path, kMaxKeyFile);
    if (!content) return Error{.kind = ErrorKind::NoKey};
    auto key = key_from_text(std::string(as_text(*content)));
    std::fill(content->begin(), content->end(), 0);
    if (!key) return Error{.kind = ErrorKind::NoKey};
    return std::move(*key);
}

Status write_key_file(const std::string& path, const SecretString& key) {
    const auto folder = std::filesystem::path(path).parent_path().string();
    if (auto made = make_folder(folder); !made) return made;
    const std::string line = key.reveal() + "\n";
    return write_file(path, {reinterpret_cast<const std::uint8_t*>(line.data()), line.size()});
}

}  // namespace upscale
