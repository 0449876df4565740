// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {
namespace {

class Key : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(make_folder(m_folder));
        unsetenv("ONEMIN_API_KEY");
        unsetenv("ONEMIN_API_URL");
        unsetenv("ONEMIN_ASSET_URL");
    }
    TemporaryFolder m_temporary;
    std::string m_folder = m_temporary.path() + "/ideogram-upscale";
    std::string m_file = m_folder + "/key";
    void write(std::string_view text) {
        ASSERT_TRUE(
            write_file(m_file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    }
    /// Why the file is not taken; None: it is.
    Reason fault() {
        const auto key = key_from_file(m_file);
        if (key) return Reason::None;
        EXPECT_EQ(key.error().kind, ErrorKind::NoKey);
        EXPECT_EQ(key.error().about, m_file);
        return key.error().reason;
    }
    mode_t mode(const std::string& path) {
        struct stat info {};
        EXPECT_EQ(lstat(path.c_str(), &info), 0);
        return info.st_mode & 07777;
    }
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
    EXPECT_EQ(mode(m_file), 0600u);
    EXPECT_EQ(mode(m_folder), 0700u);
}

TEST_F(Key, InAFileThatOthersCouldReadIsMadePrivate) {
    for (const mode_t open : {0640u, 0604u, 0644u, 0601u, 0610u}) {
        write("from-file");
        chmod(m_file.c_str(), open);
        bool mended = false;
        EXPECT_EQ(key_from_file(m_file, &mended)->reveal(), "from-file");
        EXPECT_TRUE(mended);
        EXPECT_EQ(mode(m_file), 0600u);
        mended = false;
        EXPECT_TRUE(key_from_file(m_file, &mended));
        EXPECT_FALSE(mended);
    }
}

TEST_F(Key, IsNotTakenFromAFileThatOthersMayHaveMade) {
    for (const mode_t open : {0620u, 0602u, 0666u}) {
        write("planted");
        chmod(m_file.c_str(), open);
        EXPECT_EQ(fault(), Reason::KeyFileWritable);
        EXPECT_EQ(mode(m_file), open) << "a trace of it stays";
    }
    ASSERT_TRUE(write_key_file(m_file, SecretString("saved"))) << "Save mends it";
    EXPECT_EQ(key_from_file(m_file)->reveal(), "saved");

    chmod(m_folder.c_str(), 0777);
    EXPECT_EQ(fault(), Reason::KeyFileWritable);
    ASSERT_TRUE(write_key_file(m_file, SecretString("saved")));
    EXPECT_EQ(fault(), Reason::None);
    EXPECT_EQ(mode(m_folder), 0700u);

    const std::string elsewhere = m_temporary.path() + "/elsewhere";
    ASSERT_EQ(std::rename(m_file.c_str(), elsewhere.c_str()), 0);
    ASSERT_EQ(symlink(elsewhere.c_str(), m_file.c_str()), 0);
    EXPECT_EQ(fault(), Reason::KeyFileLink);
    ASSERT_TRUE(write_key_file(m_file, SecretString("new")));
    EXPECT_EQ(key_from_file(m_file)->reveal(), "new");
    EXPECT_EQ(key_from_file(elsewhere)->reveal(), "saved") << "where the link led, nothing changed";

    const std::string folder = m_temporary.path() + "/folder";
    ASSERT_EQ(std::rename(m_folder.c_str(), folder.c_str()), 0);
    ASSERT_EQ(symlink(folder.c_str(), m_folder.c_str()), 0);
    EXPECT_EQ(fault(), Reason::KeyFileLink);
    EXPECT_EQ(write_key_file(m_file, SecretString("x")).error().kind, ErrorKind::LocalIo);
}

TEST_F(Key, OwnersCount) {
    constexpr uid_t kSelf = 1000, kOther = 1001;
    const auto fault = [&](uid_t folder_owner, uid_t file_owner) {
        const auto owned_by = [](uid_t owner) {
            return platform::Access{.is_ours = owner == kSelf, .is_systems = owner == 0};
        };
        return fault_of_key_file(owned_by(folder_owner), owned_by(file_owner));
    };
    EXPECT_EQ(fault(kSelf, kSelf), Reason::None);
    EXPECT_EQ(fault(0, kSelf), Reason::None);
    EXPECT_EQ(fault(kOther, kSelf), Reason::KeyFileForeign);
    EXPECT_EQ(fault(kSelf, kOther), Reason::KeyFileForeign);
    EXPECT_EQ(fault(kSelf, 0), Reason::KeyFileForeign);
    if (geteuid() != 0) return;  // only root can give files away
    write("planted");
    ASSERT_EQ(chown(m_file.c_str(), kOther, kOther), 0);
    EXPECT_EQ(this->fault(), Reason::KeyFileForeign);
    ASSERT_EQ(chown(m_file.c_str(), 0, 0), 0);
    ASSERT_EQ(chown(m_folder.c_str(), kOther, kOther), 0);
    EXPECT_EQ(this->fault(), Reason::KeyFileForeign);
    EXPECT_FALSE(write_key_file(m_file, SecretString("x")));
}

TEST_F(Key, WithControlCharactersIsNone) {
    setenv("ONEMIN_API_KEY", "a\r\nX-Injected: 1", 1);
    EXPECT_EQ(key_from_environment().error().kind, ErrorKind::NoKey);
    for (const auto text : {"", " ", "two words", "tab\there", "\x7F", "gr\xC3\xBC\xC3\x9F"})
        EXPECT_FALSE(key_from_text(text)) << text;
}

TEST_F(Key, IsTakenOutOfWhatEditorsAndHeadersPutAroundIt) {
    for (const char* text :
         {"\xEF\xBB\xBFthe-key", "\xEF\xBB\xBF  the-key\r\n", "Bearer the-key", "bearer  the-key\n",
          "\xEF\xBB\xBF"
          "Bearer the-key"}) {
        const auto key = key_from_text(text);
        ASSERT_TRUE(key) << text;
        EXPECT_EQ(key->reveal(), "the-key") << text;
    }
    setenv("ONEMIN_API_KEY",
           "\xEF\xBB\xBF"
           "Bearer from-environment",
           1);
    EXPECT_EQ(key_from_environment()->reveal(), "from-environment");
    unsetenv("ONEMIN_API_KEY");
    write(
        "\xEF\xBB\xBF"
        "from-file\n");
    EXPECT_EQ(key_from_file(m_file)->reveal(), "from-file");
    for (const char* text : {"Bearer", "Bearer ", "\xEF\xBB\xBF"})
        EXPECT_FALSE(key_from_text(text)) << text;
}

TEST_F(Key, TheWaitForAPaidJobCanBeSet) {
    const std::pair<const char*, int> cases[] = {{"60", 60}, {"", 0},          {"0", 0},
                                                 {"-5", 0},  {"1.5", 0},       {"ten", 0},
                                                 {"7 s", 0}, {"999999", 86400}};
    for (const auto& [text, seconds] : cases) {
        setenv("IDEOGRAM_UPSCALE_WAIT", text, 1);
        EXPECT_EQ(service_from_environment()->wait.count(), seconds) << text;
    }
    unsetenv("IDEOGRAM_UPSCALE_WAIT");
}

TEST_F(Key, AMarkTellsKeysApartAndNothingElse) {
    const SecretString one("key-number-one"), two("key-number-two");
    EXPECT_EQ(key_mark(one, "job").size(), 8u);
    EXPECT_EQ(key_mark(one, "job"), key_mark(one, "job"));
    EXPECT_NE(key_mark(one, "job"), key_mark(two, "job"));
    EXPECT_NE(key_mark(one, "job"), key_mark(one, "another job"));
    EXPECT_EQ(key_mark({}, "job"), "");
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
