// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A job in which the system fails: the n-th call of a kind, or all calls from the n-th on, for
// every n. Whatever is billed must be delivered or recoverable, or the caller must be told that it
// is in memory only. The linker redirects our library's system calls to this file (--wrap).
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/example_job.hpp"
#include "support/fake_service.hpp"

namespace {

/// The kind of call that fails.
struct Fault {
    std::string call;  ///< "write", …, "new", or "full": the disk is full from that write on
    int number = 0;    ///< the first one that fails, from 1; 0: none
    bool for_good = false;
    int seen = 0;
    bool armed = false;
};
Fault fault;

/// Bytes that C++ has allocated, and the maximum so far.
struct MemoryUse {
    std::atomic<long long> now{0}, most{0};
    void add(long long bytes) {
        const long long sum = now += bytes;
        if (sum > most) most = sum;
    }
};
MemoryUse memory_use;

/// Bytes that all our files may have together; -1: no limit.
std::atomic<long long> disk_room{-1};

long long disk_use() {
    long long sum = 0;
    std::error_code end, gone;  // files may appear and disappear during the loop
    for (std::filesystem::recursive_directory_iterator at(upscale::state_folder(), end), none;
         !end && at != none; at.increment(end)) {
        const auto size = at->is_regular_file(gone) ? at->file_size(gone) : 0;
        if (!gone) sum += static_cast<long long>(size);
    }
    return sum;
}

void fill_disk() {
    if (disk_room < 0) disk_room = disk_use();
}

bool fails(std::string_view call) {
    if (!fault.armed) return false;
    const bool full = fault.call == "full";
    if (full ? call != "write" : call != fault.call) return false;
    ++fault.seen;
    if (fault.number == 0 || fault.seen < fault.number) return false;
    if (full) {
        fill_disk();
        return false;  // the write fails by itself, as the disk is full
    }
    errno = call == "write" ? ENOSPC : call == "flock" ? ENOLCK : EMFILE;
    return fault.for_good || fault.seen == fault.number;
}

mode_t mode_of(int flags, std::va_list arguments) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

extern "C" {
int __real_open(const char*, int, ...);
int __real_open64(const char*, int, ...);
int __real_mkostemp(char*, int);
int __real_mkostemp64(char*, int);
char* __real_mkdtemp(char*);
ssize_t __real_write(int, const void*, size_t);
int __real_fsync(int);
int __real_rename(const char*, const char*);
int __real_mkdir(const char*, mode_t);
int __real_flock(int, int);

int __wrap_open(const char* path, int flags, ...) {
    std::va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return fails("open") ? -1 : __real_open(path, flags, mode);
}
int __wrap_open64(const char* path, int flags, ...) {
    std::va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return fails("open") ? -1 : __real_open64(path, flags, mode);
}
int __wrap_mkostemp(char* path, int flags) {
    return fails("open") ? -1 : __real_mkostemp(path, flags);
}
int __wrap_mkostemp64(char* path, int flags) {
    return fails("open") ? -1 : __real_mkostemp64(path, flags);
}
char* __wrap_mkdtemp(char* path) { return fails("mkdir") ? nullptr : __real_mkdtemp(path); }
ssize_t __wrap_write(int file, const void* data, size_t size) {
    if (fails("write")) return -1;
    if (disk_room >= 0 && disk_use() + static_cast<long long>(size) > disk_room) {
        errno = ENOSPC;
        return -1;
    }
    return __real_write(file, data, size);
}
int __wrap_fsync(int file) { return fails("fsync") ? -1 : __real_fsync(file); }
int __wrap_rename(const char* from, const char* to) {
    return fails("rename") ? -1 : __real_rename(from, to);
}
int __wrap_mkdir(const char* path, mode_t mode) {
    return fails("mkdir") ? -1 : __real_mkdir(path, mode);
}
int __wrap_flock(int file, int operation) {
    return fails("flock") ? -1 : __real_flock(file, operation);
}
}

// Not inline: otherwise the compiler does not see that new and delete belong together.
[[gnu::noinline]] void* operator new(std::size_t size) {
    if (fails("new")) throw std::bad_alloc();
    void* const memory = std::malloc(size ? size : 1);
    if (!memory) throw std::bad_alloc();
    memory_use.add(static_cast<long long>(malloc_usable_size(memory)));
    return memory;
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept try {
    return operator new(size);
} catch (const std::bad_alloc&) {
    return nullptr;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    if (memory) memory_use.add(-static_cast<long long>(malloc_usable_size(memory)));
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    operator delete(memory);
}
[[gnu::noinline]] void operator delete(void* memory, const std::nothrow_t&) noexcept {
    operator delete(memory);
}

namespace upscale {
namespace {

/// Runs a job of two results with a fault; returns how often the call in question was made.
int run_with(const Fault& wanted, const std::string& steps) {
    const Service service = FakeService::instance().service(steps);
    JobStart start = example_start(2);
    std::filesystem::remove_all(jobs_folder());
    fault = wanted;
    JobEnd end;
    bool told = false;
    fault.armed = true;
    try {
        end = run_job(std::move(start), service, {}, {}, kQuick);
    } catch (const std::bad_alloc&) {
        end.error = Error{.kind = ErrorKind::Internal};
    }
    fault.armed = false;
    disk_room = -1;
    const int seen = fault.seen;
    const auto where = testing::Message()
                       << steps << ", " << fault.call << " number " << fault.number
                       << (fault.for_good ? " and all after it" : "") << ": "
                       << (end.error
                               ? std::string(name_of(end.error->kind)) + ", " + end.error->detail
                               : "no error");
    const int billed = FakeService::instance().billed(service.api_url);
    EXPECT_LE(billed, 1) << where;
    if (!end.error) {
        EXPECT_EQ(billed, 1) << where;
        EXPECT_EQ(readable_results(end.job, *end.folder) + static_cast<int>(end.lost.size()), 2)
            << where;
        EXPECT_GT(readable_results(end.job, *end.folder), 0) << where;
    }
    if (billed == 0 || !end.error) {
        if (end.folder) import_all(end);
        return seen;
    }
    told = end.unsaved && !end.job.uuid.empty();
    end.folder.reset();  // also releases the lock
    int recovered = -1;
    std::error_code ignored;
    for (const auto& job : std::filesystem::directory_iterator(jobs_folder(), ignored))
        recovered = recovered_results(job.path().filename().string(), service);
    // If there was no memory for the answer, it is lost; the user is told so, which is enough.
    const bool unclear = fault.call == "new" && end.error->may_have_arrived;
    EXPECT_TRUE(recovered == 2 || unclear || (told && fault.for_good))
        << where << ", recovered " << recovered;
    return seen;
}

class SystemFault : public testing::TestWithParam<const char*> {};

TEST_P(SystemFault, LosesNothingThatIsBilled) {
    const std::string call = GetParam();
    for (const char* steps : {"features=sync", "polls=1"}) {
        const int calls = run_with({.call = call}, steps);
        ASSERT_GT(calls, 0) << "nothing to fail";
        // There are many similar allocations, so only some of them are tried.
        const int stride = call == "new" ? std::max(1, calls / 60) : 1;
        for (int number = 1; number <= calls; number += stride) {
            if (call != "full") run_with({.call = call, .number = number}, steps);
            // Without any memory at all the user cannot be told either, so `new` fails only once.
            if (call != "new") run_with({.call = call, .number = number, .for_good = true}, steps);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, SystemFault,
                         testing::Values("open", "write", "full", "fsync", "rename", "mkdir",
                                         "flock", "new"),
                         [](const auto& info) { return std::string(info.param); });

// The disk is full from the paid call on.
TEST(FullDisk, LeavesTheRecordOfWhatIsBilled) {
    std::filesystem::remove_all(jobs_folder());
    const Service service = FakeService::instance().service("results=500");
    std::string id;
    {
        JobEnd end = run_job(
            example_start(2), service, {},
            [](const Progress& progress) {
                if (progress.stage == Stage::Waiting) fill_disk();
            },
            kQuick);
        disk_room = -1;
        ASSERT_TRUE(end.error);
        EXPECT_FALSE(end.unsaved) << "there was room for it";
        id = end.job.id;
    }
    FakeService::instance().ask(service.api_url, "_become/ok");
    EXPECT_EQ(recovered_results(id, service), 2);
}

TEST(FullDisk, LeavesTheRecordsOfFourAtOnce) {
    std::filesystem::remove_all(jobs_folder());
    const Service service = FakeService::instance().service("delay=1000+results=500");
    std::vector<std::string> ids(4);
    std::atomic<std::size_t> calling{0};
    std::vector<std::jthread> threads;
    for (std::string& id : ids)
        threads.emplace_back([&] {
            bool waits = false;
            const JobEnd end = run_job(
                example_start(2), service, {},
                [&](const Progress& progress) {
                    // The disk becomes full when the last of the jobs makes its paid call.
                    if (progress.stage == Stage::Waiting && !std::exchange(waits, true) &&
                        ++calling == ids.size())
                        fill_disk();
                },
                kQuick);
            EXPECT_TRUE(end.error);
            EXPECT_FALSE(end.unsaved) << "there was room for it";
            id = end.job.id;
        });
    threads.clear();
    disk_room = -1;
    FakeService::instance().ask(service.api_url, "_become/ok");
    for (const std::string& id : ids) EXPECT_EQ(recovered_results(id, service), 2);
    EXPECT_EQ(FakeService::instance().billed(service.api_url), 4);
}

TEST(Memory, HoldsNoMoreThanTheBudgetHoweverLargeTheResults) {
    const Service service = FakeService::instance().service("features=sync+download=heavy");
    const long long before = memory_use.now;
    memory_use.most = before;
    JobEnd end = run_job(example_start(6), service, {}, {}, kQuick);
    ASSERT_FALSE(end.error) << end.error->detail;
    EXPECT_EQ(readable_results(end.job, *end.folder), 6);
    // Twice the budget, because a growing body is copied into a larger block.
    EXPECT_LT(memory_use.most - before, 3ll * 256 << 20) << "all at once would be 1.2 GB";
    end.folder->remove();
}

TEST(JobFolder, IsMadeAnewIfItWasDeleted) {
    const Service service = FakeService::instance().service("results=500");
    std::string id;
    {
        JobEnd end = run_job(
            example_start(2), service, {},
            [](const Progress& progress) {
                if (progress.stage == Stage::Waiting) std::filesystem::remove_all(jobs_folder());
            },
            kQuick);
        EXPECT_FALSE(end.unsaved);
        id = end.job.id;
    }
    FakeService::instance().ask(service.api_url, "_become/ok");
    EXPECT_EQ(recovered_results(id, service), 2);
}

}  // namespace
}  // namespace upscale
