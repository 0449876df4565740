// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The service's JSON: what we send and what we understand. Pure functions.
// Source: docs.1min.ai, Asset API, AI Feature API (IMAGE_UPSCALER, ideogram-3) and Get Result.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace upscale {

struct Parameters;

/// The body of POST /api/features. `image_url` is the asset's path. Prompt and seed are left out
/// when unset.
std::string features_request(const Parameters& parameters, const std::string& image_url,
                             bool asynchronous);

/// The uploaded file's path, from the answer of POST /api/assets.
Result<std::string> parse_asset(ByteView body);

/// One image as the service announces it, without addresses longer than 8 KiB and a prompt longer
/// than 16 KiB.
struct AnnouncedResult {
    std::vector<std::string> urls;  ///< where it may be had, in the order to try
    std::optional<long long> seed;
    std::string prompt;  ///< as the service used it
    bool operator==(const AnnouncedResult&) const = default;
};

/// An aiRecord: a job as the service sees it.
struct Record {
    enum class State {
        Working,  ///< to be asked again; also for a status that we do not know, without results
        Done,     ///< `results` are there, whatever the status is called
        Failed,   ///< the service's known final word about the job `uuid`: nothing is to come
    };
    State state = State::Working;
    std::string uuid;                      ///< any text; only a job that is Done may lack one
    std::vector<AnnouncedResult> results;  ///< when it is Done: 1 to the number asked for
    std::optional<double> progress = {};   ///< Working: the share that is done, if it is told
    std::optional<long> credits = {};      ///< what the account has left, if it is told
    int unsafe = 0;  ///< images held back by the safety check, at most the number asked for
    std::optional<Error>
        trouble;  ///< Failed: why; Working: what is odd about the answer (BadReply)
};

/// The answer of POST /api/features and of GET /api/results/{uuid} for a job of `num_images`.
/// `asset_url` is the base for relative keys. BadReply: there is neither a job's name nor a result
/// in it.
Result<Record> parse_record(ByteView body, const std::string& asset_url, int num_images);

/// What an answer with an HTTP status other than 2xx means. Finds the cause that the service hides
/// in `details`. HTML and plain text are not quoted.
Error error_from_reply(int http_status, ByteView body, std::optional<int> retry_after_s);

}  // namespace upscale
