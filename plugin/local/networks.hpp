// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The networks that orders can use; each is loaded when it is first needed, and kept.
#pragma once

#include <map>
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
    explicit Networks(std::string folder, std::string plain = {});

    /// The network of ours for a Denoise other than Auto. LocalIo. Valid as long as this object.
    Result<Network*> ours(int denoise);

    /// A network of the user's, by the name of its file.
    Result<Network*> users(const std::string& name);

  private:
    std::string m_folder, m_plain;
    std::map<int, Network> m_ours;  // by Denoise
};

}  // namespace upscale::local
