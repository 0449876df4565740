// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/results/source_watch.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/runs/main_thread_editor.hpp"

namespace upscale {
namespace {

constexpr double kMostLooked = 8e6;  // pixels

}  // namespace

void SourceWatch::look(const Subject& subject) {
    const auto known_layer = [&](ItemId layer) {
        return std::ranges::count(m_known, layer, &ResultNow::layer) > 0;
    };
    const bool first = !std::ranges::all_of(subject.result_layers, known_layer);
    std::erase_if(m_known, [&](const ResultNow& known) {
        return std::ranges::count(subject.result_layers, known.layer) == 0;
    });
    if (subject.result_layers.empty()) {
        m_background.stop();
        return on_changed();
    }
    m_background.start([this, image = subject.image, layers = subject.result_layers,
                        most = first ? INFINITY
                                     : kMostLooked](const std::stop_token&) -> Background::Answer {
        MainThreadEditor editor(m_host.editor(), m_background.calls());
        auto found = look_at_results(editor, image, layers, most);
        return [this, found = std::move(found)] {
            for (const ResultNow& result : found) {
                std::erase_if(m_known,
                              [&](const ResultNow& known) { return known.layer == result.layer; });
                m_known.push_back(result);
            }
            on_changed();
        };
    });
}

std::vector<ResultNow> SourceWatch::changed() const {
    std::vector<ResultNow> changed;
    for (const ResultNow& known : m_known)
        if (known.since == SinceMade::Changed) changed.push_back(known);
    return changed;
}

}  // namespace upscale
