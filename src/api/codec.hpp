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
    std::vector<std::string> urls;  ///< addresses to download it from, in the order to try
    std::optional<long long> seed;
    std::string prompt;  ///< the one that the service used
    // What only the engine on this computer says:
    std::optional<int> detail = {};  ///< of this variation, 0..100
    std::string denoise = {};  ///< "off", "low", …: what was chosen, also where it was asked for
    std::string network = {};  ///< its name
    bool operator==(const AnnouncedResult&) const = default;
};

/// Bytes of an answer to the paid call that are read. A documented one has a few thousand.
constexpr std::size_t kLongestAnswer = std::size_t{64} << 20;

/// An aiRecord: a job as the service sees it.
constexpr std::size_t kMostResults = 16;  ///< more in one answer are ignored

struct Record {
    enum class State {
        Working,  ///< ask again later; also for a status that we do not know and that comes without
                  ///< results
        Done,     ///< `results` are there, whatever the status says
        Failed,   ///< the service says for certain that the job `uuid` failed: there will be no
                  ///< results
    };
    State state = State::Working;
    std::string uuid;                      ///< any text; only a job that is Done may have none
    std::vector<AnnouncedResult> results;  ///< when it is Done: 1 to kMostResults, which may be
                                           ///< more than were asked for
    std::optional<double> progress = {};   ///< Working: share of the work done, if it is known
    std::optional<long> credits = {};      ///< what is left in the account, if it is known
    int unsafe = 0;  ///< images held back by the safety check, at most kMostResults
    std::optional<Error>
        trouble;  ///< Failed: why; Working: what is wrong with the answer (BadReply)
};

/// The answer of POST /api/features and of GET /api/results/{uuid} for a job of `num_images`.
/// `asset_url` is the base for relative keys. An answer that is not as documented is searched for
/// the job's name, its status and the addresses of results, wherever they stand in it and whatever
/// is wrong with its JSON. BadReply: there is neither a job's name nor a result in it.
Result<Record> parse_record(ByteView body, const std::string& asset_url, int num_images);

/// True for an HTML page: where the API or an image should answer, it comes from a gateway or from
/// the network's login page.
bool is_web_page(ByteView body);

/// What an answer with an HTTP status other than 2xx means. Finds the cause that the service hides
/// in `details`. HTML and plain text are not quoted.
Error error_from_reply(int http_status, ByteView body, std::optional<int> retry_after_s);

}  // namespace upscale
