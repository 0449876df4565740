// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The editor port for GIMP 3.0 and later.
#pragma once

#include "app/editor.hpp"

namespace upscale {

class Gimp3Editor : public Editor {
  public:
    Gimp3Editor();
    Result<Source> read_source(ImageId image, ItemId drawable, int region) override;
    Result<Bitmap> decode(const std::string& path, ImageFormat format) override;
    bool is_valid(ImageId image, ItemId item) override;
    bool can_place(ImageId image, ItemId item) override;
    Result<std::vector<ItemId>> import_layers(const std::vector<LayerImport>& imports) override;
    Result<std::vector<ImageId>> import_images(const ImageImport& import) override;
};

}  // namespace upscale
