// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/batch_list.hpp"

#include <algorithm>
#include <utility>

#include "base/parameter_table.hpp"
#include "batch/name_pattern.hpp"
#include "enlarging/plan.hpp"

namespace upscale {
namespace {

constexpr double kUsualPpi = 72;  // what GIMP takes for files that do not say it

bool is_same_file(const ListedFile& a, const ListedFile& b) {
    return a.canonical.empty() || b.canonical.empty() ? a.path == b.path
                                                      : a.canonical == b.canonical;
}

}  // namespace

int add_files(std::vector<BatchItem>& items, std::vector<ListedFile> files) {
    int added = 0;
    for (ListedFile& file : files) {
        if (std::ranges::any_of(
                items, [&](const BatchItem& item) { return is_same_file(item.file, file); }))
            continue;
        items.push_back({std::move(file)});
        ++added;
    }
    return added;
}

void remove_file(std::vector<BatchItem>& items, const std::string& path) {
    std::erase_if(items, [&](const BatchItem& item) {
        return item.file.path == path && item.state != FileState::Working;
    });
}

BatchItem* item_of(std::vector<BatchItem>& items, const std::string& path) {
    const auto found =
        std::ranges::find_if(items, [&](const BatchItem& item) { return item.file.path == path; });
    return found == items.end() ? nullptr : &*found;
}

bool must_be_looked_up(const BatchItem& item, const Parameters& values) {
    if (item.unreadable || !images_depend_on_size(values)) return false;
    return !item.size || (values.target == Target::Print && !item.ppi);
}

int images_of(const BatchItem& item, const Parameters& values) {
    if (!images_depend_on_size(values)) return values.num_images;
    if (!item.size || must_be_looked_up(item, values)) return 0;
    return images_for(*item.size, item.ppi.value_or(kUsualPpi), values);
}

BatchOutlook outlook_of(const std::vector<BatchItem>& items, const Parameters& values,
                        FileState state) {
    BatchOutlook outlook;
    for (const BatchItem& item : items) {
        if (item.state != state) continue;
        ++outlook.files;
        outlook.images += images_of(item, values);
        if (must_be_looked_up(item, values)) outlook.counted = false;
    }
    return outlook;
}

std::vector<std::string> files_in(const std::vector<BatchItem>& items, FileState state) {
    std::vector<std::string> paths;
    for (const BatchItem& item : items)
        if (item.state == state) paths.push_back(item.file.path);
    return paths;
}

void take_status(std::vector<BatchItem>& items, const FileStatus& status) {
    BatchItem* const item = item_of(items, status.path);
    if (!item) return;
    item->state = status.state;
    item->missing = status.missing;
    item->smaller = status.smaller;
    item->parts_missing = status.parts_missing;
    item->error = status.error;
    if (!status.results.empty()) item->results = status.results;
}

void end_run(std::vector<BatchItem>& items) {
    for (BatchItem& item : items)
        if (item.state == FileState::Working) item.state = FileState::Waiting;
}

void retry_failed(std::vector<BatchItem>& items) {
    for (BatchItem& item : items) {
        if (item.state != FileState::Failed) continue;
        item.state = FileState::Waiting;
        item.error.reset();
    }
}

void start_over(std::vector<BatchItem>& items) {
    for (BatchItem& item : items) {
        item.state = FileState::Waiting;
        item.error.reset();
        item.missing = 0;
        item.smaller = item.parts_missing = false;
    }
}

bool same_settings(const Batch& a, const Batch& b) {
    Parameters values = a.values;
    values.max_images = b.values.max_images;
    return values == b.values && a.output_folder == b.output_folder &&
           a.name_pattern == b.name_pattern && a.format == b.format && a.overwrite == b.overwrite;
}

int count_of(const std::vector<BatchItem>& items, FileState state) {
    return static_cast<int>(std::ranges::count(items, state, &BatchItem::state));
}

BatchObstacle obstacle_of(const std::vector<BatchItem>& items, const Batch& batch,
                          FileState state) {
    if (items.empty()) return BatchObstacle::NoFiles;
    if (batch.output_folder.empty()) return BatchObstacle::NoFolder;
    const auto pattern = NamePattern::parse(batch.name_pattern);
    // the images of layers cannot be counted before their file is loaded
    if (!pattern || pattern->has_layer()) return BatchObstacle::BadNames;
    const BatchOutlook outlook = outlook_of(items, batch.values, state);
    if (outlook.files == 0) return BatchObstacle::NothingWaits;
    if (!outlook.counted) return BatchObstacle::Counting;
    if (outlook.images == 0) return BatchObstacle::NothingUsable;
    Parameters limited = batch.values;
    limited.max_images = outlook.images;
    if (is_paid(limited) && !validate(parameter("max-images"), limited))
        return BatchObstacle::TooMany;
    return BatchObstacle::None;
}

}  // namespace upscale
