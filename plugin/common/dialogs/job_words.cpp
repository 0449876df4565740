// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogs/job_words.hpp"

#include <memory>

#include "common/words/i18n.hpp"

namespace upscale {

std::string local_time(const std::string& utc) {
    const std::unique_ptr<GDateTime, Release<&g_date_time_unref>> time(
        g_date_time_new_from_iso8601(utc.c_str(), nullptr));
    if (!time) return utc;
    const std::unique_ptr<GDateTime, Release<&g_date_time_unref>> local(
        g_date_time_to_local(time.get()));
    return adopt(g_date_time_format(local.get(), "%F %R")).get();
}

std::string short_time(const std::string& utc) {
    const std::unique_ptr<GDateTime, Release<&g_date_time_unref>> now(g_date_time_new_now_local());
    const std::string time = local_time(utc);
    const std::string today = now ? adopt(g_date_time_format(now.get(), "%F ")).get() : "-";
    return time.starts_with(today) ? time.substr(today.size()) : time;
}

const char* state_text(const Job& job) {
    if (job.damage == Damage::Newer) return _("made by a newer version of the plug-in");
    if (job.damage == Damage::Unreadable)
        return job.results.empty() ? _("its record is damaged")
                                   : _("its record is damaged, results are here");
    switch (job.state) {
        case JobState::Submitted:
            return _("unclear whether it was paid");
        case JobState::Accepted:
            return _("the service works on it");
        case JobState::Succeeded:
            return _("done, not downloaded");
        case JobState::Downloaded:
            return _("here, not imported");
        case JobState::Imported:
            return is_unsaved(job) ? _("imported, the image was not saved") : "";
        default:
            return "";
    }
}

}  // namespace upscale
