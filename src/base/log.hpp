// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The log: what was done and how it ended, to find faults. log_line() removes secrets and the
// queries of addresses, which contain signatures. Callers must not write prompts, names of layers
// or words of the service (see log_words()).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace upscale {

/// state_folder()/ideogram-upscale.log, mode 0600.
std::string log_path();

/// Appends a line: the time (UTC), the process, and the printable_line() of the text, redacted()
/// and without_queries(). When the file is larger than 512 KiB, it is renamed to
/// ideogram-upscale.log.old and a new one is begun. Any thread, any number of processes. Never
/// fails: a log that cannot be written is no reason to stop a job.
void log_line(std::string_view text) noexcept;

/// What may be logged of an error: "NoCredits, HTTP 406" or "NoKey, KeyFileLink, /path", and its
/// detail unless that quotes the service.
std::string log_words(const Error& error);

/// The last whole lines of the log, at most `max_bytes`; empty if there is none.
std::string log_tail(std::size_t max_bytes);

}  // namespace upscale
