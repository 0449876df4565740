// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a batch, for GIMP 3.0 and later.
#pragma once

#include "common/batch/file_port.hpp"

namespace upscale {

class Gimp3Files : public FilePort {
  public:
    Result<ImageId> load(const std::string& path) override;
    double ppi_of(ImageId image) override;
    Result<ItemId> visible_layer(ImageId image, const std::string& name) override;
    std::vector<LoadedLayer> layers_of(ImageId image) override;
    Status save(ImageId image, const std::string& path) override;
    bool can_save(const std::string& path) override;
};

}  // namespace upscale
