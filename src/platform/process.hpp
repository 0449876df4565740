// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What C++ lacks for processes: about this one, its parent, and those that it starts.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "platform/files.hpp"

namespace upscale::platform {

/// The file that this process runs, links resolved; empty if the system does not tell.
std::filesystem::path executable();

/// This process's number, unique while it runs.
int process_number();

/// Identifies the process that started this one; no other process ever has the same text. Letters,
/// digits and "-".
std::string parent_process();

/// This process's environment: "NAME=value" each.
std::vector<std::string> environment_variables();

/// Bytes of memory that this computer has; 0: the system does not tell.
std::uint64_t physical_memory();

/// Bytes that nobody can guess.
void fill_randomly(std::span<std::uint8_t> bytes, std::error_code& code);

bool is_program(const std::string& path);

/// For a process that handles files of strangers: it cannot have more than `memory` bytes of
/// addresses (0: as many as it likes) and `work` of the processors' time, writes no file, leaves no
/// core dump, its standard error goes nowhere, and it ends with the thread that started it.
void confine_this_process(std::uint64_t memory, std::chrono::seconds work);

/// Returns large freed blocks to the system at once, and uses one heap for all threads: pixels come
/// and go, and a program that waits for a service should be small.
void give_back_freed_memory();

/// A file handle that becomes readable when another process calls this one, for a main loop. There
/// is one for the whole process, made by the first call of this function; it stays the system's.
std::intptr_t calls_to_this_process(std::error_code& code);

/// Forgets the calls so far, so that the handle is not readable any more.
void clear_calls();

/// Calls another process of the same user by its process_number(). It must have asked for
/// calls_to_this_process(): another program may be ended by this.
void call_process(int number);

/// Notices when this program is asked to end: by SIGINT or SIGTERM, or by the end of its standard
/// input, which stays open while the process that started it runs. Make it before there are
/// threads. A peer that hangs up no longer ends the program.
class EndRequests {
  public:
    EndRequests();
    /// True as soon as it is asked to end; false after `patience` at the latest.
    bool wait(std::chrono::milliseconds patience);

  private:
    Handle m_signals;
};

/// A program that was started, with pipes to its standard input and from its standard output. It
/// inherits nothing else that is open but standard error.
class Child {
  public:
    /// Starts a program. It is running if there is no code.
    static Child start(const std::string& program, std::vector<std::string> arguments,
                       std::vector<std::string> environment, std::error_code& code);

    Child() = default;
    Child(Child&& other) noexcept
        : m_process(std::exchange(other.m_process, kNone)),
          m_input(std::move(other.m_input)),
          m_output(std::move(other.m_output)) {}
    Child& operator=(Child&&) = delete;
    /// Closes its input and waits until it ends; after two seconds it is killed.
    ~Child() { end(); }
    void end();
    /// Ends it at once.
    void kill();

    explicit operator bool() const { return m_process != kNone; }

    /// Reads what it has printed, as far as there is room: 0 bytes at the end of its output,
    /// nullopt if nothing came in that time.
    std::optional<std::size_t> read_output(std::span<std::uint8_t> room,
                                           std::chrono::milliseconds patience);

    /// Discards what it prints from now on.
    void close_output() { m_output = Handle(); }

  private:
    static constexpr std::intptr_t kNone = -1;
    std::intptr_t m_process = kNone;
    Handle m_input, m_output;
};

}  // namespace upscale::platform
