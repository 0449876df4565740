// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into a process (LD_PRELOAD), makes something go wrong at the moment when the record of
// a job is on disk: within the rename() that puts it there. $KILL_AT_STATE: in this state the
// process is killed (SIGKILL); $NO_THREADS_AT_STATE: from this state on no thread can be started.
// Besides, with $NO_FLOCK the file system has no locks.
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace {

std::atomic<bool> no_threads = false;

/// True if the record is that of a job in the state that the variable names.
bool is_at(const char* variable, const std::string& record) {
    const char* state = std::getenv(variable);
    return state && record.find("\"state\":\"" + std::string(state) + "\"") != std::string::npos;
}

}  // namespace

extern "C" int rename(const char* from, const char* to) noexcept {
    using Rename = int (*)(const char*, const char*);
    static const auto real = reinterpret_cast<Rename>(dlsym(RTLD_NEXT, "rename"));
    const int result = real(from, to);
    if (result == 0 && std::string(to).ends_with("/job.json")) {
        std::ifstream file(to);
        const std::string record(std::istreambuf_iterator<char>(file), {});
        if (is_at("KILL_AT_STATE", record)) kill(getpid(), SIGKILL);
        if (is_at("NO_THREADS_AT_STATE", record)) no_threads = true;
    }
    return result;
}

extern "C" int flock(int file, int operation) noexcept {
    using Lock = int (*)(int, int);
    static const auto real = reinterpret_cast<Lock>(dlsym(RTLD_NEXT, "flock"));
    if (!std::getenv("NO_FLOCK")) return real(file, operation);
    errno = ENOLCK;
    return -1;
}

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                              void* (*start)(void*), void* argument) noexcept {
    using Create = decltype(&pthread_create);
    static const auto real = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
    return no_threads ? EAGAIN : real(thread, attributes, start, argument);
}
