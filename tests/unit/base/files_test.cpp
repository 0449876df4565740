// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where our folders are, and which folders are trusted.
#include "base/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {
namespace {

/// Sets or unsets an environment variable while it lives.
class Variable {
  public:
    Variable(const char* name, std::optional<std::string> value) : m_name(name) {
        if (const char* before = std::getenv(name)) m_before = before;
        set(value);
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable() { set(m_before); }

  private:
    void set(const std::optional<std::string>& value) const {
        if (value)
            setenv(m_name, value->c_str(), 1);
        else
            unsetenv(m_name);
    }
    const char* m_name;
    std::optional<std::string> m_before;
};

TEST(StateFolder, FollowsTheXdgSpecification) {
    struct Case {
        const char* what;
        std::optional<std::string> own, shared, home;
        std::string expected;
    };
    const std::string system_home = [] {
        const Variable home("HOME", {});
        return platform::home_folder();
    }();
    ASSERT_TRUE(system_home.starts_with('/'));
    const Case cases[] = {
        {"ours", "/own", "/shared", "/home/a", "/own"},
        {"the shared one", {}, "/shared", "/home/a", "/shared/ideogram-upscale"},
        {"a relative one is ignored",
         {},
         "shared",
         "/home/a",
         "/home/a/.local/state/ideogram-upscale"},
        {"none", {}, {}, "/home/a", "/home/a/.local/state/ideogram-upscale"},
        {"an empty one", {}, "", "/home/a", "/home/a/.local/state/ideogram-upscale"},
        {"no home", {}, {}, {}, system_home + "/.local/state/ideogram-upscale"},
        {"a relative home", {}, {}, "home", system_home + "/.local/state/ideogram-upscale"},
    };
    for (const auto& [what, own, shared, home, expected] : cases) {
        const Variable first("IDEOGRAM_UPSCALE_STATE_DIR", own);
        const Variable second("XDG_STATE_HOME", shared);
        const Variable third("HOME", home);
        EXPECT_EQ(state_folder(), expected) << what;
    }
}

TEST(OwnFolder, LosesTheRightsOfOthers) {
    const TemporaryFolder temporary;
    const std::string folder = temporary.path() + "/state";
    ASSERT_EQ(mkdir(folder.c_str(), 0700), 0);
    ASSERT_EQ(chmod(folder.c_str(), 0777), 0);
    EXPECT_TRUE(make_folder(folder));
    EXPECT_FALSE(platform::access_of(folder)->others_write);
    ASSERT_EQ(chmod(folder.c_str(), 01777), 0);
    EXPECT_TRUE(make_folder(folder));
    EXPECT_TRUE(platform::access_of(folder)->others_write) << "a folder like /tmp stays as it is";
}

TEST(OwnFolder, IsNotSomebodyElses) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
    const TemporaryFolder temporary;
    const std::string folder = temporary.path() + "/state";
    ASSERT_EQ(mkdir(folder.c_str(), 0777), 0);
    ASSERT_EQ(chown(folder.c_str(), 1, 1), 0);
    EXPECT_EQ(make_folder(folder).error().kind, ErrorKind::LocalIo);
    EXPECT_TRUE(make_folder(folder + "/below")) << "folders above ours may be anybody's";
    std::filesystem::create_directory_symlink(folder, temporary.path() + "/link");
    EXPECT_FALSE(make_folder(temporary.path() + "/link"));
}

}  // namespace
}  // namespace upscale
