// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The networks that orders can use; each is loaded when it is first needed, and kept.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "local/network.hpp"

namespace upscale::local {

/// The name of the networks that come along.
constexpr const char* kOurName = "waifu2x-upconv_7";

/// For one thread at a time.
class Networks {
  public:
    /// `folder`: of the networks that come along; `plain`: a file to use instead of the one that
    /// does not clean, empty for none.
    /// `engine`: the program that tries the user's; empty for this one.
    explicit Networks(std::string folder, std::string plain = {}, std::string engine = {});

    /// The network of ours for a Denoise other than Auto. LocalIo. Valid as long as this object.
    Result<Network*> ours(int denoise);

    /// A network of the user's, by the name of its file. One that was never tried is tried before,
    /// which may take minutes, unless `is_stopped` says so. BadInput: it cannot be used, the detail
    /// tells why; Cancelled. Valid until the next call: only the last one is kept.
    Result<Network*> users(const std::string& name, const std::function<bool()>& is_stopped);

  private:
    std::string m_folder, m_plain, m_engine;
    std::map<int, Network> m_ours;  // by Denoise
    std::optional<Network> m_users;
    std::string m_users_name, m_users_identity;
};

}  // namespace upscale::local
