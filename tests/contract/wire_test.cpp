// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What goes over the wire: how often, to whom, and what must not be repeated or kept.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>
#include <vector>

#include "api/client.hpp"
#include "base/parameters.hpp"
#include "json/json.hpp"
#include "support/scripted_server.hpp"
#include "support/setting.hpp"
#include "support/temporary_folder.hpp"

namespace upscale {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// The server of wire_service.py. Its certificate is trusted while this lives.
class Wire : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        s_folder.emplace();
        s_server.emplace("wire_service.py", std::vector{s_folder->path()});
    }
    static void TearDownTestSuite() {
        s_server.reset();
        s_folder.reset();
    }

    std::string url() const { return s_server->words().at(0); }
    std::string proxy() const { return s_server->words().at(2); }
    /// The base URL of a fault, with a log of its own.
    std::string at(const std::string& fault) {
        m_name = "t" + std::to_string(++s_count);
        return url() + "/" + fault + "@" + m_name;
    }
    std::string ask(const std::string& path) const {
        Request request;
        request.url = url() + path;
        return std::string(as_text(HttpClient().perform(request, {})->body));
    }
    json::Document requests() const { return std::move(*json::parse(ask("/_log/" + m_name))); }
    std::string proxied() const { return ask("/_proxied"); }

    static Request paid_call(const std::string& base) {
        Request request;
        request.url = base + "/api/features";
        request.json = R"({"type":"IMAGE_UPSCALER"})";
        request.total_timeout = seconds(20);
        return request;
    }

    static inline int s_count = 0;
    static inline std::optional<TemporaryFolder> s_folder;
    static inline std::optional<ScriptedServer> s_server;
    std::string m_name;
    Setting m_trusted{"CURL_CA_BUNDLE", s_folder->path() + "/authority.pem"};
};

const char* const kFaults[] = {"ok",
                               "refused-stream",
                               "http11-required",
                               "reset-stream",
                               "goaway",
                               "goaway-late",
                               "close",
                               "close-head",
                               "reset",
                               "continue",
                               "upgrade",
                               "close-kept",
                               "sticky",
                               "to-127.0.0.1",
                               "401",
                               "407",
                               "408",
                               "409",
                               "417",
                               "421",
                               "425",
                               "426",
                               "500",
                               "502",
                               "503",
                               "504"};

TEST_F(Wire, APostIsSentOnceHoweverItEnds) {
    for (const std::string fault : kFaults) {
        const Request request = paid_call(at(fault));
        HttpClient http;
        const auto response = http.perform(request, {});
        const auto log = requests();
        EXPECT_EQ(json::elements_at(log, {}).size(), 1u) << fault;
        for (const json::Value* entry : json::elements_at(log, {}))
            EXPECT_EQ(json::string_at(*entry, {"version"}), "1.1") << fault;
        EXPECT_TRUE(response || response.error().may_have_arrived) << fault;
    }
}

TEST_F(Wire, ThePaidCallHasAConnectionOfItsOwn) {
    const std::string base = at("ok");
    HttpClient http;
    Request free;
    free.url = base;
    free.free = true;
    for (const Request& request :
         {free, free, paid_call(base), paid_call(base), free, paid_call(base), free})
        EXPECT_TRUE(http.perform(request, {}));
    const auto log = requests();
    ASSERT_EQ(json::elements_at(log, {}).size(), 7u);
    std::vector<long long> connections;
    for (const json::Value* entry : json::elements_at(log, {}))
        connections.push_back(*json::int_at(*entry, {"connection"}));
    for (const int i : {1, 4, 6}) EXPECT_EQ(connections[i], connections[0]) << i;
    for (const int i : {2, 3, 5})
        EXPECT_EQ(std::ranges::count(connections, connections[i]), 1) << i;
}

TEST_F(Wire, FreeCallsReplaceAConnectionThatHasEnded) {
    const std::string base = at("close-kept");
    HttpClient http;
    Request free;
    free.url = base;
    free.free = true;
    EXPECT_TRUE(http.perform(free, {}));
    EXPECT_TRUE(http.perform(paid_call(base), {})) << "a second request there meets its end";
    EXPECT_EQ(json::elements_at(requests(), {}).size(), 2u);
    EXPECT_TRUE(http.perform(free, {})) << "libcurl repeats it";
}

TEST_F(Wire, AConnectionThatEndsBeforeTheRequestIsNotTriedAgain) {
    const std::string base = at("ok");
    ask("/_arm/1");
    EXPECT_FALSE(HttpClient().perform(paid_call(base), {}));
    EXPECT_EQ(json::elements_at(requests(), {}).size(), 0u);
}

TEST_F(Wire, ThePaidCallOfAClientIsSentOnce) {
    for (const std::string fault : kFaults) {
        const std::string base = at(fault);
        Client client({base, base, SecretString("test-key")}, {}, {},
                      {.attempts = 3, .first = milliseconds(5), .longest = milliseconds(20)});
        EXPECT_FALSE(client.submit({}, "images/a.png")) << fault;
        EXPECT_EQ(json::elements_at(requests(), {}).size(), 1u) << fault;
    }
}

TEST_F(Wire, NothingIsKeptFromOneCallToTheNext) {
    const TemporaryFolder home;
    std::ofstream(home.path() + "/.netrc") << "machine 127.0.0.1 login a password b\n";
    std::filesystem::permissions(home.path() + "/.netrc", std::filesystem::perms::owner_read);
    const Setting setting("HOME", home.path());
    const std::string base = at("sticky");
    HttpClient http;
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(http.perform(paid_call(base), {}));
    const auto log = requests();
    ASSERT_EQ(json::elements_at(log, {}).size(), 2u);
    for (const json::Value* entry : json::elements_at(log, {}))
        for (const char* header : {"cookie", "authorization", "alt-used", "upgrade"})
            EXPECT_FALSE(json::find(*entry, {"headers", header})) << header;
}

TEST_F(Wire, RedirectsShareTheTimeOfTheirRequest) {
    Request request;
    request.max_redirects = 20;
    request.url = at("detour");
    request.total_timeout = seconds(1);
    const auto response = HttpClient().perform(request, {});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::Timeout) << response.error().detail;
    EXPECT_LE(json::elements_at(requests(), {}).size(), 3u) << "each is answered after 0.4 s";
}

/// A download from an address that a service on the internet named.
Error refused(const std::string& url, int max_redirects = 5) {
    Request request;
    request.url = url;
    request.only_public = true;
    request.max_redirects = max_redirects;
    request.total_timeout = seconds(10);
    const auto response = HttpClient().perform(request, {});
    return response ? Error{.detail = "fetched"} : response.error();
}

TEST_F(Wire, NothingOnThisComputerOrItsNetworkIsFetchedForTheService) {
    const std::string here = at("ok"), port = here.substr(here.rfind(':', here.find('@')));
    const auto expect_refused = [&] {
        for (const std::string& host :
             {std::string("127.0.0.1"), std::string("2130706433"), std::string("0x7f.1"),
              std::string("[::ffff:127.0.0.1]"), std::string("localhost")}) {
            const Error error = refused("https://" + host + port);
            EXPECT_EQ(error.kind, ErrorKind::BadInput) << host << ": " << error.detail;
            EXPECT_FALSE(error.may_have_arrived);
        }
        EXPECT_EQ(refused("http://127.0.0.1:8081/").kind, ErrorKind::BadInput);
        EXPECT_NE(refused("https://localhost." + port).detail, "fetched");
        for (const char* url :
             {"https://10.0.0.1/", "https://192.168.1.1:8443/", "https://[fd00::1]/"})
            EXPECT_EQ(refused(url).kind, ErrorKind::BadInput) << url;
    };
    expect_refused();
    const Setting setting("https_proxy", proxy());
    expect_refused();
    for (const char* exceptions : {"10.0.0.0/8,127.0.0.1,localhost", "*"}) {
        const Setting direct("no_proxy", exceptions);
        expect_refused();
    }
    EXPECT_EQ(json::elements_at(requests(), {}).size(), 0u);
    EXPECT_EQ(proxied(), "[]") << "nor asked of the proxy";
}

TEST_F(Wire, AProxyIsUsedForTheWorldAndNoRedirectLeadsPastIt) {
    const Setting setting("https_proxy", proxy());
    const std::string world = "https://results.example.com/";
    EXPECT_EQ(refused(world + "ok@p/").detail, "fetched");
    EXPECT_EQ(proxied(), R"(["CONNECT results.example.com:443"])");
    for (const char* target : {"127.0.0.1", "localhost", "0x7f.1", "10.0.0.1"}) {
        const Error error = refused(world + "to-" + target + "@p/");
        EXPECT_EQ(error.kind, ErrorKind::BadInput) << target << ": " << error.detail;
    }
}

TEST_F(Wire, ACallThatAProxyRejectsDidNotArrive) {
    const Setting setting("https_proxy", proxy());
    const auto response = HttpClient().perform(paid_call("https://refused.example.com"), {});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::Offline);
    EXPECT_FALSE(response.error().may_have_arrived);
}

}  // namespace
}  // namespace upscale
