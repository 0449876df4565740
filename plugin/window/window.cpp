// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/window.hpp"

#include "window/main_window.hpp"

namespace upscale {

Report run_window(Host& host, Parameters& values, bool with_history) {
    const Subject subject = host.subject();
    SingleWindow single(window_name(subject.image));
    if (!single.is_first()) return {.error = Error{.kind = ErrorKind::Cancelled}};
    return MainWindow(host, single, values).run(with_history);
}

}  // namespace upscale
