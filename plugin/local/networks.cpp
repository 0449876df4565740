// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/networks.hpp"

#include <utility>

#include "base/parameters.hpp"

namespace upscale::local {
namespace {

std::string model_file(int denoise) {
    switch (denoise) {
        case Denoise::Low:
            return "noise0_scale2.0x_model.onnx";
        case Denoise::Medium:
            return "noise1_scale2.0x_model.onnx";
        case Denoise::High:
            return "noise3_scale2.0x_model.onnx";
        default:
            return "scale2.0x_model.onnx";
    }
}

}  // namespace

Networks::Networks(std::string folder, std::string plain)
    : m_folder(std::move(folder)), m_plain(std::move(plain)) {}

Result<Network*> Networks::ours(int denoise) {
    const auto found = m_ours.find(denoise);
    if (found != m_ours.end()) return &found->second;
    const bool other = denoise == Denoise::Off && !m_plain.empty();
    auto network = Network::load(other ? m_plain : m_folder + "/" + model_file(denoise));
    if (!network) return network.error();
    return &m_ours.emplace(denoise, std::move(*network)).first->second;
}

Result<Network*> Networks::users(const std::string& name) {
    return Error{.kind = ErrorKind::BadInput, .detail = "no network of the name " + name};
}

}  // namespace upscale::local
