// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/files.hpp"

namespace upscale {
namespace {

class Key : public testing::Test {
  protected:
    void SetUp() override {
        std::remove(m_file.c_str());
        unsetenv("ONEMIN_API_KEY");
        unsetenv("ONEMIN_API_URL");
        unsetenv("ONEMIN_ASSET_URL");
    }
    std::string m_file = testing::TempDir() + "ideogram-upscale-key-test";
    void write(std::string_view text) {
        ASSERT_TRUE(
            write_file(m_file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    }
    void TearDown() override { std::remove(m_file.c_str()); }
};

TEST_F(Key, ComesFromTheEnvironment) {
    EXPECT_FALSE(has_environment_key());
    EXPECT_EQ(key_from_environment().error().kind, ErrorKind::NoKey);
    setenv("ONEMIN_API_KEY", " from-environment\n", 1);
    EXPECT_TRUE(has_environment_key());
    EXPECT_EQ(key_from_environment()->reveal(), "from-environment");
    setenv("ONEMIN_API_KEY", "", 1);
    EXPECT_FALSE(has_environment_key());
}

TEST_F(Key, ComesFromAFileThatOnlyItsOwnerReads) {
    EXPECT_EQ(key_from_file(m_file).error().kind, ErrorKind::NoKey);
    write(" from-file \nsecond line\n");
    EXPECT_EQ(key_from_file(m_file)->reveal(), "from-file");
    ASSERT_TRUE(write_key_file(m_file, SecretString("written")));
    EXPECT_EQ(key_from_file(m_file)->reveal(), "written");
    struct stat info {};
    ASSERT_EQ(stat(m_file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(Key, WithControlCharactersIsNone) {
    setenv("ONEMIN_API_KEY", "a\r\nX-Injected: 1", 1);
    EXPECT_EQ(key_from_environment().error().kind, ErrorKind::NoKey);
    for (const auto text : {"", " ", "two words", "tab\there", "\x7F", "gr\xC3\xBC\xC3\x9F"})
        EXPECT_FALSE(key_from_text(text)) << text;
}

TEST_F(Key, AddressesAreChecked) {
    EXPECT_EQ(service_from_environment()->api_url, "https://api.1min.ai");
    EXPECT_EQ(service_from_environment()->asset_url, "https://asset.1min.ai");
    setenv("ONEMIN_API_URL", "http://127.0.0.1:1/x", 1);
    EXPECT_EQ(service_from_environment()->api_url, "http://127.0.0.1:1/x");
    setenv("ONEMIN_ASSET_URL", "http://example.com", 1);
    EXPECT_EQ(service_from_environment().error().kind, ErrorKind::BadInput);
}

}  // namespace
}  // namespace upscale
