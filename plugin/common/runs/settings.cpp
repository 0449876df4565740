// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/boundary.hpp"
#include "common/dialogs/settings_dialog.hpp"
#include "common/runs/procedure.hpp"
#include "common/words/i18n.hpp"

namespace upscale {

Outcome run_settings(RunMode mode) noexcept {
    return guard(outcome_of({.kind = ErrorKind::Internal}), [&]() -> Outcome {
        if (mode != RunMode::Interactive)
            return {.status = Outcome::Status::CallingError,
                    .message = _("The settings are a dialog; scripts set ONEMIN_API_KEY instead.")};
        return {.status = run_settings_dialog(nullptr) ? Outcome::Status::Success
                                                       : Outcome::Status::Cancel};
    });
}

}  // namespace upscale
