// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/networks.hpp"

#include <utility>

#include "base/parameters.hpp"
#include "local/catalogue.hpp"
#include "local/denoise.hpp"
#include "platform/process.hpp"

namespace upscale::local {

Networks::Networks(std::string folder, std::string plain, std::string engine)
    : m_folder(std::move(folder)),
      m_plain(std::move(plain)),
      m_engine(engine.empty() ? platform::executable().string() : std::move(engine)) {}

/// `identity` tells a file from one of the same name that replaced it.
Result<Network*> Networks::load(const std::string& file, const std::string& identity,
                                const Traits& traits) {
    if (m_loaded && m_file == file && m_identity == identity) return &*m_loaded;
    m_loaded.reset();
    auto network = Network::load(file, traits);
    if (!network) return network.error();
    m_file = file;
    m_identity = identity;
    return &m_loaded.emplace(std::move(*network));
}

Result<Network*> Networks::ours(int denoise) {
    const bool other = denoise == Denoise::Off && !m_plain.empty();
    return load(other ? m_plain : m_folder + "/" + model_file(denoise), {}, kOurs);
}

Result<Network*> Networks::users(const std::string& name, const std::function<bool()>& is_stopped) {
    const std::string identity = identity_of(name);
    const auto refused = [&](const Trial& trial) {
        return Error{.kind = ErrorKind::BadInput, .detail = sentence_about(name, trial)};
    };
    const Trial trial = trial_of(m_engine, name, is_stopped);
    if (is_stopped()) return cancelled();
    if (trial.fault != NetworkFault::None) return refused(trial);
    auto network = load(networks_folder() + "/" + name, identity, trial.traits);
    // It did load a moment ago, so the file has changed, or memory is short.
    if (!network) return refused({.fault = NetworkFault::Unreadable});
    if (identity_of(name) != identity) return refused({.fault = NetworkFault::Missing});
    return network;
}

}  // namespace upscale::local
