// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP by libcurl. The only place that uses libcurl's transfers.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "net/reach.hpp"

namespace upscale {

/// One part of a multipart/form-data body.
struct FilePart {
    std::string field;
    std::string file_name;  ///< the service recognises the type by the extension
    std::string content_type;
    ByteView data;  ///< must outlive the transfer; it is not copied
};

/// What arrived of a file in an earlier try, and the answer's validator then: its strong ETag, or
/// its Last-Modified if that is strong (RFC 9110, section 8.8.2.2).
struct Part {
    Bytes bytes;
    std::string validator;
};

struct Response {
    int status = 0;                    ///< HTTP status
    std::optional<int> retry_after_s;  ///< the header Retry-After, in seconds from now; > 0
    Bytes body;
    std::string validator = {};  ///< see Part; empty: the file cannot be continued
    bool continued = false;      ///< `body` begins with the request's Part
};

struct Request {
    std::string url;
    std::string socket = {};          ///< connect to this Unix socket, whatever the url's host is
    SecretString api_key;             ///< sent as API-KEY unless empty
    std::optional<std::string> json;  ///< POST with this body, or …
    std::optional<FilePart> file;     ///< … POST with this file; neither: GET
    int max_redirects = 0;            ///< each hop must pass check_url()
    /// Only to the public internet: a direct connection must not go to an is_private_address(), a
    /// connection through the user's proxy must not go to a names_private_host().
    bool only_public = false;
    PrivateAccess access = {};  ///< … except for what this allows, by https
    /// Only finds out the addresses of the url's host: no connection is made, and there is an error
    /// instead of an answer.
    Addresses* addresses = nullptr;
    /// The request costs nothing. It may then reuse a connection, although libcurl repeats a
    /// request by itself if a reused connection has ended meanwhile. Any other request gets a
    /// connection of its own.
    bool free = false;
    std::size_t max_body = std::size_t{4} << 20;  ///< bytes; a longer answer is TooLarge
    /// GET only the bytes behind this, if the file is still the same. The answer's body is the
    /// whole file in any case.
    std::optional<Part> part = {};
    /// Gets what arrived of the answer if the transfer then failed, and, if `save_interval` is not
    /// zero, whenever more has arrived in that time.
    std::function<void(const Response& so_far)> on_partial = {};
    std::chrono::milliseconds save_interval{0};
    std::chrono::seconds connect_timeout{30};
    /// A transfer of fewer bytes than `least_bytes` in this time, in both directions together, is a
    /// stall: Timeout.
    std::chrono::milliseconds stall_timeout{60000};
    std::size_t least_bytes = 1;
    /// Over all redirects; zero: a transfer that goes on may take any time.
    std::chrono::milliseconds total_timeout{300000};
};

/// Bytes done and total bytes over all transfers (uploads count what is sent, all others what is
/// received); total 0: unknown.
using TransferFn = std::function<void(double done, double total)>;

/// Receives the answer to request `index` as soon as it is there, while others are under way.
using DoneFn = std::function<void(std::size_t index, Result<Response> response)>;

/// libcurl and what it is built with, with versions: "libcurl/7.88.1 OpenSSL/3.0.22 …".
std::string http_library();

/// Each request goes over HTTP/1.1, and over a connection of its own unless it is `free`: over
/// HTTP/2, and on a reused connection, libcurl repeats even a POST by itself. Nothing but
/// connections is kept between requests (no cookies, HSTS, Alt-Svc), and no password is taken from
/// ~/.netrc. Either all or none of the requests of one client should be `only_public`, because that
/// is checked when a connection is made. One thread at a time.
class HttpClient {
  public:
    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Carries out all requests at the same time and passes each answer to `done` once, on this
    /// thread. Any HTTP status is a Response. Certificates are checked against the system's
    /// authorities, or those that $CURL_CA_BUNDLE, $SSL_CERT_FILE or $SSL_CERT_DIR name.
    /// At most `at_once` requests are under way; the others follow in their order. `max_total`
    /// limits the bytes of all bodies that were not yet passed on; a body that would exceed it is
    /// TooLarge. Errors: Cancelled (within 200 ms of the stop), Offline, Tls, Timeout,
    /// TooLarge, BadInput (an address that is not allowed), BadReply (not HTTP, or cut off).
    /// may_have_arrived is set as far as libcurl can tell.
    void perform_all(std::span<const Request> requests, const std::stop_token& stop,
                     const DoneFn& done, const TransferFn& progress = {},
                     std::size_t max_total = kUnlimited, std::size_t at_once = kUnlimited);
    static constexpr std::size_t kUnlimited = static_cast<std::size_t>(-1);

    Result<Response> perform(const Request& request, const std::stop_token& stop,
                             const TransferFn& progress = {});

    /// The addresses of a url's host as the system's resolver gives them. Empty: a proxy connects
    /// to it, so that its addresses do not matter here. Errors: Cancelled, Offline, Timeout.
    Result<Addresses> addresses_of(const std::string& url, const std::stop_token& stop);

  private:
    struct Multi;
    std::unique_ptr<Multi> m_multi;
};

}  // namespace upscale
