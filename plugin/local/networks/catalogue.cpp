// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/networks/catalogue.hpp"

#include <cstdio>
#include <filesystem>
#include <opencv2/core/version.hpp>

#include "base/files.hpp"
#include "platform/process.hpp"

namespace upscale::local {
namespace {

namespace fs = std::filesystem;

std::string memory_path() { return state_folder() + "/networks.json"; }

struct Remembered {
    std::string file, identity;
    Trial trial;
};

/// Whatever of it can be read.
std::vector<Remembered> load_memory() {
    std::vector<Remembered> all;
    const auto text = read_file(memory_path(), json::kMaxText);
    const auto root = text ? json::parse(as_text(*text)) : Result<json::Document>(text.error());
    if (!root) return all;
    for (const json::Value* each : json::elements_at(*root, {"trials"})) {
        const auto file = json::string_at(*each, {"trial", "file"});
        const auto identity = json::string_at(*each, {"identity"});
        const json::Value* found = json::find(*each, {"trial"});
        const auto trial = found ? trial_from_json(*found) : std::nullopt;
        if (file && identity && trial) all.push_back({*file, *identity, *trial});
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
        w.member("identity", each.identity);
        w.Key("trial");
        w.RawValue(to_json(each.file, each.trial));
        w.EndObject();
    };
    // What is no longer there is forgotten.
    for (const Remembered& each : load_memory())
        if (each.file != added.file && identity_of(each.file) == each.identity) write(each);
    write(added);
    w.EndArray();
    w.EndObject();
    // If it cannot be kept, the network is tried again next time.
    static_cast<void>(write_file(memory_path(), as_bytes(w.text()), Sync::None));
}

}  // namespace

std::string identity_of(const std::string& name) {
    const fs::path path = fs::path(networks_folder()) / name;
    std::error_code code;
    if (!is_network_name(name) || !fs::is_regular_file(path, code)) return {};
    const auto size = fs::file_size(path, code);
    const auto time = fs::last_write_time(path, code).time_since_epoch().count();
    if (code) return {};
    return std::to_string(size) + "-" + std::to_string(time) + "-" CV_VERSION "-" +
           std::to_string(kTrialVersion);
}

Trial trial_of(const std::string& engine, const std::string& name,
               const std::function<bool()>& is_stopped) {
    const std::string identity = identity_of(name);
    if (identity.empty()) return {.fault = NetworkFault::Missing};
    for (Remembered& each : load_memory())
        if (each.file == name && each.identity == identity) return std::move(each.trial);
    Trial trial = try_apart(engine, networks_folder() + "/" + name, is_stopped);
    // A file that was changed or removed meanwhile is tried again next time.
    if (!is_stopped() && identity_of(name) == identity) remember({name, identity, trial});
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
