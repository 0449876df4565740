// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <libgimp/gimp.h>

#include "common/boundary.hpp"
#include "common/dialogs/settings_dialog.hpp"
#include "common/runs/procedure.hpp"

namespace upscale {

Report run_settings(RunMode mode) noexcept {
    return guard(Report{.error = Error{.kind = ErrorKind::Internal}}, [&]() -> Report {
        if (mode != RunMode::Interactive)
            return {.error =
                        Error{.kind = ErrorKind::BadInput, .reason = Reason::SettingsByDialog}};
        const std::string saved = run_settings_dialog(nullptr);
        if (saved.empty()) return {.error = cancelled()};
        gimp_message(saved.c_str());
        return {};
    });
}

}  // namespace upscale
