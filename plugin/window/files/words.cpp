// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/files/words.hpp"

#include <filesystem>

#include "base/utf8.hpp"
#include "common/words/format.hpp"
#include "common/words/i18n.hpp"
#include "common/words/messages.hpp"

namespace upscale {
namespace {

std::string missing_words(const BatchItem& item) {
    std::string words =
        format(dngettext("ideogram-upscale", "%d image is missing.", "%d images are missing.",
                         static_cast<unsigned long>(item.missing)),
               item.missing);
    if (item.error) words += " " + message_for(*item.error);
    return words;
}

/// What the results lack that came, as sentences that begin with a space; empty: nothing.
std::string lack_words(const BatchItem& item) {
    std::string words;
    if (item.smaller) words += " " + message_for(Note::Smaller);
    // Translators: of the result of a file; parts of it are only enlarged, without new detail
    if (item.parts_missing)
        words += std::string(" ") + _("Parts of the picture did not come back.");
    if (!words.empty() && item.missing == 0 && item.error) words += " " + message_for(*item.error);
    return words;
}

std::string names_of(const std::vector<SavedResult>& results) {
    std::string names;
    for (const SavedResult& result : results) {
        if (!names.empty()) names += ", ";
        names += printable_line(std::filesystem::path(result.path).filename().string());
    }
    return names;
}

}  // namespace

std::string state_words(const BatchItem& item) {
    switch (item.state) {
        case FileState::Waiting:
            // Translators: a file in a list, which is upscaled later
            return _("Waiting");
        case FileState::Working:
            // Translators: a file in a list, which is being upscaled
            return _("Being upscaled");
        case FileState::Done:
            if (item.missing > 0) return missing_words(item) + lack_words(item);
            if (const std::string lack = lack_words(item); !lack.empty())
                return names_of(item.results) + " –" + lack;
            return names_of(item.results);
        case FileState::Skipped:
            // Translators: a file in a list, which an earlier run has upscaled
            return item.results.empty()
                       ? _("Skipped: it is a result itself")
                       : format(_("Done before: %s"), names_of(item.results).c_str());
        case FileState::Failed:
            return item.error ? message_for(*item.error) : std::string();
    }
    return {};
}

std::string counts_words(const std::vector<BatchItem>& items) {
    if (items.empty()) return {};
    const auto count = static_cast<int>(items.size());
    std::string words = format(
        dngettext("ideogram-upscale", "%d file", "%d files", static_cast<unsigned long>(count)),
        count);
    const auto add = [&](const char* pattern, int number) {
        if (number > 0) words += " · " + format(pattern, number);
    };
    // Translators: how many files of a list are finished
    add(_("%d done"), count_of(items, FileState::Done) + count_of(items, FileState::Skipped));
    // Translators: how many files of a list could not be upscaled
    add(_("%d failed"), count_of(items, FileState::Failed));
    // Translators: how many files of a list are upscaled later
    add(_("%d waiting"), count_of(items, FileState::Waiting));
    return words;
}

std::string make_files_label(const BatchOutlook& outlook) {
    // Translators: the button that makes images, as long as there are none to make
    if (outlook.images == 0) return _("Make Images");
    const auto images = static_cast<unsigned long>(outlook.images);
    const char* const pattern =
        outlook.counted
            ? dngettext("ideogram-upscale", "Make %d Image", "Make %d Images", images)
            // Translators: the button that makes images, while these are still being counted
            : dngettext("ideogram-upscale", "At Least %d Image", "At Least %d Images", images);
    return format(pattern, outlook.images);
}

std::string retry_label(const BatchOutlook& outlook, const Parameters& values) {
    if (!is_paid(values)) return _("Retry the Failed");
    return format(
        dngettext("ideogram-upscale", "Retry the Failed (%d Image)", "Retry the Failed (%d Images)",
                  static_cast<unsigned long>(outlook.images)),
        outlook.images);
}

std::string words_for(BatchObstacle obstacle) {
    switch (obstacle) {
        case BatchObstacle::None:
            break;
        case BatchObstacle::NoFiles:
            return _("Add files first.");
        case BatchObstacle::NothingWaits:
            return _("No file is waiting.");
        case BatchObstacle::NoFolder:
            return _("Choose a folder for the results.");
        case BatchObstacle::BadNames:
            return _(
                "The names must be made of {name} {factor} {width} {height} {index} {seed} and "
                "other text.");
        case BatchObstacle::Counting:
            return _("The images are being counted.");
        case BatchObstacle::NothingUsable:
            return _("None of the files can be enlarged to this size.");
        case BatchObstacle::TooMany:
            return _("These are too many images for one run. Remove some files.");
    }
    return {};
}

}  // namespace upscale
