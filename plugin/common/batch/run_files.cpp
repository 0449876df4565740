// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <filesystem>

#include "base/log.hpp"
#include "base/utf8.hpp"
#include "common/batch/plan_batch.hpp"
#include "common/batch/run_batch.hpp"
#include "common/boundary.hpp"
#include "common/key/key_store.hpp"
#include "common/words/format.hpp"
#include "common/words/messages.hpp"

namespace upscale {
namespace {

constexpr std::chrono::seconds kPrintEvery{2};

/// GIMP's progress bar, and lines on standard error for whoever runs GIMP from a shell.
class ConsoleView : public ProgressView {
  public:
    void show(const Progress& progress, const std::string& text) override {
        m_bar->show(progress, text);
        const auto now = std::chrono::steady_clock::now();
        if (now - m_printed < kPrintEvery) return;
        m_printed = now;
        if (progress.fraction >= 0)
            g_printerr("%s (%d %%)\n", text.c_str(), static_cast<int>(progress.fraction * 100));
        else
            g_printerr("%s\n", text.c_str());
    }
    std::stop_token stop_token() override { return m_bar->stop_token(); }

  private:
    std::unique_ptr<ProgressView> m_bar = make_gimp_progress();
    std::chrono::steady_clock::time_point m_printed;
};

std::string file_name_of(const std::string& path) {
    return printable_line(std::filesystem::path(path).filename().string());
}

void print_end_of(std::size_t index, const std::vector<FileStatus>& files) {
    const FileStatus& status = files[index];
    std::string what;
    switch (status.state) {
        case FileState::Waiting:
            if (!status.error) return;
            what = "waits: " + message_for(*status.error);
            break;
        case FileState::Working:
            return;
        case FileState::Done:
            what = "done";
            for (const SavedResult& result : status.results)
                what += (what == "done" ? ": " : ", ") + file_name_of(result.path);
            break;
        case FileState::Skipped:
            what = "skipped";
            if (status.error) what += ": " + message_for(*status.error);
            break;
        case FileState::Failed:
            what = "failed: " + (status.error ? message_for(*status.error) : std::string());
            break;
    }
    g_printerr("%s: %s\n", shown_name(index, files).c_str(), what.c_str());
}

std::string counts_of(const BatchEnd& end) {
    return format("%d done, %d failed, %d skipped", count_of(end.files, FileState::Done),
                  count_of(end.files, FileState::Failed), count_of(end.files, FileState::Skipped));
}

}  // namespace

BatchEnd run_files(Editor& editor, FilePort& files, const Batch& batch) noexcept {
    return guard(BatchEnd{{}, Error{.kind = ErrorKind::Internal}}, [&] {
        log_line("files: begins");
        ConsoleView view;
        BatchEnd end = run_batch(editor, files, batch, view, find_key, {.on_file = print_end_of});
        std::string line = counts_of(end);
        log_line("files: " + line + (end.error ? ", " + log_words(*end.error) : std::string()));
        if (end.error) line = message_for(*end.error);
        g_printerr("%s\n", line.c_str());
        return end;
    });
}

}  // namespace upscale
