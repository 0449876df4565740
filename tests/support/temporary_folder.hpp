// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace upscale {

/// A folder that is deleted at the end.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        if (!mkdtemp(m_path.data())) throw std::runtime_error("mkdtemp");
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    const std::string& path() const { return m_path; }

  private:
    std::string m_path = testing::TempDir() + "upscale-test-XXXXXX";
};

}  // namespace upscale
