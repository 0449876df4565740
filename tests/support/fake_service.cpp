// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_service.hpp"

#include <unistd.h>

#include <stdexcept>

namespace upscale {

FakeService& FakeService::instance() {
    static FakeService service("");
    return service;
}

FakeService::FakeService(const std::string& tls_kind)
    : m_server("fake_service.py",
               tls_kind.empty() ? std::vector<std::string>()
                                : std::vector<std::string>{"--tls", tls_kind, m_folder.path()}) {}

std::string FakeService::scenario(const std::string& steps) {
    return m_server.words().front() + "/" + steps + "@" + std::to_string(getpid()) + "-" +
           std::to_string(++m_count);
}

Service FakeService::service(const std::string& steps) {
    const std::string url = scenario(steps);
    return {url, url, SecretString("test-key")};
}

std::string FakeService::ask(const std::string& scenario_url, const std::string& what) {
    HttpClient http;
    Request request;
    request.url = scenario_url + "/" + what;
    const auto response = http.perform(request, {});
    if (!response || response->status != 200) throw std::runtime_error("no answer to " + what);
    return std::string(as_text(response->body));
}

}  // namespace upscale
