// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/process.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "platform/descriptor_posix.hpp"

extern char** environ;

namespace upscale::platform {
namespace {

std::error_code error_of(int number) { return {number, std::generic_category()}; }

struct Pipe {
    Handle from, to;
};

Pipe open_pipe(std::error_code& code, int flags = 0) {
    int ends[2] = {-1, -1};
    code = pipe2(ends, O_CLOEXEC | flags) != 0 ? error_of(errno) : std::error_code();
    return {Handle(ends[0]), Handle(ends[1])};
}

constexpr int kCallSignal = SIGUSR1;

/// The pipe that a call goes through, because a signal handler may do little more than write.
struct CallPipe {
    Pipe pipe;
    std::error_code code;

    CallPipe() : pipe(open_pipe(code, O_NONBLOCK)) {
        if (code) return;
        s_to = descriptor_of(pipe.to);
        struct sigaction action {};
        action.sa_handler = on_call;
        action.sa_flags = SA_RESTART;
        if (sigaction(kCallSignal, &action, nullptr) != 0) code = error_of(errno);
    }
    static void on_call(int) {
        const int before = errno;
        // a full pipe is readable already
        [[maybe_unused]] const ssize_t written = ::write(s_to, "", 1);
        errno = before;
    }
    static inline int s_to = -1;
};

CallPipe& call_pipe() {
    static CallPipe pipe;
    return pipe;
}

/// A file of /proc, whose size is not known beforehand.
std::string read_stat(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::filesystem::path executable() {
    std::error_code ignored;
    return std::filesystem::read_symlink("/proc/self/exe", ignored);
}

void give_back_freed_memory() {
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, 1);
    // if it is not set, glibc raises it by itself whenever a large block is freed
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

int process_number() { return getpid(); }

std::string parent_process() {
    const std::string pid = std::to_string(getppid());
    const auto stat = read_stat("/proc/" + pid + "/stat");
    // the start time is field 22; the name in field 2 may hold blanks and brackets
    std::istringstream fields(stat.substr(std::min(stat.size(), stat.rfind(')') + 1)));
    std::string field;
    for (int i = 3; i <= 22 && fields >> field; ++i) continue;
    return pid + "-" + field;
}

std::vector<std::string> environment_variables() {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable; ++variable) variables.emplace_back(*variable);
    return variables;
}

std::uint64_t physical_memory() {
    const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    if (pages <= 0 || page <= 0) return 0;
    return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page);
}

std::intptr_t calls_to_this_process(std::error_code& code) {
    const CallPipe& calls = call_pipe();
    code = calls.code;
    return calls.pipe.from.value();
}

void clear_calls() {
    char some[64];
    while (::read(descriptor_of(call_pipe().pipe.from), some, sizeof some) > 0) continue;
}

void call_process(int number) {
    if (number > 1) kill(number, kCallSignal);
}

EndRequests::EndRequests() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN);
    m_signals = Handle(signalfd(-1, &set, SFD_CLOEXEC));
}

bool EndRequests::wait(std::chrono::milliseconds patience) {
    pollfd files[] = {{STDIN_FILENO, POLLIN, 0}, {descriptor_of(m_signals), POLLIN, 0}};
    if (poll(files, 2, static_cast<int>(patience.count())) <= 0) return false;
    if (files[1].revents) return true;
    char ignored[256];
    return files[0].revents && ::read(STDIN_FILENO, ignored, sizeof ignored) <= 0;
}

void fill_randomly(std::span<std::uint8_t> bytes, std::error_code& code) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    code = got < 0                                        ? error_of(errno)
           : static_cast<std::size_t>(got) < bytes.size() ? error_of(EIO)
                                                          : std::error_code();
}

bool is_program(const std::string& path) { return access(path.c_str(), X_OK) == 0; }

void confine_this_process(std::uint64_t memory, std::chrono::seconds work) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    const auto limit = [](auto resource, rlim_t most) {
        const rlimit both{most, most};
        setrlimit(resource, &both);
    };
    if (memory) limit(RLIMIT_AS, static_cast<rlim_t>(memory));
    limit(RLIMIT_CPU, static_cast<rlim_t>(work.count()));
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0) return;
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
}

Child Child::start(const std::string& program, std::vector<std::string> arguments,
                   std::vector<std::string> environment, std::error_code& code) {
    Child child;
    Pipe input = open_pipe(code);
    if (code) return child;
    Pipe output = open_pipe(code);
    if (code) return child;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, descriptor_of(input.from), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, descriptor_of(output.to), STDOUT_FILENO);
    // e.g. GIMP's pipes, which must end with the plug-in
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    std::vector<char*> variables;
    for (std::string& variable : environment) variables.push_back(variable.data());
    variables.push_back(nullptr);
    std::string name = program;
    std::vector<char*> words{name.data()};
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    pid_t process = -1;
    code = error_of(
        posix_spawn(&process, program.c_str(), &actions, nullptr, words.data(), variables.data()));
    posix_spawn_file_actions_destroy(&actions);
    if (code) return child;
    child.m_process = process;
    child.m_input = std::move(input.to);
    child.m_output = std::move(output.from);
    return child;
}

void Child::end() {
    if (!*this) return;
    const auto process = static_cast<pid_t>(std::exchange(m_process, kNone));
    m_input = Handle();
    // It ends by itself within moments. If it does not, killing it is better than waiting for ever.
    bool ended = false;
    for (int i = 0; i < 100 && !ended; ++i) {
        ended = waitpid(process, nullptr, WNOHANG) == process;
        if (!ended) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (ended) return;
    ::kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
}

void Child::kill() {
    if (*this) ::kill(static_cast<pid_t>(m_process), SIGKILL);
    end();
}

std::optional<std::size_t> Child::read_output(std::span<std::uint8_t> room,
                                              std::chrono::milliseconds patience) {
    pollfd waiting{descriptor_of(m_output), POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return std::nullopt;
    const ssize_t got = ::read(descriptor_of(m_output), room.data(), room.size());
    if (got < 0 && errno == EINTR) return std::nullopt;
    return static_cast<std::size_t>(std::max<ssize_t>(got, 0));
}

}  // namespace upscale::platform
