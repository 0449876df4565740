// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Networks that are not the plain internet: resolvers of tunnels, login pages, another account.
//
// Names below localhost lead to 127.0.0.1 (libcurl sees to it), which stands for the addresses that
// a tunnel's resolver gives to every name.
#include <gtest/gtest.h>

#include <string>

#include "support/example_job.hpp"
#include "support/fake_service.hpp"
#include "support/setting.hpp"

namespace upscale {
namespace {

/// A service whose names both lead to 127.0.0.1, and whose signed addresses name 127.0.0.1 itself.
class Tunnel : public testing::Test {
  protected:
    Tunnel() : m_server("good"), m_trusted("CURL_CA_BUNDLE", m_server.authority()) {}

    Service service(const std::string& steps) {
        Service service = m_server.service(steps);
        m_url = service.api_url;
        const auto at = m_url.find("127.0.0.1");
        service.api_url.replace(at, 9, "api.localhost");
        service.asset_url.replace(at, 9, "asset.localhost");
        return service;
    }
    /// The same, but as if only the results' host were private.
    Service mixed(const std::string& steps) {
        Service mixed = service(steps);
        mixed.resolve = [](const std::string& url, const std::stop_token&) -> Result<Addresses> {
            const bool api = host_of(url) == "api.localhost";
            return Addresses{*platform::ip_address(api ? "93.184.216.34" : "127.0.0.1")};
        };
        return mixed;
    }
    std::string log() { return m_server.ask(m_url, "_log"); }
    int billed() { return m_server.billed(m_url); }

    FakeService m_server;
    Setting m_trusted;
    std::string m_url;
};

TEST_F(Tunnel, WhereTheApiIsReachedThroughOneTheResultsAreFetchedToo) {
    JobEnd end = run_job(example_start(2), service("ok"), {}, {}, kQuick);
    ASSERT_FALSE(end.error) << end.error->detail;
    EXPECT_EQ(readable_results(end.job, *end.folder), 2);
    EXPECT_EQ(log().find("\"path\": \"/signed"), std::string::npos)
        << "the address itself is refused";
    end.folder->remove();
}

TEST_F(Tunnel, AnAddressInPlaceOfANameIsRefusedAllTheSame) {
    const Service remote = service("cdn=404");
    JobEnd end = run_job(example_start(), remote, {}, {}, kQuick);
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, ErrorKind::BadReply) << "nothing after the payment is the caller's";
    EXPECT_EQ(end.error->reason, Reason::PrivateNetwork);
    EXPECT_EQ(end.error->about, "127.0.0.1");
    EXPECT_EQ(end.job.state, JobState::Succeeded);
    EXPECT_EQ(billed(), 1);
    end.folder->remove();
}

TEST_F(Tunnel, IfOnlyTheResultsArePrivateNothingIsSent) {
    const JobEnd end = run_job(example_start(), mixed("ok"), {}, {}, kQuick);
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, ErrorKind::Offline);
    EXPECT_EQ(end.error->reason, Reason::PrivateNetwork);
    EXPECT_EQ(end.error->about, "asset.localhost");
    EXPECT_FALSE(end.folder);
    EXPECT_EQ(log(), "[]");
}

TEST_F(Tunnel, TheUserMayAllowIt) {
    Service allowed = mixed("ok");
    allowed.allow_private = true;
    JobEnd end = run_job(example_start(), allowed, {}, {}, kQuick);
    ASSERT_FALSE(end.error) << end.error->detail;
    EXPECT_EQ(readable_results(end.job, *end.folder), 1);
    end.folder->remove();
}

TEST_F(Tunnel, AResolverThatDoesNotAnswerCanBeCancelled) {
    Service silent = service("ok");
    std::stop_source stop;
    silent.resolve = [&](const std::string&, const std::stop_token&) -> Result<Addresses> {
        stop.request_stop();
        return Error{.kind = ErrorKind::Cancelled};
    };
    const JobEnd end = run_job(example_start(), silent, stop.get_token(), {}, kQuick);
    ASSERT_TRUE(end.error);
    EXPECT_EQ(end.error->kind, ErrorKind::Cancelled);
    EXPECT_EQ(log(), "[]");
}

TEST(WhoAnswered, IsSaid) {
    const std::pair<const char*, Reason> cases[] = {
        {"assets=redirect", Reason::WebPage},  {"features=redirect", Reason::WebPage},
        {"results=redirect", Reason::WebPage}, {"download=notimage", Reason::WebPage},
        {"results=401", Reason::None},         {"download=404", Reason::None},
        {"results=garbage", Reason::None},     {"download=endless", Reason::ResultTooLarge},
    };
    for (const auto& [steps, reason] : cases) {
        JobEnd end =
            run_job(example_start(), FakeService::instance().service(steps), {}, {}, kQuick);
        ASSERT_TRUE(end.error) << steps;
        EXPECT_EQ(end.error->reason, reason) << steps << ": " << name_of(end.error->reason);
        EXPECT_NE(end.error->kind, ErrorKind::BadInput) << steps;
        EXPECT_NE(end.error->kind, ErrorKind::TooLarge) << steps;
        if (end.folder) end.folder->remove();
    }
}

TEST(WhoAnswered, AnotherAccountIsSaid) {
    Service service = FakeService::instance().service("results=404");
    std::string id;
    {
        const JobEnd end = run_job(example_start(), service, {}, {}, kQuick);
        ASSERT_TRUE(end.error);
        EXPECT_EQ(end.error->reason, Reason::None) << "it is the same key";
        EXPECT_EQ(end.job.paid_with.size(), 8u);
        id = end.job.id;
    }
    const auto resumed = [&](const char* steps, const char* key) {
        FakeService::instance().ask(service.api_url, std::string("_become/") + steps);
        service.key = SecretString(key);
        Job job;
        auto folder = JobFolder::open(jobs_folder(), id, job);
        return resume_job(job, std::move(*folder), {}, service, {}, {}, kQuick).error;
    };
    const auto refused = resumed("ok", "another-key");  // 401
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->kind, ErrorKind::Unauthorized);
    EXPECT_EQ(refused->reason, Reason::OtherAccount);
    EXPECT_EQ(resumed("results=lost", "test-key")->reason, Reason::None);
    EXPECT_FALSE(resumed("ok", "test-key"));
}

}  // namespace
}  // namespace upscale
