// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The networks that orders can use. One at a time is in memory, as each needs 35 MB for its work
// and is loaded in 0.05 s.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "local/networks/network.hpp"
#include "local/networks/trial.hpp"

namespace upscale::local {

/// The name of the networks that come along.
constexpr const char* kOurName = "waifu2x-upconv_7";

/// What is said of a network of the user's that cannot be used: BadInput with
/// Reason::NetworkUnusable.
Error network_error(const std::string& name, const Trial& trial);

/// For one thread at a time.
class Networks {
  public:
    /// `folder`: of the networks that come along; `plain`: a file to use instead of the one that
    /// does not clean, empty for none.
    /// `engine`: the program that tries the user's; empty for this one.
    explicit Networks(std::string folder, std::string plain = {}, std::string engine = {});

    /// The network of ours for a Denoise other than Auto. LocalIo. Valid until the next call.
    Result<Network*> ours(int denoise);

    /// A network of the user's, by the name of its file. One that was never tried is tried before,
    /// which may take minutes, unless `is_stopped` says so. BadInput with Reason::NetworkUnusable;
    /// Cancelled. Valid until the next call.
    Result<Network*> users(const std::string& name, const std::function<bool()>& is_stopped);

  private:
    /// `version` changes when the file does.
    Result<Network*> load(const std::string& file, const Traits& traits,
                          const std::string& version = {});

    std::string m_folder, m_plain, m_engine, m_file, m_version;
    std::optional<Network> m_loaded;  ///< of m_file
};

}  // namespace upscale::local
