// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/batch/main_thread_files.hpp"

namespace upscale {
namespace {

Error cancelled() { return {.kind = ErrorKind::Cancelled}; }

}  // namespace

Result<ImageId> MainThreadFiles::load(const std::string& path) {
    return m_calls.call([&] { return m_files.load(path); }).value_or(cancelled());
}

Result<ItemId> MainThreadFiles::visible_layer(ImageId image, const std::string& name) {
    return m_calls.call([&] { return m_files.visible_layer(image, name); }).value_or(cancelled());
}

Status MainThreadFiles::save(ImageId image, const std::string& path) {
    return m_calls.call([&] { return m_files.save(image, path); }).value_or(cancelled());
}

bool MainThreadFiles::can_save(const std::string& path) {
    return m_calls.call([&] { return m_files.can_save(path); }).value_or(false);
}

}  // namespace upscale
