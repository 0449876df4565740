// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/installation.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace upscale {
namespace {

namespace fs = std::filesystem;

class OtherCopies : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "copies-XXXXXX").string();
        m_root = mkdtemp(pattern.data());
    }
    void TearDown() override { fs::remove_all(m_root); }

    void write(const std::string& path, fs::perms mode = fs::perms::owner_all) {
        fs::create_directories((m_root / path).parent_path());
        std::ofstream(m_root / path) << path;
        fs::permissions(m_root / path, mode);
    }
    /// Relative to the root, as are the arguments.
    std::vector<std::string> found(const std::vector<std::string>& folders,
                                   const std::string& self) const {
        std::vector<fs::path> paths;
        for (const std::string& folder : folders) paths.push_back(m_root / folder);
        std::vector<std::string> relative;
        for (const fs::path& path : other_copies(paths, m_root / self))
            relative.push_back(path.lexically_relative(m_root).string());
        return relative;
    }

    fs::path m_root;
};

using Paths = std::vector<std::string>;

TEST_F(OtherCopies, InFolders) {
    for (const char* folder : {"user", "system", "more"}) write(std::string(folder) + "/up/up");
    write("flat/up");
    write("text/up/up", fs::perms::owner_read);
    write("elsewhere/other/up");
    fs::create_directories(m_root / "empty/up/up");
    fs::create_directory_symlink("user", m_root / "linked");
    const struct {
        Paths folders;
        std::string self;
        Paths expected;
    } cases[] = {
        {{"user"}, "user/up/up", {}},
        {{"user", "system"}, "user/up/up", {"system/up/up"}},
        {{"user", "system"}, "system/up/up", {"user/up/up"}},
        {{"user", "more", "system"}, "system/up/up", {"user/up/up", "more/up/up"}},
        {{"flat", "user"}, "user/up/up", {"flat/up"}},
        {{"linked", "user"}, "user/up/up", {}},
        {{"user", "linked"}, "system/up/up", {"user/up/up"}},
        {{"user", "user"}, "system/up/up", {"user/up/up"}},
        // it was started from a folder that GIMP does not search
        {{"user"}, "elsewhere/other/up", {"user/up/up"}},
        {{"text", "empty", "elsewhere", "missing"}, "user/up/up", {}},
        {{}, "user/up/up", {}},
    };
    for (const auto& c : cases)
        EXPECT_EQ(found(c.folders, c.self), c.expected)
            << testing::PrintToString(c.folders) << c.self;
}

}  // namespace
}  // namespace upscale
