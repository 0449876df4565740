// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A file of a batch, opened by GIMP. On the thread of the editor.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/editor.hpp"
#include "base/parameters.hpp"
#include "batch/file_record.hpp"
#include "common/batch/file_port.hpp"

namespace upscale {

/// It is closed when this object ends.
class LoadedFile {
  public:
    /// `stamp`: stamp_of() the file before. LocalIo: GIMP cannot open it, or it has changed since,
    /// Reason::FileChanged.
    static Result<LoadedFile> load(Editor& editor, FilePort& files, const std::string& path,
                                   const SourceStamp& stamp);

    ImageId image() const { return m_image.id(); }
    const SourceStamp& stamp() const { return m_stamp; }

    /// The layer of this name, one of layer_names(). BadInput: there is none.
    Result<ItemId> layer(FilePort& files, const std::string& name) const;

    /// All layers, with their sizes. Reads their pixels.
    std::vector<LayerOfFile> layers(Editor& editor, FilePort& files,
                                    const Parameters& values) const;

  private:
    LoadedFile(UnseenImage image, const SourceStamp& stamp)
        : m_image(std::move(image)), m_stamp(stamp) {}
    UnseenImage m_image;
    SourceStamp m_stamp;
};

}  // namespace upscale
