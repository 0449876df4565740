// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/networks.hpp"

#include <utility>

#include "base/parameters.hpp"
#include "local/denoise.hpp"

namespace upscale::local {

Networks::Networks(std::string folder, std::string plain)
    : m_folder(std::move(folder)), m_plain(std::move(plain)) {}

Result<Network*> Networks::load(const std::string& file, const Traits& traits) {
    if (m_loaded && m_file == file) return &*m_loaded;
    m_loaded.reset();
    auto network = Network::load(file, traits);
    if (!network) return network.error();
    m_file = file;
    return &m_loaded.emplace(std::move(*network));
}

Result<Network*> Networks::ours(int denoise) {
    const bool other = denoise == Denoise::Off && !m_plain.empty();
    return load(other ? m_plain : m_folder + "/" + model_file(denoise), kOurs);
}

Result<Network*> Networks::users(const std::string& name) {
    return Error{.kind = ErrorKind::BadInput, .detail = "no network of the name " + name};
}

}  // namespace upscale::local
