// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local_engine/local_service.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/bytes.hpp"

namespace upscale {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kStartTimeout{60}, kAnswerTimeout{5};
constexpr int kEnds = 503;  ///< the status of an engine that is about to end
constexpr const char* kKeyVariable = "IDEOGRAM_UPSCALE_LOCAL_KEY";
constexpr std::string_view kReady = "listening on ";
constexpr std::string_view kUnixSocket = "unix:";

Error io_error(const std::string& what) { return {.kind = ErrorKind::LocalIo, .detail = what}; }

Result<std::string> random_key() {
    std::array<std::uint8_t, 24> bytes;
    std::error_code code;
    platform::fill_randomly(bytes, code);
    if (code) return io_error("no random numbers: " + code.message());
    std::string key;
    for (const std::uint8_t byte : bytes) {
        key += "0123456789abcdef"[byte >> 4];
        key += "0123456789abcdef"[byte & 15];
    }
    return key;
}

/// Reads the line that says where it listens.
Result<std::string> read_address(platform::Child& child, const std::stop_token& stop) {
    std::string line;
    const auto start = Clock::now();
    while (line.find('\n') == std::string::npos) {
        if (stop.stop_requested()) return cancelled();
        if (Clock::now() - start > kStartTimeout || line.size() > 1000)
            return io_error("the engine on this computer does not start");
        std::array<std::uint8_t, 200> buffer;
        const auto got = child.read_output(buffer, std::chrono::milliseconds(100));
        if (!got) continue;
        if (*got == 0) return io_error("the engine on this computer ended at its start");
        line += as_text({buffer.data(), *got});
    }
    line.resize(line.find('\n'));
    if (!line.starts_with(kReady)) return io_error("the engine on this computer says: " + line);
    return line.substr(kReady.size());
}

}  // namespace

std::vector<std::string> engine_environment(std::vector<std::string> own, const std::string& key) {
    const auto sets = [](const std::string& variable, std::string_view name) {
        return variable.starts_with(name) && variable.substr(name.size()).starts_with('=');
    };
    const bool in_appimage = std::any_of(own.begin(), own.end(), [&](const std::string& variable) {
        return sets(variable, "APPDIR") && !variable.ends_with('=');
    });
    std::erase_if(own, [&](const std::string& variable) {
        // The engine has no use for the key of the paid service, so it does not get it.
        return sets(variable, "ONEMIN_API_KEY") || sets(variable, kKeyVariable) ||
               (in_appimage && sets(variable, "LD_PRELOAD"));
    });
    own.push_back(std::string(kKeyVariable) + "=" + key);
    return own;
}

LocalService::LocalService(platform::Child child, Service service)
    : m_child(std::move(child)), m_service(std::move(service)) {}

LocalService::~LocalService() {
    if (!m_child) return;
    m_child.end();
    // The engine removes its socket itself, unless it had to be killed: then we do it.
    if (m_service.socket.empty()) return;
    const std::filesystem::path socket(m_service.socket);
    std::error_code ignored;
    std::filesystem::remove(socket, ignored);
    std::filesystem::remove(socket.parent_path(), ignored);
}

Result<LocalService> LocalService::start(const std::string& program, const std::stop_token& stop) {
    if (!platform::is_program(program))
        return io_error("the engine on this computer is not installed (" + program + ")");
    auto key = random_key();
    if (!key) return key.error();
    std::error_code code;
    LocalService service(
        platform::Child::start(program, {},
                               engine_environment(platform::environment_variables(), *key), code),
        {{}, {}, SecretString(*key)});
    if (code) return io_error(program + ": " + code.message());
    const auto address = read_address(service.m_child, stop);
    service.m_child.close_output();
    if (!address) return address.error();
    const bool is_socket = address->starts_with(kUnixSocket);
    if (is_socket) service.m_service.socket = address->substr(kUnixSocket.size());
    service.m_service.api_url = is_socket ? "http://localhost" : *address;
    service.m_service.asset_url = service.m_service.api_url;
    service.m_service.most_bytes = kMaxResultBytes;
    return service;
}

bool LocalService::answers(const std::stop_token& stop) const {
    Request request;
    request.url = m_service.api_url + "/api/results/00000000-0000-0000-0000-000000000000";
    request.socket = m_service.socket;
    request.api_key = m_service.key;
    request.total_timeout = kAnswerTimeout;
    const auto response = HttpClient().perform(request, stop);
    return (response && response->status != kEnds) || stop.stop_requested();
}

}  // namespace upscale
