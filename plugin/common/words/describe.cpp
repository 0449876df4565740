// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <glib.h>

#include "common/dialogs/progress_view.hpp"
#include "common/gobject_ptr.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"

namespace upscale {

std::string describe(const Progress& progress) {
    if (progress.calls > 1 && progress.stage != Stage::Importing) {
        Progress one = progress;
        one.calls = 0;
        // Translators: an upscale that takes several steps, "Step 2 of 3: Waiting for the result"
        return format(_("Step %d of %d: %s"), progress.call, progress.calls, describe(one).c_str());
    }
    switch (progress.stage) {
        case Stage::Preparing:
            return _("Preparing the layer");
        case Stage::Starting:
            return _("Starting the engine on this computer");
        case Stage::Uploading:
            return adopt(g_strdup_printf(_("Uploading the layer (%s)"), progress.detail.c_str()))
                .get();
        case Stage::Waiting:
            if (progress.troubled)
                return format(_("The service cannot be reached; still waiting, %d s"),
                              progress.item);
            if (const auto left = seconds_left(progress))
                return format(_("Waiting for the result, about %d s left"), *left);
            return adopt(g_strdup_printf(_("Waiting for the result, %d s"), progress.item)).get();
        case Stage::Downloading:
            if (progress.items <= 1) return _("Downloading the result");
            return format(
                dngettext("ideogram-upscale", "Downloading the results (%d of %d has arrived)",
                          "Downloading the results (%d of %d have arrived)",
                          static_cast<unsigned long>(progress.item)),
                progress.item, progress.items);
        case Stage::Importing:
            return _("Placing the results");
    }
    return {};
}

std::string describe_cost(const Progress& progress) {
    switch (progress.cost) {
        case Cost::Free:
            return {};
        case Cost::NotYet:
            return _("Nothing is paid yet.");
        case Cost::Unclear:
            return _("The paid call is under way: it may be charged even if you cancel.");
        case Cost::Kept:
            return has_arrived(progress)
                       ? _("It is paid for and has arrived. It stays in the history.")
                       : _("It is paid for. If you cancel, the result can be fetched later.");
    }
    return {};
}

const char* stop_label(const Progress& progress) {
    // once the job is paid, the service goes on even if we stop
    return progress.cost == Cost::Kept && !has_arrived(progress) ? _("_Stop Waiting") : _("_Stop");
}

}  // namespace upscale
