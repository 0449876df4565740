// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The editor port for GIMP 3.0 and later.
#pragma once

#include "app/editor.hpp"

namespace upscale {

class Gimp3Editor : public Editor {
  public:
    Gimp3Editor();
    std::string name_of(ItemId item) override;
    Result<Source> read_source(ImageId image, ItemId drawable, int region) override;
    Result<Bitmap> decode(const std::string& path, ImageFormat format) override;
    ImageState state_of(ImageId image) override;
    std::optional<Rect> bounds_of(ImageId image, ItemId item) override;
    std::optional<ItemId> original_of(ImageId image, ItemId item) override;
    std::optional<ItemId> source_of(ImageId image, ItemId item) override;
    unsigned tattoo_of(ItemId layer) override;
    std::string parasite_on_layer(ItemId layer, const char* name) override;
    std::string parasite_on_image(ImageId image, const std::string& name) override;
    Appearance appearance_of(ImageId image, ItemId layer) override;
    Result<ItemId> make_layer(ImageId image, const NewLayer& content) override;
    bool has_link_layers() override;
    bool is_link(ItemId layer) override;
    Result<LinkLayer> make_link(ImageId image, const std::string& name,
                                const NewLayer& content) override;
    void discard_layer(ItemId layer) override;
    std::string file_stem_of(ImageId image) override;
    std::string saved_file_of(ImageId image) override;
    Result<ImageId> make_image(const ImageOrigin& like, const std::string& name,
                               const std::string& xmp, const NewLayer& content) override;
    void discard_image(ImageId image) override;
    Status import_layers(const LayerImport& import) override;
    void show_images(const std::vector<ImageId>& images) override;
};

}  // namespace upscale
