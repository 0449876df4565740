// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/break_off.hpp"

#include <gtest/gtest.h>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <ostream>
#include <string>
#include <thread>

#include "base/files.hpp"

namespace {

using upscale::Break;

/// What the process that does the work tells the one that waits for it.
struct Counts {
    std::atomic<int> calls{0}, reports{0};
};
Counts* counts = nullptr;  // in memory that both share; null: no work is being done
Break planned;

/// Counts a call, and returns if it fails. `dies`: the process is to be killed after it.
bool fails(bool& dies) {
    if (!counts) return false;
    const int number = ++counts->calls;
    if (planned.at != Break::At::Call || number != planned.number) return false;
    dies = planned.how == Break::How::Kill;
    if (dies && !planned.after) kill(getpid(), SIGKILL);
    errno = ENOSPC;
    return planned.how == Break::How::DiskFails;
}

template <class Call>
auto breakable(Call call) -> decltype(call()) {
    bool dies = false;
    if (fails(dies)) return -1;
    const auto result = call();
    if (dies) kill(getpid(), SIGKILL);
    return result;
}

}  // namespace

extern "C" {
ssize_t __real_write(int, const void*, size_t);
int __real_fsync(int);
int __real_rename(const char*, const char*);
int __real_link(const char*, const char*);

ssize_t __wrap_write(int file, const void* data, size_t size) {
    return breakable([&] { return __real_write(file, data, size); });
}
int __wrap_fsync(int file) {
    return breakable([&] { return __real_fsync(file); });
}
int __wrap_rename(const char* from, const char* to) {
    return breakable([&] { return __real_rename(from, to); });
}
int __wrap_link(const char* from, const char* to) {
    return breakable([&] { return __real_link(from, to); });
}
}

namespace upscale {
namespace {

using Clock = std::chrono::steady_clock;

int setting(const char* name, int otherwise) {
    const std::string value = environment(name);
    return value.empty() ? otherwise : std::atoi(value.c_str());
}

void work_and_exit(const BreakableWork& work) {
    std::stop_source stop;
    const auto strike = [&] {
        if (planned.how == Break::How::Kill) kill(getpid(), SIGKILL);
        if (planned.how == Break::How::Cancel) stop.request_stop();
    };
    std::jthread timer;
    if (planned.at == Break::At::Time)
        timer = std::jthread([&](const std::stop_token& over) {
            const auto end = Clock::now() + std::chrono::milliseconds(planned.number);
            while (Clock::now() < end && !over.stop_requested())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            if (!over.stop_requested()) strike();
        });
    work(stop.get_token(), [&](const Progress&) {
        if (++counts->reports == planned.number && planned.at == Break::At::Report) strike();
    });
    _exit(0);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Break& what) {
    const char* const hows[] = {"nothing", "a kill", "a cancel", "a fault of the disk"};
    const char* const moments[] = {" at write ", " at report ", " at ms "};
    return out << hows[static_cast<int>(what.how)] << (what.after ? " after" : "")
               << moments[static_cast<int>(what.at)] << what.number;
}

Break random_break(std::mt19937& random, const Effort& whole) {
    const auto up_to = [&](int most) {
        return 1 + static_cast<int>(random() % static_cast<unsigned>(std::max(1, most)));
    };
    switch (up_to(10)) {
        case 1:
        case 2:
            return {Break::How::Kill, Break::At::Call, up_to(whole.calls)};
        case 3:
        case 4:
            return {Break::How::Kill, Break::At::Call, up_to(whole.calls), true};
        case 5:
            return {Break::How::Kill, Break::At::Report, up_to(whole.reports)};
        case 6:
            return {Break::How::Kill, Break::At::Time, up_to(whole.ms)};
        case 7:
            return {Break::How::Cancel, Break::At::Report, up_to(whole.reports)};
        case 8:
            return {Break::How::Cancel, Break::At::Time, up_to(whole.ms)};
        default:
            return {Break::How::DiskFails, Break::At::Call, up_to(whole.calls)};
    }
}

Effort break_off(const Break& what, const BreakableWork& work) {
    void* const room =
        mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto* const shared = new (room) Counts;
    const auto begun = Clock::now();
    const pid_t child = fork();
    if (child == 0) {
        planned = what;
        counts = shared;
        work_and_exit(work);
    }
    int status = 0;
    waitpid(child, &status, 0);
    const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    EXPECT_TRUE((WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
                (killed && what.how == Break::How::Kill))
        << "status " << status << " after " << testing::PrintToString(what);
    const std::chrono::duration<double, std::milli> took = Clock::now() - begun;
    const Effort effort{shared->calls, shared->reports, static_cast<int>(took.count())};
    munmap(room, sizeof(Counts));
    return effort;
}

int rounds_of_breaks(int few) { return setting("IDEOGRAM_UPSCALE_ROUNDS", few); }
int first_round_of_breaks() { return setting("IDEOGRAM_UPSCALE_FIRST_ROUND", 1); }

}  // namespace upscale
