// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <string>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {

/// While this lives, state_folder() is a new folder, or the one that is given.
class OwnState {
  public:
    explicit OwnState(const std::string& folder = {}) {
        const std::string path = folder.empty() ? m_folder.path() : folder;
        setenv("IDEOGRAM_UPSCALE_STATE_DIR", path.c_str(), 1);
    }
    OwnState(const OwnState&) = delete;
    OwnState& operator=(const OwnState&) = delete;
    ~OwnState() {
        if (m_before.empty())
            unsetenv("IDEOGRAM_UPSCALE_STATE_DIR");
        else
            setenv("IDEOGRAM_UPSCALE_STATE_DIR", m_before.c_str(), 1);
    }

  private:
    TemporaryFolder m_folder;
    std::string m_before = environment("IDEOGRAM_UPSCALE_STATE_DIR");
};

}  // namespace upscale
