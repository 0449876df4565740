// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How lists show a job: a small picture, its time, its state.
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <string>

#include "common/gobject_ptr.hpp"
#include "state/journal.hpp"

namespace upscale {

/// A picture of a file of the job, at most `side` pixels a side. If `file` is empty or cannot be
/// read, a picture of what was sent; null if that cannot be read either.
ObjectPtr<GdkPixbuf> thumbnail_of(const std::string& job, const std::string& file, int side);

/// Turns an ISO 8601 time in UTC into local time: "2026-11-22 09:30".
std::string local_time(const std::string& utc);

/// A job's state in words, translated; empty if the state needs no words.
const char* state_text(const Job& job);

}  // namespace upscale
