// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/networks/networks.hpp"

#include <utility>

#include "base/parameters.hpp"
#include "local/networks/catalogue.hpp"
#include "local/picture/denoise.hpp"
#include "platform/process.hpp"

namespace upscale::local {

Error network_error(const std::string& name, const Trial& trial) {
    return {.kind = ErrorKind::BadInput,
            .reason = Reason::NetworkUnusable,
            .detail = sentence_about(name, trial),
            .about = name,
            .network_fault = trial.fault,
            .operator_name = trial.operator_name};
}

Networks::Networks(std::string folder, std::string plain, std::string engine)
    : m_folder(std::move(folder)),
      m_plain(std::move(plain)),
      m_engine(engine.empty() ? platform::executable().string() : std::move(engine)) {}

Result<Network*> Networks::load(const std::string& file, const Traits& traits,
                                const std::string& version) {
    if (m_loaded && m_file == file && m_version == version) return &*m_loaded;
    m_loaded.reset();
    auto network = Network::load(file, traits);
    if (!network) return network.error();
    m_file = file;
    m_version = version;
    return &m_loaded.emplace(std::move(*network));
}

Result<Network*> Networks::ours(int denoise) {
    const bool other = denoise == Denoise::Off && !m_plain.empty();
    return load(other ? m_plain : m_folder + "/" + model_file(denoise), kOurs);
}

Result<Network*> Networks::users(const std::string& name, const std::function<bool()>& is_stopped) {
    const auto refused = [&](const Trial& trial) { return network_error(name, trial); };
    // Whoever deletes or replaces the file means it, so the one in memory is not used any more.
    const std::string version = version_of(name);
    const Trial trial = trial_of(m_engine, name, is_stopped);
    if (is_stopped()) return cancelled();
    if (trial.fault != NetworkFault::None) return refused(trial);
    auto network = load(networks_folder() + "/" + name, trial.traits, version);
    // It did load a moment ago, so memory is short, or the file is another one now.
    if (!network && network.error().network_fault != NetworkFault::None)
        return refused({.fault = network.error().network_fault});
    if (!network) return refused({.fault = NetworkFault::Unreadable});
    if (version_of(name) != version) return refused({.fault = NetworkFault::Missing});
    return network;
}

}  // namespace upscale::local
