// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The service that a run talks to.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "api/client.hpp"
#include "common/dialogs/progress_view.hpp"
#include "local_engine/local_service.hpp"

namespace upscale {

/// Where the engine on this computer is, if it is installed: in a folder beside this executable.
std::string local_engine_path();

/// Where a run has the user's key from, such as find_key() or find_key_asking() of key_store.hpp.
using KeyOfUser = std::function<Result<SecretString>(const std::stop_token&)>;

/// An Engine (base/parameters.hpp) that is ready for use. The engine on this computer is started
/// once, and shared by all that happens in this process, until the process ends. Any thread.
class ReadyEngine {
  public:
    /// Looks up addresses and key, or starts the engine on this computer if none is running. NoKey,
    /// BadInput, LocalIo, Cancelled.
    static Result<ReadyEngine> prepare(int engine, ProgressView& view,
                                       const KeyOfUser& key_of_user);

    const Service& service() const { return m_service; }

  private:
    Service m_service;
    std::shared_ptr<const LocalService> m_local;  ///< lives on while another one is started
};

}  // namespace upscale
