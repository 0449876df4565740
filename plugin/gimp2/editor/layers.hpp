// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Layers that are made for an image, and what both consist of.
#pragma once

#include <libgimp/gimp.h>

#include <string>
#include <utility>
#include <vector>

#include "app/editor.hpp"
#include "results/origin.hpp"

namespace upscale {

/// Deletes an image at the end, unless it is released.
class NewImage {
  public:
    explicit NewImage(ImageId id) : m_id(id) {}
    NewImage(NewImage&& other) noexcept : m_id(std::exchange(other.m_id, -1)) {}
    NewImage& operator=(NewImage&&) = delete;
    ~NewImage() {
        if (m_id != -1) gimp_image_delete(m_id);
    }
    ImageId id() const { return m_id; }
    ImageId keep() { return std::exchange(m_id, -1); }

  private:
    ImageId m_id;
};

/// Deletes a layer at the end, unless it was inserted into an image.
class NewLayerItem {
  public:
    explicit NewLayerItem(ItemId id) : m_id(id) {}
    NewLayerItem(NewLayerItem&& other) noexcept : m_id(std::exchange(other.m_id, -1)) {}
    NewLayerItem& operator=(NewLayerItem&& other) noexcept {
        std::swap(m_id, other.m_id);
        return *this;
    }
    ~NewLayerItem() {
        if (m_id != -1 && gimp_item_is_valid(m_id)) gimp_item_delete(m_id);
    }
    ItemId id() const { return m_id; }
    ItemId keep() { return std::exchange(m_id, -1); }
    /// parent -1: the top level; position 0: topmost.
    bool insert(ImageId image, ItemId parent, int position) {
        if (!gimp_image_insert_layer(image, m_id, parent, position)) return false;
        m_id = -1;
        return true;
    }

  private:
    ItemId m_id;
};

/// An error with what we were doing and GIMP's message about the last failed call.
Error gimp_failure(ErrorKind kind, const std::string& doing);
Error source_is_gone();

/// In image coordinates.
Rect layer_bounds(ItemId layer);
bool same_size(ItemId a, ItemId b);

/// A layer with the content's pixels, mask and parasite, not inserted yet: a new one, or a copy of
/// `content.like`. Internal: GIMP cannot make it.
Result<NewLayerItem> make_layer(ImageId image, const NewLayer& content);

/// All layers of an image, from the top.
std::vector<LayerIdentity> layers_of(ImageId image);

}  // namespace upscale
