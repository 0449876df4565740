// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/window.hpp"

#include "window/files/files_window.hpp"
#include "window/main_window.hpp"

namespace upscale {

Report run_window(Host& host, Parameters& values, bool with_history) {
    const Subject subject = host.subject();
    SingleWindow single(window_name(subject.image));
    if (!single.is_first()) return {.error = cancelled()};
    return MainWindow(host, single, values).run(with_history);
}

BatchEnd run_files_window(Host& host, FilePort& files, const Batch& start) {
    SingleWindow single(files_window_name());
    if (!single.is_first()) return {{}, cancelled()};
    BatchEnd end;
    for (const BatchItem& item : FilesWindow(host, files, single, start).run())
        end.files.push_back({.path = item.file.path,
                             .state = item.state,
                             .results = item.results,
                             .missing = item.missing,
                             .error = item.error});
    return end;
}

}  // namespace upscale
