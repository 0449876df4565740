// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/files/size_lookup.hpp"

#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "image/files/header.hpp"
#include "platform/files.hpp"

namespace upscale {
namespace {

// A JPEG may begin with a thumbnail and a colour profile. What is longer is left to GIMP.
constexpr std::size_t kBeginning = 256 << 10;
constexpr std::chrono::milliseconds kBetweenLoads{50};

std::optional<Size> size_in_header(const std::string& path) {
    std::error_code code;
    const platform::Handle file = platform::open_to_read(path, code);
    if (code) return std::nullopt;
    Bytes beginning(kBeginning);
    beginning.resize(platform::read(file, beginning, code));
    if (code) return std::nullopt;
    return size_in_beginning(beginning);
}

}  // namespace

void SizeLookup::look(std::vector<std::string> paths, bool with_ppi) {
    m_background.start([this, paths = std::move(paths),
                        with_ppi](const std::stop_token& stop) -> Background::Answer {
        for (const std::string& path : paths) {
            if (stop.stop_requested()) break;
            FoundSize found;
            if (const auto stamp = stamp_of(path)) found.stamp = *stamp;
            if (!with_ppi) found.size = size_in_header(path);
            const bool loads = !found.size;
            const bool told = m_background.calls()
                                  .call([&] {
                                      if (stop.stop_requested()) return false;
                                      if (loads) load(path, found);
                                      on_found(path, found);
                                      return true;
                                  })
                                  .value_or(false);
            if (!told) break;
            // Otherwise the window would not be drawn before the last file was loaded.
            if (loads) std::this_thread::sleep_for(kBetweenLoads);
        }
        return {};
    });
}

void SizeLookup::load(const std::string& path, FoundSize& found) {
    const auto image = m_files.load(path);
    if (!image) return;
    found.size = m_host.editor().state_of(*image).canvas;
    found.ppi = m_files.ppi_of(*image);
    m_host.editor().discard_image(*image);
}

}  // namespace upscale
