// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local_service.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>
#include <vector>

extern char** environ;

namespace upscale {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kStartTimeout{60};
constexpr const char* kKeyVariable = "IDEOGRAM_UPSCALE_LOCAL_KEY";
constexpr std::string_view kReady = "listening on ";
constexpr std::string_view kUnixSocket = "unix:";

Error io_error(const std::string& what) { return {.kind = ErrorKind::LocalIo, .detail = what}; }

Result<std::string> random_key() {
    unsigned char bytes[24];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return io_error(std::string("getrandom: ") + std::strerror(errno));
    std::string key;
    for (const unsigned char byte : bytes) {
        key += "0123456789abcdef"[byte >> 4];
        key += "0123456789abcdef"[byte & 15];
    }
    return key;
}

/// This process's environment with the key added, as posix_spawn wants it.
std::vector<char*> environment_with(std::string& assignment) {
    std::vector<char*> variables;
    for (char** variable = environ; *variable; ++variable)
        // the paid service's key is none of the engine's business
        if (std::strncmp(*variable, "ONEMIN_API_KEY=", 15) != 0) variables.push_back(*variable);
    variables.push_back(assignment.data());
    variables.push_back(nullptr);
    return variables;
}

/// Reads the line that says where it listens.
Result<std::string> read_address(int output, const std::stop_token& stop) {
    std::string line;
    const auto start = Clock::now();
    while (line.find('\n') == std::string::npos) {
        if (stop.stop_requested()) return Error{.kind = ErrorKind::Cancelled};
        if (Clock::now() - start > kStartTimeout || line.size() > 1000)
            return io_error("the engine on this computer does not start");
        pollfd waiting{output, POLLIN, 0};
        if (poll(&waiting, 1, 100) <= 0) continue;
        char buffer[200];
        const ssize_t got = read(output, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return io_error("the engine on this computer ended at its start");
        line.append(buffer, static_cast<std::size_t>(got));
    }
    line.resize(line.find('\n'));
    if (!line.starts_with(kReady)) return io_error("the engine on this computer says: " + line);
    return line.substr(kReady.size());
}

}  // namespace

LocalService::LocalService(int pid, int input, Service service)
    : m_pid(pid), m_input(input), m_service(std::move(service)) {}

LocalService::LocalService(LocalService&& other) noexcept
    : m_pid(std::exchange(other.m_pid, -1)),
      m_input(std::exchange(other.m_input, -1)),
      m_service(std::move(other.m_service)) {}

LocalService::~LocalService() {
    if (m_pid < 0) return;
    close(m_input);
    // it ends by itself within moments; a wait without end would be worse than a hard end
    bool ended = false;
    for (int i = 0; i < 100 && !ended; ++i) {
        ended = waitpid(m_pid, nullptr, WNOHANG) == m_pid;
        if (!ended) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (!ended) {
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
    }
    // if it was killed, it could not
    if (m_service.socket.empty()) return;
    unlink(m_service.socket.c_str());
    rmdir(std::filesystem::path(m_service.socket).parent_path().c_str());
}

Result<LocalService> LocalService::start(const std::string& program, const std::stop_token& stop) {
    if (access(program.c_str(), X_OK) != 0)
        return io_error("the engine on this computer is not installed (" + program + ")");
    auto key = random_key();
    if (!key) return key.error();

    int input[2], output[2];
    if (pipe2(input, O_CLOEXEC) != 0) return io_error(std::strerror(errno));
    if (pipe2(output, O_CLOEXEC) != 0) {
        const Error error = io_error(std::strerror(errno));
        close(input[0]);
        close(input[1]);
        return error;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    // GIMP's pipes must end with the plug-in, not with the engine
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    std::string assignment = std::string(kKeyVariable) + "=" + *key;
    std::vector<char*> variables = environment_with(assignment);
    std::string name = program;
    char* arguments[] = {name.data(), nullptr};
    pid_t pid = -1;
    const int failed =
        posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments, variables.data());
    posix_spawn_file_actions_destroy(&actions);
    close(input[0]);
    close(output[1]);
    if (failed) {
        close(input[1]);
        close(output[0]);
        return io_error(program + ": " + std::strerror(failed));
    }
    LocalService service(pid, input[1], {{}, {}, SecretString(*key)});
    const auto address = read_address(output[0], stop);
    close(output[0]);
    if (!address) return address.error();
    const bool is_socket = address->starts_with(kUnixSocket);
    if (is_socket) service.m_service.socket = address->substr(kUnixSocket.size());
    service.m_service.api_url = is_socket ? "http://localhost" : *address;
    service.m_service.asset_url = service.m_service.api_url;
    return service;
}

}  // namespace upscale
