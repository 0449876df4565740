// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/networks/catalogue.hpp"

#include <cstdio>
#include <opencv2/core/version.hpp>

#include "base/files.hpp"
#include "platform/files.hpp"
#include "platform/process.hpp"

namespace upscale::local {
namespace {

std::string memory_path() { return state_folder() + "/networks.json"; }

using Time = std::chrono::system_clock::time_point;

struct Remembered {
    std::string file, version;
    Trial trial;
    Time time;
};

/// Whether it still counts.
bool is_fresh(const Remembered& each, Time now) {
    const NetworkFault fault = each.trial.fault;
    const bool bad_luck = fault == NetworkFault::Time || fault == NetworkFault::Memory ||
                          fault == NetworkFault::Crash;
    return !bad_luck || (each.time <= now && now - each.time < std::chrono::hours(1));
}

/// Whatever of it can be read.
std::vector<Remembered> load_memory() {
    std::vector<Remembered> all;
    const auto text = read_file(memory_path(), json::kMaxText);
    const auto root = text ? json::parse(as_text(*text)) : Result<json::Document>(text.error());
    if (!root) return all;
    for (const json::Value* each : json::elements_at(*root, {"trials"})) {
        const auto file = json::string_at(*each, {"trial", "file"});
        const auto version = json::string_at(*each, {"version"});
        const std::chrono::seconds time(json::int_at(*each, {"time"}).value_or(0));
        const json::Value* found = json::find(*each, {"trial"});
        const auto trial = found ? trial_from_json(*found) : std::nullopt;
        if (file && version && trial) all.push_back({*file, *version, *trial, Time(time)});
    }
    return all;
}

void remember(const Remembered& added) {
    if (!make_folder(state_folder())) return;
    const FileLock lock(memory_path() + ".lock");
    json::Writer w;
    w.StartObject();
    w.Key("trials");
    w.StartArray();
    const auto write = [&](const Remembered& each) {
        w.StartObject();
        w.member("version", each.version);
        w.member(
            "time",
            static_cast<long long>(
                std::chrono::floor<std::chrono::seconds>(each.time.time_since_epoch()).count()));
        w.Key("trial");
        w.RawValue(to_json(each.file, each.trial));
        w.EndObject();
    };
    // What is no longer there is forgotten.
    for (const Remembered& each : load_memory())
        if (each.file != added.file && version_of(each.file) == each.version) write(each);
    write(added);
    w.EndArray();
    w.EndObject();
    // If it cannot be kept, the network is tried again next time.
    static_cast<void>(write_file(memory_path(), as_bytes(w.text()), Sync::None));
}

}  // namespace

std::string version_of(const std::string& name) {
    if (!is_network_name(name)) return {};
    const std::string file = platform::version_of_file(networks_folder() + "/" + name);
    if (file.empty()) return {};
    return file + "-" CV_VERSION "-" + std::to_string(kTrialVersion);
}

Trial trial_of(const std::string& engine, const std::string& name,
               const std::function<bool()>& is_stopped, Time now) {
    const std::string version = version_of(name);
    if (version.empty()) return {.fault = NetworkFault::Missing};
    for (Remembered& each : load_memory())
        if (each.file == name && each.version == version && is_fresh(each, now))
            return std::move(each.trial);
    Trial trial = try_apart(engine, networks_folder() + "/" + name, is_stopped);
    // A file that was changed or removed meanwhile is tried again next time.
    if (!is_stopped() && version_of(name) == version) remember({name, version, trial, now});
    return trial;
}

void print_networks() {
    const std::string engine = platform::executable().string();
    for (const std::string& name : network_names()) {
        std::printf("%s\n", to_json(name, trial_of(engine, name, [] { return false; })).c_str());
        std::fflush(stdout);
    }
}

}  // namespace upscale::local
