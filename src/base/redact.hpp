// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Removes secrets from every text that leaves the program: the log (log_line()), messages, records
// of jobs, parasites. It is done there, so that it does not matter how a secret got into the text.
#pragma once

#include <string>
#include <string_view>

namespace upscale {

/// Adds a secret that redacted() removes until the process ends. Every SecretString calls it. Texts
/// of fewer than 4 characters are ignored. Any thread.
void keep_secret(const std::string& secret);

/// `text` with "***" in place of each secret, in upper or lower case: unchanged, in base64, or with
/// any of its characters escaped as in JSON or C (\/, \u0073, \x73), percent-encoded or as an HTML
/// reference (&#115;), even several times. The first 8 characters of a longer secret are replaced
/// as well, because texts may be cut. Valid JSON stays valid if the text is the content of one
/// string. Any thread.
std::string redacted(std::string_view text);

/// `text` with "?…" in place of the query of every address in it, because queries contain
/// signatures.
std::string without_queries(std::string_view text);

}  // namespace upscale
