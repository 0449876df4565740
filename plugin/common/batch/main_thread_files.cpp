// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/batch/main_thread_files.hpp"

namespace upscale {

Result<ImageId> MainThreadFiles::load(const std::string& path) {
    return m_calls.call([&] { return m_files.load(path); }).value_or(cancelled());
}

double MainThreadFiles::ppi_of(ImageId image) {
    return m_calls.call([&] { return m_files.ppi_of(image); }).value_or(0);
}

Result<ItemId> MainThreadFiles::visible_layer(ImageId image, const std::string& name) {
    return m_calls.call([&] { return m_files.visible_layer(image, name); }).value_or(cancelled());
}

std::vector<LoadedLayer> MainThreadFiles::layers_of(ImageId image) {
    return m_calls.call([&] { return m_files.layers_of(image); })
        .value_or(std::vector<LoadedLayer>());
}

Status MainThreadFiles::save(ImageId image, const std::string& path) {
    return m_calls.call([&] { return m_files.save(image, path); }).value_or(cancelled());
}

bool MainThreadFiles::can_save(const std::string& path) {
    return m_calls.call([&] { return m_files.can_save(path); }).value_or(false);
}

}  // namespace upscale
