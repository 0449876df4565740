// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/files/batch_maker.hpp"

#include <exception>
#include <memory>
#include <utility>

#include "common/batch/main_thread_files.hpp"
#include "common/batch/run_batch.hpp"
#include "common/key/key_store.hpp"
#include "common/runs/main_thread_editor.hpp"

namespace upscale {

BatchMaker::BatchMaker(Host& host, FilePort& files, ProgressRow& progress)
    : m_host(host), m_files(files), m_progress(progress), m_view(progress) {
    m_progress.on_stop = [this] { cancel(); };
}

void BatchMaker::make(Batch batch, Images known) {
    m_paused = false;
    m_background.start(
        [this, batch = std::move(batch), known = std::move(known)](const std::stop_token& stop) {
            m_view.begin(stop);
            MainThreadEditor editor(m_host.editor(), m_background.calls());
            MainThreadFiles files(m_files, m_background.calls());
            // If the window is closed, nobody wants to know.
            const auto tell = [this](const auto& told) {
                static_cast<void>(m_background.calls().call([&] {
                    told();
                    return true;
                }));
            };
            const BatchEvents events{
                .on_file =
                    [&](std::size_t index, const std::vector<FileStatus>& all) {
                        tell([&] { on_file(status_of_file(all, all[index].path)); });
                    },
                .on_progress =
                    [&](const std::string& path, const Progress& progress) {
                        tell([&] { on_progress(path, progress); });
                    },
                .images_of =
                    [&](const std::string& path) {
                        const auto found = known.find(path);
                        return found == known.end() ? 0 : found->second;
                    },
                .is_paused = [this] { return m_paused.load(); }};
            const auto end = std::make_shared<BatchEnd>();
            try {
                *end = run_batch(editor, files, batch, m_view, find_key_asking, events);
            } catch (const std::exception& e) {
                end->error = Error{.kind = ErrorKind::Internal, .detail = e.what()};
            }
            return [this, end] {
                m_running = false;
                m_view.forget();
                m_progress.end();
                on_ended(end->error);
            };
        });
    m_running = true;
    m_progress.begin();
}

}  // namespace upscale
