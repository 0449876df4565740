// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/editor.hpp"

namespace upscale {

/// An editor that has nothing, and does nothing that it is asked for. Tests override what they
/// need.
class IdleEditor : public Editor {
  public:
    std::string name_of(ItemId) override { return {}; }
    Result<Source> read_source(ImageId, ItemId, int) override { return Error{}; }
    Result<Bitmap> decode(const std::string&, ImageFormat) override { return Error{}; }
    ImageState state_of(ImageId) override { return {}; }
    std::optional<Rect> bounds_of(ImageId, ItemId) override { return {}; }
    std::optional<ItemId> original_of(ImageId, ItemId) override { return {}; }
    std::optional<ItemId> source_of(ImageId, ItemId) override { return {}; }
    Result<ItemId> make_layer(ImageId, const NewLayer&) override { return Error{}; }
    bool has_link_layers() override { return false; }
    bool is_link(ItemId) override { return false; }
    Result<LinkLayer> make_link(ImageId, const std::string&, const NewLayer&) override {
        return Error{};
    }
    void discard_layer(ItemId) override {}
    std::string file_stem_of(ImageId) override { return {}; }
    std::string saved_file_of(ImageId) override { return {}; }
    Appearance appearance_of(ImageId, ItemId) override { return {}; }
    std::string parasite_on_layer(ItemId, const char*) override { return {}; }
    std::string parasite_on_image(ImageId, const std::string&) override { return {}; }
    unsigned tattoo_of(ItemId) override { return 0; }
    Result<ImageId> make_image(const ImageOrigin&, const std::string&, const std::string&,
                               const NewLayer&) override {
        return Error{};
    }
    void discard_image(ImageId) override {}
    Status import_layers(const LayerImport&) override { return Error{}; }
    void show_images(const std::vector<ImageId>&) override {}
};

}  // namespace upscale
