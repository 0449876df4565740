// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/diagnostics.hpp"

#include <gtk/gtk.h>
#include <libgimp/gimp.h>

#include <filesystem>
#include <map>

#include "base/files.hpp"
#include "base/log.hpp"
#include "common/gobject_ptr.hpp"
#include "common/installation_state.hpp"
#include "common/runs/engine.hpp"
#include "net/http_client.hpp"
#include "net/proxy.hpp"
#include "net/url.hpp"
#include "state/history.hpp"
#include "state/key.hpp"

namespace upscale {
namespace {

constexpr std::size_t kLogBytes = 16 << 10;

const char* name_of(KeyPlace place) {
    switch (place) {
        case KeyPlace::Nowhere:
            return "none";
        case KeyPlace::Environment:
            return "environment";
        case KeyPlace::Keyring:
            return "keyring";
        case KeyPlace::LockedKeyring:
            return "locked keyring";
        case KeyPlace::File:
        case KeyPlace::MendedFile:
            return "file";
        case KeyPlace::RefusedFile:
            return "none (the file is not trusted)";
    }
    return "";
}

std::string addresses() {
    const auto service = service_from_environment();
    if (!service) return log_words(service.error());
    return displayed_url(service->api_url) + ", " + displayed_url(service->asset_url);
}

/// "accepted 1, downloaded 2".
std::string jobs() {
    std::map<JobState, int> counts;
    for (const Job& job : unfinished_jobs(jobs_folder())) ++counts[job.state];
    std::string text;
    for (const auto& [state, count] : counts)
        text += (text.empty() ? "" : ", ") + std::string(upscale::name_of(state)) + " " +
                std::to_string(count);
    return text.empty() ? "none" : text;
}

std::string installation() {
    const InstallationState state = look_at_installation();
    std::string text = "plug-in: " + state.self.string();
    for (const auto& copy : state.copies) text += ", another copy: " + copy.string();
    std::error_code ignored;
    text += "\nengine on this computer: ";
    if (!std::filesystem::exists(local_engine_path(), ignored)) return text + "not installed";
    return text + (state.engine_fault.empty() ? "installed" : "fails: " + state.engine_fault);
}

std::string without_home(std::string text) {
    const std::string home = g_get_home_dir();
    if (home.size() < 2) return text;
    for (auto at = text.find(home); at != std::string::npos; at = text.find(home, at + 1))
        text.replace(at, home.size(), "~");
    return text;
}

}  // namespace

std::string versions() {
    const CharPtr gimp = adopt(gimp_version());
    const CharPtr system = adopt(g_get_os_info(G_OS_INFO_KEY_PRETTY_NAME));
    return std::string("ideogram-upscale " UPSCALE_VERSION ", GIMP ") + gimp.get() + ", GTK " +
           std::to_string(gtk_major_version) + "." + std::to_string(gtk_minor_version) + ", " +
           http_library() + ", " + (system ? system.get() : "unknown system");
}

Report logged(const char* what, const std::function<Report()>& run) {
    log_line(std::string(what) + " begins: " + versions());
    Report report = run();
    log_line(std::string(what) + " ends: " + log_words(report));
    return report;
}

std::string diagnostics(KeyPlace place) {
    return without_home(versions() + "\nkey: " + name_of(place) + "\naddresses: " + addresses() +
                        "\nproxy: " + (proxy_settings().proxy.empty() ? "no" : "yes") + "\n" +
                        installation() + "\nunfinished jobs: " + jobs() + "\nlog: " + log_path() +
                        "\n\n" + log_tail(kLogBytes));
}

}  // namespace upscale
