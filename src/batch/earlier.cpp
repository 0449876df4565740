// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/earlier.hpp"

#include <filesystem>
#include <utility>

#include "batch/name_pattern.hpp"

namespace upscale {
namespace {

/// What became of a file with all its layers; nullopt: something is left to do.
std::optional<FileStatus> done_file(Earlier& earlier, const ListedFile& file, bool each_layer) {
    std::vector<LayerOfFile> layers{{.name = {}, .size = {1, 1}}};
    if (each_layer) {
        auto known = earlier.layers(file);
        if (!known) return std::nullopt;
        layers = std::move(*known);
    }
    FileStatus status{.path = file.path, .state = FileState::Skipped};
    for (const LayerOfFile& layer : layers) {
        if (layer.is_empty()) continue;
        const auto record = earlier.done(file, layer.name);
        if (!record) return std::nullopt;
        status.results.insert(status.results.end(), record->results.begin(), record->results.end());
    }
    return status;
}

}  // namespace

Earlier::Earlier(std::string settings, Reported reported)
    : m_settings(std::move(settings)), m_reported(std::move(reported)) {
    m_owners = results_of(m_settings);
    for (const std::string& path : m_reported.results) m_owners[path];
    for (const auto& [of, record] : m_reported.files) {
        std::error_code gone;
        const auto canonical = std::filesystem::canonical(of.first, gone);
        const std::string key = file_key(gone ? of.first : canonical.string(), of.second);
        for (const SavedResult& result : record.results) m_owners[result.path].insert(key);
    }
}

bool Earlier::is_of_another(const std::string& path, const ListedFile& file,
                            const std::string& layer) const {
    const auto owners = m_owners.find(path);
    return owners != m_owners.end() && !owners->second.empty() &&
           !owners->second.contains(file_key(file.canonical, layer));
}

std::optional<FileRecord> Earlier::done(const ListedFile& file, const std::string& layer) {
    const OnDisk disk = on_disk(file.canonical, m_hashes);
    if (auto record = look_at_record(m_settings, file_key(file.canonical, layer));
        record && is_done(*record, disk))
        return record;
    for (const std::string& path : {file.path, file.canonical}) {
        const auto reported = m_reported.files.find({path, layer});
        if (reported != m_reported.files.end() && is_done(reported->second, disk))
            return reported->second;
    }
    return std::nullopt;
}

std::optional<std::vector<LayerOfFile>> Earlier::layers(const ListedFile& file) {
    auto record = look_at_record(m_settings, file_key(file.canonical));
    if (!record || record->layers.empty() || !is_about(*record, on_disk(file.canonical, m_hashes)))
        return std::nullopt;
    return std::move(record->layers);
}

std::vector<FileStatus> done_before(const Batch& batch, const std::vector<ListedFile>& files,
                                    const std::stop_token& stop) {
    std::error_code failed;
    Batch placed = batch;
    placed.output_folder = std::filesystem::canonical(batch.output_folder, failed).string();
    if (failed) return {};  // it is made by the first run
    const auto pattern = NamePattern::parse(batch.name_pattern);
    if (!pattern) return {};
    const std::string settings = settings_key(placed);
    auto reported = read_report(batch.report, settings);
    Earlier earlier(settings, reported ? std::move(*reported) : Reported());
    std::vector<FileStatus> done;
    for (const ListedFile& file : files) {
        if (stop.stop_requested()) break;
        if (earlier.is_result(file.canonical))
            done.push_back({.path = file.path, .state = FileState::Skipped});
        else if (auto status = done_file(earlier, file, pattern->has_layer()))
            done.push_back(std::move(*status));
    }
    return done;
}

}  // namespace upscale
