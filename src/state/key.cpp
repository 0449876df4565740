// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/key.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "base/files.hpp"
#include "base/fingerprint.hpp"
#include "base/log.hpp"
#include "net/url.hpp"

namespace upscale {
namespace {

constexpr const char* kVariable = "ONEMIN_API_KEY";
constexpr std::size_t kMaxKeyFile = 4096;
constexpr int kLongestWait = 24 * 3600;  // seconds

std::string folder_of(const std::string& path) {
    return std::filesystem::path(path).parent_path().string();
}

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
    const std::string wait = environment("IDEOGRAM_UPSCALE_WAIT");
    int seconds = 0;
    const auto [end, failure] = std::from_chars(wait.data(), wait.data() + wait.size(), seconds);
    if (failure == std::errc() && end == wait.data() + wait.size() && seconds > 0)
        service.wait = std::chrono::seconds(std::min(seconds, kLongestWait));
    return service;
}

std::optional<SecretString> key_from_text(const std::string& text) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF", kScheme = "bearer ";
    std::string key = trimmed(text);
    if (key.starts_with(kByteOrderMark)) key = trimmed(key.substr(kByteOrderMark.size()));
    key = trimmed(key.substr(0, key.find('\n')));
    if (lower_case(key + ' ').starts_with(kScheme))
        key = trimmed((key + ' ').substr(kScheme.size()));
    const bool printable =
        std::all_of(key.begin(), key.end(), [](unsigned char c) { return c > ' ' && c < 0x7F; });
    if (key.empty() || !printable) return std::nullopt;
    return SecretString(std::move(key));
}

bool has_environment_key() { return !environment(kVariable).empty(); }

Result<SecretString> key_from_environment() {
    // In an environment variable a second line is not a mistake but an attempt to inject a header.
    const std::string text = trimmed(environment(kVariable));
    auto key = text.find('\n') == std::string::npos ? key_from_text(text) : std::nullopt;
    if (!key) return Error{.kind = ErrorKind::NoKey};
    return std::move(*key);
}

std::string key_mark(const SecretString& key, const std::string& salt) {
    if (key.empty()) return {};
    Fingerprint fingerprint;
    for (const std::string& text : {salt, key.reveal()}) fingerprint.add(as_bytes(text));
    char digits[9];
    const std::uint64_t value = fingerprint.value();
    std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(value ^ value >> 32));
    return digits;
}

Reason fault_of_key_file(const platform::Access& folder, const platform::Access& file) {
    if (folder.is_link || file.is_link) return Reason::KeyFileLink;
    if (!(folder.is_ours || folder.is_systems) || !file.is_ours) return Reason::KeyFileForeign;
    if (folder.others_write || file.others_write) return Reason::KeyFileWritable;
    return Reason::None;
}

Result<SecretString> key_from_file(const std::string& path, bool* mended) {
    const auto folder = platform::access_of(folder_of(path)), file = platform::access_of(path);
    if (!folder || !file) return Error{.kind = ErrorKind::NoKey};
    const Reason fault = fault_of_key_file(*folder, *file);
    if (fault != Reason::None)
        return Error{.kind = ErrorKind::NoKey, .reason = fault, .about = path};
    if (file->others_read) {
        platform::make_private(path);
        // Some file systems have no permissions, so check again.
        const auto now = platform::access_of(path);
        if (!now || now->others_read)
            return Error{
                .kind = ErrorKind::NoKey, .reason = Reason::KeyFileReadable, .about = path};
        log_line("others could read the key file until now");
        if (mended) *mended = true;
    }
    auto content = read_file(path, kMaxKeyFile);
    if (!content) return Error{.kind = ErrorKind::NoKey};
    auto key = key_from_text(std::string(as_text(*content)));
    std::fill(content->begin(), content->end(), 0);
    if (!key) return Error{.kind = ErrorKind::NoKey};
    return std::move(*key);
}

Status write_key_file(const std::string& path, const SecretString& key) {
    const std::string folder = folder_of(path);
    if (const auto access = platform::access_of(folder)) {
        const auto refused = [&](Reason reason) {
            return Error{.kind = ErrorKind::LocalIo, .reason = reason, .about = path};
        };
        if (access->is_link) return refused(Reason::KeyFileLink);
        if (!access->is_ours) return refused(Reason::KeyFileForeign);
    }
    if (auto made = make_folder(folder); !made) return made;
    const std::string line = key.reveal() + "\n";
    return write_file(path, {reinterpret_cast<const std::uint8_t*>(line.data()), line.size()});
}

}  // namespace upscale
