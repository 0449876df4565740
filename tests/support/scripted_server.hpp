// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A server in Python that ends with its test.
#pragma once

#include <string>
#include <vector>

namespace upscale {

class ScriptedServer {
  public:
    /// Starts tests/contract/`script` and waits until it prints "listening on …".
    ScriptedServer(const std::string& script, std::vector<std::string> arguments);
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer();

    /// The words after "listening on "; the first one is its URL.
    const std::vector<std::string>& words() const { return m_words; }

  private:
    int m_pid = -1, m_input = -1;
    std::vector<std::string> m_words;
};

}  // namespace upscale
