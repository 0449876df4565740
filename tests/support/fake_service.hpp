// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the scripted server for a test program.
#pragma once

#include <string>

#include "api/client.hpp"
#include "support/scripted_server.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {

class FakeService {
  public:
    /// The only server of this process; it ends with the process.
    static FakeService& instance();
    /// A server with https and a certificate of this kind (certificates.py). It is trusted only
    /// with authority().
    explicit FakeService(const std::string& tls_kind);
    std::string authority() const { return m_folder.path() + "/authority.pem"; }

    /// The base URL of a scenario (see fake_service.py), with a state of its own per call.
    std::string scenario(const std::string& steps);

    /// The service with a scenario and the key that it accepts.
    Service service(const std::string& steps);

    /// Asks the server about a scenario: "_log" (JSON), "_billed", "_upload".
    std::string ask(const std::string& scenario_url, const std::string& what);
    int billed(const std::string& scenario_url) { return std::stoi(ask(scenario_url, "_billed")); }

  private:
    TemporaryFolder m_folder;
    ScriptedServer m_server;
    int m_count = 0;
};

}  // namespace upscale
