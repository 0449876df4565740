// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The calls to the service, each with its retries.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "api/codec.hpp"
#include "base/progress.hpp"
#include "image/files/header.hpp"
#include "net/http_client.hpp"
#include "net/pace.hpp"
#include "net/reach.hpp"
#include "net/retry.hpp"
#include "net/url.hpp"

namespace upscale {

/// Where the service is, and the key to it.
struct Service {
    std::string api_url;    ///< "https://api.1min.ai"
    std::string asset_url;  ///< "https://asset.1min.ai"
    SecretString key;
    /// If not empty, all calls go over this Unix socket. Polls are free then.
    std::string socket = {};
    std::shared_ptr<Pace> pace = std::make_shared<Pace>();  ///< shared by all copies
    std::chrono::seconds wait{0};  ///< in place of RetryLimits::job; 0: that one holds
    std::size_t most_bytes = kMaxDownloadBytes;  ///< of a result
    bool allow_private = false;                  ///< the user allows results from private addresses
    /// HttpClient::addresses_of(), unless a test has its own.
    using ResolveFn =
        std::function<Result<Addresses>(const std::string& url, const std::stop_token& stop)>;
    ResolveFn resolve = {};
};

/// A result that arrived whole. It may still be too large to decode: see check_decodable().
struct Download {
    Bytes file;
    ImageHeader header;
};

/// Where the parts of downloads are kept, so that a later try goes on where an earlier one ended.
/// `url`: the file's address without its query, which may be signed anew.
class PartStore {
  public:
    virtual ~PartStore() = default;
    /// True if there seems to be a part of result `index` that came from `url`.
    virtual bool has(std::size_t index, const std::string& url) = 0;
    /// The part of result `index` that came from `url`; nullopt: there is none.
    virtual std::optional<Part> load(std::size_t index, const std::string& url) = 0;
    /// Keeps all that has arrived of result `index`, unless a part as long from another url is
    /// there. Returns how much of it is kept; it is no error if it cannot be.
    virtual std::size_t save(std::size_t index, const std::string& url,
                             const std::string& validator, ByteView bytes) = 0;
    virtual void drop(std::size_t index) = 0;
};

class Client {
  public:
    Client(Service service, std::stop_token stop, ProgressFn progress, RetryLimits limits = {});

    /// GET /api/results/<nil uuid>: free of charge, and tells whether the key is valid.
    /// Unauthorized: it is not.
    Status check_key();

    /// Finds out whether this network lets us fetch results, before anything is paid. Offline, with
    /// Reason::PrivateNetwork: it does not; Cancelled.
    Status check_network();

    /// POST /api/assets. Free; retried. Returns the asset's path.
    Result<std::string> upload(ByteView file, ImageFormat format);

    /// POST /api/features, the billed call: repeated only where it cannot have been billed. Asks
    /// for the asynchronous mode, or, if the service turns the call down because of its field
    /// `async`, makes a synchronous one. Returns the record: Done, Failed, or Working with a uuid.
    /// `keep` gets the body of each answer before anything looks at it, also of one that breaks
    /// off.
    using KeepFn = std::function<void(ByteView body)>;
    Result<Record> submit(const Parameters& parameters, const std::string& asset,
                          const KeepFn& keep = {});

    /// GET /api/results/{uuid} until the job of `num_images` is Done or Failed. Free; retried, also
    /// after answers that make no sense. Errors that may pass are waited out for the job's whole
    /// life (RetryLimits::job), and the progress says so. Timeout: it was still running then.
    Result<Record> wait_for(const std::string& uuid, int num_images);

    /// Receives result `index` as soon as it has arrived, while others are still being downloaded.
    /// An error that it returns becomes the outcome of that result. If check_decodable() refuses
    /// the file, it may be called again with the file of the next source.
    using TakeFn = std::function<Status(std::size_t index, Download download)>;

    /// Downloads all results, each from the first source that delivers an image. Downloads up to
    /// three at the same time, if they fit into 512 MiB of memory. A download may take any time as
    /// long as it does not stall (RetryLimits::stall); one that breaks off goes on where it was if
    /// `parts` keeps it and the server can, and each try that gets further does not count as one.
    /// Free; retried. Returns one entry per result, in order. `keep_odd` gets each download that is
    /// no whole PNG, JPEG or WebP, before it is given up, and returns where it is kept if that is
    /// of use to anybody; the error names it then.
    using KeepOddFn = std::function<std::string(std::size_t index, ByteView file)>;
    std::vector<Status> download(const std::vector<AnnouncedResult>& results, const TakeFn& take,
                                 const KeepOddFn& keep_odd = {}, PartStore* parts = nullptr);

  private:
    struct Fetch;
    Request api_request(const std::string& path) const;
    Request download_request(const Fetch& fetch) const;
    /// True if the service is elsewhere, so that results must not come from private addresses.
    bool is_remote() const { return m_service.socket.empty() && !is_loopback(m_service.api_url); }
    Result<Addresses> addresses_of(const std::string& url);
    /// Sets m_access, once. Cancelled.
    Status find_access();
    /// Switches to the next source. If all have been tried, returns the pause before the next
    /// round.
    std::optional<std::chrono::milliseconds> next_source(Fetch& fetch, const Error& error) const;
    /// An engine on this computer that has ended does not come back, so its missing answer becomes
    /// an error that is not tried again.
    void mark_end_of_engine(Result<Response>& response) const;
    /// Tells the engine on this computer that nobody wants the result any more.
    void cancel(const std::string& uuid);
    Result<Record> record_for(const std::string& uuid, ByteView answer, int num_images) const;
    /// Makes a call once. An answer other than 2xx is an Error.
    Result<Response> attempt(const Request& request, Repeat repeat, const TransferFn& progress,
                             const KeepFn& keep = {});
    /// Makes a call and repeats it as `repeat` allows.
    Result<Response> call(Request request, Repeat repeat, const TransferFn& progress = {},
                          const KeepFn& keep = {});
    /// Returns false if the stop came first.
    bool pause(std::chrono::milliseconds time);
    /// The same, and reports that we wait.
    bool pause_reporting(std::chrono::milliseconds time);
    /// Waits until another poll may be made. Returns false if the stop came first.
    bool pause_before_poll(Pace::Poller& poller);
    void report_waiting();

    Service m_service;
    std::stop_token m_stop;
    ProgressFn m_progress;
    RetryLimits m_limits;
    HttpClient m_http;       ///< for the API
    HttpClient m_downloads;  ///< for results: only_public as the service's address says
    std::optional<PrivateAccess> m_access;
    std::chrono::steady_clock::time_point m_waiting_since;  ///< for the report to the user
    std::chrono::steady_clock::time_point m_polling_since;  ///< for poll_interval()
    bool m_troubled = false;                                ///< the last poll failed
    double m_share = -1;  ///< share of the work that is done, as the last poll said; < 0: unknown
};

}  // namespace upscale
