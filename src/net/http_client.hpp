// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP by libcurl, and the only place that knows libcurl's transfers.
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

namespace upscale {

/// One part of a multipart/form-data body.
struct FilePart {
    std::string field;
    std::string file_name;  ///< the service tells the type by its ending
    std::string content_type;
    ByteView data;  ///< must outlive the transfer; it is not copied
};

struct Request {
    std::string url;
    std::string socket = {};          ///< connect to this Unix socket, whatever the url's host is
    SecretString api_key;             ///< sent as API-KEY unless empty
    std::optional<std::string> json;  ///< POST with this body, or …
    std::optional<FilePart> file;     ///< … POST with this file; neither: GET
    int max_redirects = 0;            ///< each hop must pass check_url()
    /// Only to the public internet: no direct connection to an is_private_address(), and through
    /// the user's proxy none to what names_private_host().
    bool only_public = false;
    /// It costs nothing, so that it may go over a connection that was used before, where libcurl
    /// repeats it by itself if that has ended meanwhile. Else it has a connection of its own.
    bool free = false;
    std::size_t max_body = std::size_t{4} << 20;  ///< bytes; a longer answer is TooLarge
    std::chrono::seconds connect_timeout{30};
    std::chrono::seconds stall_timeout{60};   ///< without a single byte in either direction
    std::chrono::seconds total_timeout{300};  ///< over all redirects
    /// The request ends then at the latest, with Timeout; for several that share their time.
    std::optional<std::chrono::steady_clock::time_point> deadline = {};
};

struct Response {
    int status = 0;                    ///< HTTP status
    std::optional<int> retry_after_s;  ///< the header Retry-After, in seconds from now; > 0
    Bytes body;
};

/// Bytes done and bytes to do over all transfers (uploads count what is sent, else what is
/// received); total 0: unknown.
using TransferFn = std::function<void(double done, double total)>;

/// Takes the answer to request `index` as soon as it is there, while others are under way.
using DoneFn = std::function<void(std::size_t index, Result<Response> response)>;

/// libcurl and what it is built with, with versions: "libcurl/7.88.1 OpenSSL/3.0.22 …".
std::string http_library();

/// Each request goes over HTTP/1.1 and, unless it is `free`, a connection of its own: over HTTP/2,
/// and on a used connection, libcurl repeats even a POST by itself. But for connections nothing is
/// kept from one to the next (no cookies, HSTS, Alt-Svc), and no password is taken from ~/.netrc.
/// One client should make either none or all of its requests `only_public`: a connection is checked
/// when it is made. One thread at a time.
class HttpClient {
  public:
    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Certificates are checked against the system's authorities, or those that $CURL_CA_BUNDLE,
    /// $SSL_CERT_FILE or $SSL_CERT_DIR name.
    /// Carries out all requests at the same time and hands each answer to `done` once, on this
    /// thread. Any HTTP status is a Response. `max_total`: the bytes of all bodies that are not
    /// handed over yet; one that would go beyond is TooLarge. Errors: Cancelled (within 200 ms of
    /// the stop), Offline, Tls, Timeout, TooLarge, BadInput (an address that is not allowed),
    /// BadReply (not HTTP, or cut off), with may_have_arrived set as far as libcurl knows.
    void perform_all(std::span<const Request> requests, const std::stop_token& stop,
                     const DoneFn& done, const TransferFn& progress = {},
                     std::size_t max_total = kUnlimited);
    static constexpr std::size_t kUnlimited = static_cast<std::size_t>(-1);

    Result<Response> perform(const Request& request, const std::stop_token& stop,
                             const TransferFn& progress = {});

  private:
    struct Multi;
    std::unique_ptr<Multi> m_multi;
};

}  // namespace upscale
