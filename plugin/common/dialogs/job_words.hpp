// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How lists show a job: a small picture, its time, its state.
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <string>

#include "common/gobject_ptr.hpp"
#include "state/journal.hpp"

namespace upscale {

/// A file of a job (may be empty), else what was sent, at most `side` pixels a side; null if
/// neither can be read.
ObjectPtr<GdkPixbuf> thumbnail_of(const std::string& job, const std::string& file, int side);

/// "2026-11-22 09:30" in local time, of an ISO 8601 time in UTC.
std::string local_time(const std::string& utc);

/// A job's state in words, translated; empty for one that needs none.
const char* state_text(const Job& job);

}  // namespace upscale
