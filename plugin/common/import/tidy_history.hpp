// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the history within the user's limit, without deleting what was not saved yet.
#pragma once

#include "app/editor.hpp"

namespace upscale {

/// Main thread. Notes which imported results are safe in a saved image, and then deletes what the
/// user's limit does not allow of these. See note_saved() and trim_history().
void tidy_history(Editor& editor);

}  // namespace upscale
