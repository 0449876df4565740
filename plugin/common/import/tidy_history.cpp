// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/tidy_history.hpp"

#include "state/history.hpp"
#include "state/preferences.hpp"

namespace upscale {

void tidy_history(Editor& editor) {
    note_saved(jobs_folder(), [&](ImageId image) { return editor.saved_file_of(image); });
    trim_history(jobs_folder(), history_limit(load_preferences()));
}

}  // namespace upscale
