// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_service.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace upscale {

FakeService& FakeService::instance() {
    static FakeService service("");
    return service;
}

FakeService::FakeService(const std::string& tls_kind) {
    if (!tls_kind.empty()) {
        m_folder = testing::TempDir() + "upscale-tls-XXXXXX";
        if (!mkdtemp(m_folder.data())) throw std::runtime_error("mkdtemp");
    }
    int input[2], output[2];
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
        throw std::runtime_error("pipe2");
    m_pid = fork();
    if (m_pid == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        execl(PYTHON, PYTHON, FAKE_SERVICE, tls_kind.empty() ? nullptr : "--tls", tls_kind.c_str(),
              m_folder.c_str(), nullptr);
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    m_input = input[1];
    std::string line;
    for (char c = 0; read(output[0], &c, 1) == 1 && c != '\n';) line += c;
    close(output[0]);
    const auto at = line.find("http");
    if (at == std::string::npos) throw std::runtime_error("the scripted server did not start");
    m_url = line.substr(at);
}

FakeService::~FakeService() {
    close(m_input);
    waitpid(m_pid, nullptr, 0);
    if (!m_folder.empty()) std::filesystem::remove_all(m_folder);
}

std::string FakeService::scenario(const std::string& steps) {
    return m_url + "/" + steps + "@" + std::to_string(getpid()) + "-" + std::to_string(++m_count);
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
