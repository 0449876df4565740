// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The log: what was done and what came of it, for somebody who looks for a fault. Callers write no
// key, no prompt, no name of a layer, and of an address not the query, where signatures are.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace upscale {

/// state_folder()/ideogram-upscale.log, mode 0600.
std::string log_path();

/// Appends a line: the time (UTC), the process, and printable_line(text). Past 512 KiB the file
/// becomes ideogram-upscale.log.old and a new one is begun. Any thread, any number of processes.
/// Never fails: that the log cannot be written is no reason to stop.
void log_line(std::string_view text) noexcept;

/// The last whole lines of the log, at most `max_bytes`; empty if there is none.
std::string log_tail(std::size_t max_bytes);

}  // namespace upscale
