// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The API of the service: routes, assets, orders, results. Requests in, responses out; knows no
// sockets. One worker thread does the orders, one after the other. Beyond the service's API, the
// record of an order under way has a member `progress`: the share that is done, 0..1, and POST
// /api/results/UUID/cancel stops an order.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "base/secret.hpp"
#include "image/files/limits.hpp"
#include "local/networks/networks.hpp"
#include "local/service/wire.hpp"

namespace upscale::local {

/// A part of a multipart/form-data body.
struct Part {
    std::string name, file_name, content_type;
    Bytes data;
};

struct ReceivedRequest {
    std::string method;            ///< "GET"
    std::string path;              ///< unescaped, without the query
    std::string api_key = {};      ///< the header API-KEY; empty: not there
    Bytes body = {};               ///< unless it is multipart
    std::vector<Part> parts = {};  ///< if it is
    bool too_large = false;  ///< the body had more than EngineService::most_body() and was dropped
};

struct ServiceOptions {
    SecretString key;                ///< what API-KEY must be; not empty
    std::string origin;              ///< Listener::origin(), where results can be fetched
    std::optional<long> credits;     ///< if set, each result costs 4800 of them
    std::chrono::seconds keep{600};  ///< how long assets and results are kept in memory
    /// An asynchronous order that nobody has asked about for so long is given up; nullopt: never.
    std::optional<std::chrono::milliseconds> patience = {};
    std::size_t most_bytes = limits_of_this_computer().most_bytes;  ///< of one uploaded file
    /// A network that has given no tile for so long hangs.
    std::chrono::milliseconds hang = std::chrono::minutes(2);
    /// An order that is cancelled must end within this time.
    std::chrono::milliseconds grace{150};
    /// Ends this process. It is called when a network hangs, or does not return in the grace,
    /// because nothing else stops OpenCV.
    std::function<void()> end_process = {};
};

/// Thread-safe; the destructor stops the worker, between two tiles if need be.
class EngineService {
  public:
    EngineService(ServiceOptions options, Networks networks);
    ~EngineService();

    /// The most bytes that a request may have: a file with its framing.
    std::size_t most_body() const { return m_options.most_bytes + (64 << 10); }

    /// The answer to a request that needs no look at its body: unknown route, wrong key.
    std::optional<Answer> refuse(const ReceivedRequest& request);

    /// The answer. An order without "async" blocks until it is finished or stop() is called.
    Answer handle(ReceivedRequest request);

    /// Ends the work and every blocking handle().
    void stop();

    /// True as soon as the work has ended after stop(); false after `patience` at the latest.
    bool has_ended(std::chrono::milliseconds patience);

    /// Time since the last request or work; zero while there is some.
    std::chrono::steady_clock::duration idle() const;

  private:
    struct Job {
        std::shared_ptr<OrderRecord> record;
        std::shared_ptr<const Bytes> image;
    };
    template <class T>
    struct Kept {
        T value;
        Time since;
    };

    Answer take_asset(std::vector<Part>& parts);
    Answer take_order(const Bytes& body);
    Answer result_record(const std::string& uuid);
    Answer cancel(const std::string& uuid);
    Answer result_file(const std::string& key);
    void forget_old();
    bool is_busy() const;
    void work(std::stop_token stop);
    void watch(std::stop_token stop);
    void fail_all();
    struct Finished {
        Made made;
        Bytes file;
    };
    Result<std::vector<Finished>> upscale(const Job& job, std::stop_source given_up);
    bool is_abandoned(const OrderRecord& record) const;

    const ServiceOptions m_options;
    Networks m_networks;         // used by the worker only
    mutable std::mutex m_mutex;  // guards what follows
    std::condition_variable_any m_changed;
    std::optional<long> m_credits;
    std::map<std::string, Kept<std::shared_ptr<const Bytes>>> m_assets, m_results;  // by key
    std::map<std::string, Kept<std::shared_ptr<OrderRecord>>> m_records;            // by uuid
    std::deque<Job> m_queue;      // the first is under way
    std::stop_source m_given_up;  // stops the first
    bool m_is_cancelled = false;  // the first
    // how long the network may give nothing (nullopt: it is not at work), and how long it has
    std::optional<std::chrono::milliseconds> m_most_silence;
    std::chrono::milliseconds m_silence{0};
    bool m_ends = false;       // the process ends: a network does not return
    bool m_has_ended = false;  // the worker
    int m_requests = 0;        // being handled
    std::chrono::steady_clock::time_point m_last_activity = std::chrono::steady_clock::now();
    // last members, because they use all members above
    std::jthread m_worker, m_watcher;
};

}  // namespace upscale::local
