// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The port to files for a thread beside the main one.
#pragma once

#include "common/batch/file_port.hpp"
#include "common/runs/main_calls.hpp"

namespace upscale {

/// Has each call made by the main loop. When that has ended, everything is Cancelled.
class MainThreadFiles : public FilePort {
  public:
    MainThreadFiles(FilePort& files, MainCalls& calls) : m_files(files), m_calls(calls) {}

    Result<ImageId> load(const std::string& path) override;
    double ppi_of(ImageId image) override;
    Result<ItemId> visible_layer(ImageId image, const std::string& name) override;
    std::vector<LoadedLayer> layers_of(ImageId image) override;
    Status save(ImageId image, const std::string& path) override;
    bool can_save(const std::string& path) override;

  private:
    FilePort& m_files;
    MainCalls& m_calls;
};

}  // namespace upscale
