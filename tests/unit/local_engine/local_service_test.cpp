// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The environment of the engine on this computer, and how we handle a program in its place that
// misbehaves.
#include "local_engine/local_service.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <vector>

#include "support/setting.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {
namespace {

using Variables = std::vector<std::string>;

constexpr const char* kGiven = "IDEOGRAM_UPSCALE_LOCAL_KEY=the-key";

TEST(LocalService, GetsAnEnvironmentOfItsOwn) {
    const struct {
        const char* what;
        Variables own, expected;
    } cases[] = {
        {"nothing", {}, {kGiven}},
        {"all else is kept, in its order", {"B=2", "A=1=1", "E="}, {"B=2", "A=1=1", "E=", kGiven}},
        {"the paid service's key is not given away",
         {"ONEMIN_API_KEY=secret", "ONEMIN_API_URL=u", "ONEMIN_API_KEY_2=x"},
         {"ONEMIN_API_URL=u", "ONEMIN_API_KEY_2=x", kGiven}},
        {"one key, ours", {"IDEOGRAM_UPSCALE_LOCAL_KEY=another", "A=1"}, {"A=1", kGiven}},
        {"what a user preloads", {"LD_PRELOAD=libasan.so"}, {"LD_PRELOAD=libasan.so", kGiven}},
        {"what an AppImage preloads",
         {"LD_PRELOAD=/tmp/.mount/libgimp.so", "APPDIR=/tmp/.mount", "LD_PRELOADED=x"},
         {"APPDIR=/tmp/.mount", "LD_PRELOADED=x", kGiven}},
        {"an empty variable is none",
         {"APPDIR=", "LD_PRELOAD=x"},
         {"APPDIR=", "LD_PRELOAD=x", kGiven}},
        {"nor is another one",
         {"MYAPPDIR=/x", "APPDIRS=/x", "LD_PRELOAD=x"},
         {"MYAPPDIR=/x", "APPDIRS=/x", "LD_PRELOAD=x", kGiven}},
    };
    for (const auto& [what, own, expected] : cases)
        EXPECT_EQ(engine_environment(own, "the-key"), expected) << what;
}

class StandIn : public testing::Test {
  protected:
    /// Starts a shell script as the engine.
    Result<LocalService> start(const std::string& script) {
        const std::string path = m_folder.path() + "/engine";
        std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
        chmod(path.c_str(), 0700);
        return LocalService::start(path, {});
    }

    TemporaryFolder m_folder;
};

TEST_F(StandIn, SeesNothingThatAnAppImagePreloads) {
    const Setting folder("APPDIR", "/tmp/.mount_GIMP"), preloaded("LD_PRELOAD", "/nowhere.so");
    const auto service = start("echo \"listening on http://${LD_PRELOAD-none}\"; cat");
    ASSERT_TRUE(service) << service.error().detail;
    EXPECT_EQ(service->service().api_url, "http://none");
}

TEST_F(StandIn, HasTheKeyThatRequestsWillCarry) {
    const auto service = start("echo \"listening on $IDEOGRAM_UPSCALE_LOCAL_KEY\"; cat");
    ASSERT_TRUE(service) << service.error().detail;
    EXPECT_EQ(service->service().key.reveal().size(), 48u);
    EXPECT_EQ(service->service().api_url, service->service().key.reveal());
}

TEST_F(StandIn, ThatDoesNotListenIsAnError) {
    EXPECT_NE(start("exit 3").error().detail.find("ended at its start"), std::string::npos);
    EXPECT_NE(start("echo hello").error().detail.find("says: hello"), std::string::npos);
    EXPECT_NE(
        LocalService::start(m_folder.path() + "/none", {}).error().detail.find("not installed"),
        std::string::npos);
}

TEST_F(StandIn, ThatDoesNotEndIsEnded) {
    pid_t process = 0;
    {
        const auto service = start("trap '' TERM; echo listening on $$; exec sleep infinity");
        ASSERT_TRUE(service) << service.error().detail;
        process = std::stoi(service->service().api_url);
        EXPECT_EQ(kill(process, 0), 0) << "it runs";
    }
    EXPECT_EQ(kill(process, 0), -1);
    EXPECT_EQ(errno, ESRCH);
}

}  // namespace
}  // namespace upscale
