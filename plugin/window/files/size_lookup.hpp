// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Finds out how large the pictures in files are, beside the main loop.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "batch/file_record.hpp"
#include "common/batch/file_port.hpp"
#include "common/runs/background.hpp"
#include "image/pixels/bitmap.hpp"
#include "window/host.hpp"

namespace upscale {

/// What was found out about a file. Without a size it cannot be read.
struct FoundSize {
    std::optional<Size> size = {};          ///< pixels; a photo may still be turned
    std::optional<double> ppi = {};         ///< pixels per inch; nullopt: it was not asked for
    std::optional<SourceStamp> stamp = {};  ///< of the file when it was looked up
};

/// Main thread. PNG, JPEG, WebP, XCF and PSD say their size at their beginning; all others, and all
/// if the resolution is asked for, are loaded by GIMP, one after the other.
class SizeLookup {
  public:
    SizeLookup(Host& host, FilePort& files) : m_host(host), m_files(files) {}
    SizeLookup(const SizeLookup&) = delete;
    SizeLookup& operator=(const SizeLookup&) = delete;

    /// Begins to look these files up, instead of those that were asked for before.
    void look(std::vector<std::string> paths, bool with_ppi);
    void stop() { m_background.stop(); }

    std::function<void(const std::string& path, const FoundSize&)> on_found =
        [](const std::string&, const FoundSize&) {};

  private:
    void load(const std::string& path, FoundSize& found);

    Host& m_host;
    FilePort& m_files;
    Background m_background;  ///< last member: its thread uses the others
};

}  // namespace upscale
