// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The calls to the service, each with its retries.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "api/codec.hpp"
#include "base/progress.hpp"
#include "image/header.hpp"
#include "net/http_client.hpp"
#include "net/retry.hpp"

namespace upscale {

/// Where the service is, and the key to it.
struct Service {
    std::string api_url;    ///< "https://api.1min.ai"
    std::string asset_url;  ///< "https://asset.1min.ai"
    SecretString key;
    std::string socket = {};  ///< if not empty, the Unix socket that everything goes over
};

/// A result that arrived and whose header has been checked.
struct Download {
    Bytes file;
    ImageHeader header;
};

class Client {
  public:
    Client(Service service, std::stop_token stop, ProgressFn progress, RetryLimits limits = {});

    /// GET /api/results/<nil uuid>: costs nothing and tells whether the key is good. Unauthorized:
    /// it is not.
    Status check_key();

    /// POST /api/assets. Free; retried. Returns the asset's path.
    Result<std::string> upload(ByteView file, ImageFormat format);

    /// POST /api/features, the billed call: repeated only where it cannot have been billed. Asks
    /// for the asynchronous mode, or, if that is refused as a bad request, makes a synchronous
    /// call. Returns the record, which may be complete already.
    Result<Record> submit(const Parameters& parameters, const std::string& asset);

    /// GET /api/results/{uuid} until the job is done. Free; retried. ServerFault or another kind:
    /// the job failed; Timeout: it was still running after a quarter of an hour.
    Result<Record> wait_for(const std::string& uuid);

    /// Downloads all results at the same time, each from the first source that delivers an image.
    /// Free; retried. One entry per result, in order.
    std::vector<Result<Download>> download(const std::vector<AnnouncedResult>& results);

  private:
    Request api_request(const std::string& path) const;
    /// Repeats `request` as `repeat` allows; anything but 2xx is an Error.
    Result<Response> call(const Request& request, Repeat repeat, const TransferFn& progress = {});
    /// False: the stop came first.
    bool pause(std::chrono::milliseconds time);
    void report_waiting();

    Service m_service;
    std::stop_token m_stop;
    ProgressFn m_progress;
    RetryLimits m_limits;
    HttpClient m_http;
    std::chrono::steady_clock::time_point m_waiting_since;
};

}  // namespace upscale
