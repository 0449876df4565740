// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/import/metadata.hpp"

#include "base/log.hpp"

namespace upscale {

ObjectPtr<GimpMetadata> metadata_from(const std::string& xmp) {
    if (xmp.empty()) return nullptr;
    auto metadata = adopt(gimp_metadata_new());
    if (gimp_metadata_set_from_xmp(metadata.get(), reinterpret_cast<const guchar*>(xmp.data()),
                                   static_cast<int>(xmp.size()), nullptr))
        return metadata;
    log_line("the new image has no metadata: libgimp refused the packet");
    return nullptr;
}

}  // namespace upscale
