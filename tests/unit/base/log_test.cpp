// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/secret.hpp"

namespace upscale {
namespace {

/// A state folder of its own.
class Log : public testing::Test {
  protected:
    Log() : m_folder(testing::TempDir() + "upscale-log-XXXXXX"), m_before(state_folder()) {
        EXPECT_NE(mkdtemp(m_folder.data()), nullptr);
        setenv("IDEOGRAM_UPSCALE_STATE_DIR", (m_folder + "/state").c_str(), 1);
    }
    ~Log() override {
        setenv("IDEOGRAM_UPSCALE_STATE_DIR", m_before.c_str(), 1);
        std::filesystem::remove_all(m_folder);
    }
    std::string m_folder, m_before;
};

TEST_F(Log, ALineIsPrintableAndPrivate) {
    log_line("first");
    log_line("second\nline\x1b[31m \xff end");
    const std::string text = log_tail(10000);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    EXPECT_NE(text.find("] first\n"), std::string::npos);
    EXPECT_NE(text.find("] second line [31m end\n"), std::string::npos) << text;
    struct stat info {};
    ASSERT_EQ(stat(log_path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(Log, NoSecretSignatureOrWordOfTheServiceGetsIn) {
    const SecretString key("a/key-of-this-test");
    log_line("echo " + key.reveal() + R"( a\/key-of-this-test %61%2fkey-of-this-test)");
    log_line("GET https://a.org/b?X-Amz-Signature=5ec7e7: 200");
    log_line(std::string(595, 'x') + key.reveal());
    log_line(log_words({.kind = ErrorKind::BadInput,
                        .detail = "What is a red balloon?",
                        .quotes_service = true,
                        .http_status = 422}));
    log_line(log_words({.kind = ErrorKind::LocalIo, .detail = "/tmp: no space"}));
    log_line(
        log_words({.kind = ErrorKind::BadInput, .reason = Reason::NoSuchJob, .about = "2024-job"}));
    const std::string text = log_tail(10000);
    for (const char* leak : {"key-of", "5ec7e7", "balloon", "a/ke"})
        EXPECT_EQ(text.find(leak), std::string::npos) << leak << "\n" << text;
    EXPECT_NE(text.find("] BadInput, HTTP 422\n"), std::string::npos) << text;
    EXPECT_NE(text.find("] LocalIo, /tmp: no space\n"), std::string::npos) << text;
    EXPECT_NE(text.find("] BadInput, NoSuchJob, 2024-job\n"), std::string::npos) << text;
    EXPECT_NE(text.find("] GET https://a.org/b?… 200\n"), std::string::npos) << text;
}

TEST_F(Log, TheTailIsOfWholeLines) {
    EXPECT_EQ(log_tail(100), "");
    for (int i = 0; i < 100; ++i) log_line("line " + std::to_string(i));
    const std::string tail = log_tail(200);
    EXPECT_LE(tail.size(), 200u);
    EXPECT_TRUE(tail.starts_with("20")) << tail;
    EXPECT_TRUE(tail.ends_with("] line 99\n"));
}

TEST_F(Log, IsRenamedWhenItIsLong) {
    const std::string line(500, 'x');
    for (int i = 0; i < 3000; ++i) log_line(line);
    EXPECT_LT(std::filesystem::file_size(log_path()), 600u << 10);
    EXPECT_LT(std::filesystem::file_size(log_path() + ".old"), 600u << 10);
    const auto files = std::filesystem::directory_iterator(state_folder());
    EXPECT_EQ(std::distance(begin(files), end(files)), 2);
}

TEST_F(Log, LinesOfManyThreadsDoNotMix) {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([] {
            for (int i = 0; i < 200; ++i) log_line("a line that begins and ends");
        });
    threads.clear();
    const std::string text = log_tail(1 << 20);
    std::size_t lines = 0;
    for (std::size_t at = 0;
         (at = text.find("] a line that begins and ends\n", at)) != std::string::npos; ++at)
        ++lines;
    EXPECT_EQ(lines, 800u);
}

TEST_F(Log, AFolderThatCannotBeWrittenDoesNoHarm) {
    setenv("IDEOGRAM_UPSCALE_STATE_DIR", "/proc/nowhere", 1);
    log_line("lost");
    EXPECT_EQ(log_tail(100), "");
}

}  // namespace
}  // namespace upscale
