// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a batch needs from GIMP beside the port to the editor: files. Main thread.
#pragma once

#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace upscale {

/// A layer of an image that was loaded from a file.
struct LoadedLayer {
    ItemId id = -1;
    std::string name;  ///< GIMP's, UTF-8
};

class FilePort {
  public:
    virtual ~FilePort() = default;

    /// Loads a file of any kind that GIMP knows, without a display. The image is upright, and RGB
    /// or gray. The caller discards it. LocalIo.
    virtual Result<ImageId> load(const std::string& path) = 0;

    /// The pixels per inch at which an image is printed, across.
    virtual double ppi_of(ImageId image) = 0;

    /// A layer of the size of the canvas with what the image shows; it is in the image and has this
    /// name. The image is changed for it as needed. BadInput: the image has no layer.
    virtual Result<ItemId> visible_layer(ImageId image, const std::string& name) = 0;

    /// The layers of an image, shown or hidden, from top to bottom: those in groups, but no groups.
    virtual std::vector<LoadedLayer> layers_of(ImageId image) = 0;

    /// Writes the image to a file, in the format of its extension and with GIMP's defaults for
    /// that. The image may be flattened for it. LocalIo.
    virtual Status save(ImageId image, const std::string& path) = 0;

    /// True if a plain image can be saved as this file, which it then is.
    virtual bool can_save(const std::string& path) = 0;
};

}  // namespace upscale
