// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/scripted_server.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <stdexcept>

namespace upscale {

ScriptedServer::ScriptedServer(const std::string& script, std::vector<std::string> arguments) {
    int input[2], output[2];
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
        throw std::runtime_error("pipe2");
    arguments.insert(arguments.begin(), {PYTHON, CONTRACT_SCRIPTS "/" + script});
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    m_pid = fork();
    if (m_pid == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        execv(PYTHON, argv.data());
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    m_input = input[1];
    std::string line;
    for (char c = 0; read(output[0], &c, 1) == 1 && c != '\n';) line += c;
    close(output[0]);
    constexpr std::string_view kReady = "listening on ";
    if (!line.starts_with(kReady)) throw std::runtime_error(script + " did not start");
    std::istringstream rest(line.substr(kReady.size()));
    for (std::string word; rest >> word;) m_words.push_back(word);
}

ScriptedServer::~ScriptedServer() {
    close(m_input);
    waitpid(m_pid, nullptr, 0);
}

}  // namespace upscale
