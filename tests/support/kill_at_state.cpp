// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into a process (LD_PRELOAD), kills it (SIGKILL) at the moment when the record of a job
// in the state $KILL_AT_STATE is on disk: within the rename() that puts it there.
#include <dlfcn.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int rename(const char* from, const char* to) noexcept {
    using Rename = int (*)(const char*, const char*);
    static const auto real = reinterpret_cast<Rename>(dlsym(RTLD_NEXT, "rename"));
    const int result = real(from, to);
    const char* state = std::getenv("KILL_AT_STATE");
    if (result == 0 && state && std::string(to).ends_with("/job.json")) {
        std::ifstream file(to);
        const std::string record(std::istreambuf_iterator<char>(file), {});
        if (record.find("\"state\":\"" + std::string(state) + "\"") != std::string::npos)
            kill(getpid(), SIGKILL);
    }
    return result;
}
