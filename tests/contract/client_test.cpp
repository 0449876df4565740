// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What we send and how we handle the answers, over real sockets.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

#include "api/client.hpp"
#include "base/log.hpp"
#include "image/files/encode.hpp"
#include "json/json.hpp"
#include "support/example_job.hpp"
#include "support/fake_service.hpp"
#include "support/own_state.hpp"
#include "support/setting.hpp"
#include "support/wait_until.hpp"

namespace upscale {
namespace {

using std::chrono::milliseconds;

Bytes example_png() {
    Bitmap bitmap(24, 16, 3);
    for (std::size_t i = 0; i < bitmap.pixels.size(); ++i)
        bitmap.pixels[i] = static_cast<std::uint8_t>(i);
    return *encode_png(bitmap);
}

std::vector<Result<Download>> downloaded(Client& client,
                                         const std::vector<AnnouncedResult>& results) {
    std::vector<Result<Download>> downloads(results.size(), Error());
    const auto outcomes = client.download(results, [&](std::size_t i, Download download) -> Status {
        downloads[i] = std::move(download);
        return Done{};
    });
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        if (!outcomes[i]) downloads[i] = outcomes[i].error();
    return downloads;
}

struct Scene {
    explicit Scene(const std::string& steps)
        : service(FakeService::instance().service(steps)), client(service, {}, {}, kQuick) {}

    Result<std::string> upload() { return client.upload(example_png(), ImageFormat::Png); }

    /// Upload, submit and wait.
    Result<Record> record(const Parameters& parameters = {}) {
        auto asset = upload();
        if (!asset) return asset.error();
        auto record = client.submit(parameters, *asset);
        if (record && record->state == Record::State::Working)
            return client.wait_for(record->uuid, parameters.num_images);
        return record;
    }
    std::vector<Result<Download>> download(const std::vector<AnnouncedResult>& results) {
        return downloaded(client, results);
    }

    json::Document log() {
        return std::move(*json::parse(FakeService::instance().ask(service.api_url, "_log")));
    }
    int billed() { return FakeService::instance().billed(service.api_url); }

    Service service;
    Client client;
};

TEST(Client, UploadsOnePartWithTheKeyTheTypeAndNoPersonalName) {
    Scene scene("ok");
    const auto asset = scene.upload();
    ASSERT_TRUE(asset);
    const auto log = scene.log();
    const auto calls = json::elements_at(log, {});
    ASSERT_EQ(calls.size(), 1u);
    EXPECT_EQ(json::string_at(*calls[0], {"key"}), "test-key");
    EXPECT_EQ(json::string_at(*calls[0], {"agent"}), "ideogram-upscale/" UPSCALE_VERSION);
    EXPECT_EQ(json::string_at(*calls[0], {"upload", "field"}), "asset");
    EXPECT_EQ(json::string_at(*calls[0], {"upload", "filename"}), "gimp-layer.png");
    EXPECT_EQ(json::string_at(*calls[0], {"upload", "type"}), "image/png");
    EXPECT_EQ(json::int_at(*calls[0], {"upload", "width"}), 24);
    const auto headers = json::elements_at(*calls[0], {"headers"});
    EXPECT_FALSE(headers.empty());
    for (const json::Value* header : headers) EXPECT_NE(json::string_at(*header, {}), "expect");
    EXPECT_EQ(FakeService::instance().ask(scene.service.api_url, "_upload"),
              as_text(example_png()));
}

TEST(Client, DownloadsEveryResultWithoutTheKey) {
    Scene scene("ok");
    Parameters parameters;
    parameters.num_images = 8;
    parameters.seed = 40;
    const auto record = scene.record(parameters);
    ASSERT_TRUE(record) << record.error().detail;
    ASSERT_EQ(record->results.size(), 8u);
    const auto downloads = scene.download(record->results);
    for (std::size_t i = 0; i < 8; ++i) {
        ASSERT_TRUE(downloads[i]);
        EXPECT_EQ(downloads[i]->header.size, (Size{48, 32}));
        EXPECT_EQ(record->results[i].seed, 40 + static_cast<int>(i));
    }
    EXPECT_EQ(scene.billed(), 1);
    const auto log = scene.log();
    for (const json::Value* entry : json::elements_at(log, {})) {
        const bool api = json::string_at(*entry, {"path"})->starts_with("/api/");
        EXPECT_EQ(json::string_at(*entry, {"key"}).has_value(), api);
    }
}

// The recording holds two jobs, of one image and of two. It was made with the scripted server, as
// nobody has recorded the real service yet.
TEST(Client, UnderstandsWhatToolsLiveCheckRecorded) {
    Scene scene("replay=live-replay");
    EXPECT_TRUE(scene.client.check_key());
    Parameters parameters;
    const std::vector<Size> sizes{{384, 640}, {576, 384}};
    for (const Size& size : sizes) {
        const auto record = scene.record(parameters);
        ASSERT_TRUE(record) << record.error().detail;
        ASSERT_EQ(record->results.size(), static_cast<std::size_t>(parameters.num_images));
        EXPECT_EQ(record->results[0].seed, 7);
        for (const auto& download : scene.download(record->results)) {
            ASSERT_TRUE(download) << download.error().detail;
            EXPECT_EQ(download->header.size, size);
        }
        parameters.num_images = 2;
    }
    EXPECT_EQ(scene.billed(), 2);
}

TEST(Client, PollsUntilTheJobIsDone) {
    Scene scene("polls=2");
    ASSERT_TRUE(scene.record());
    int polls = 0;
    const auto log = scene.log();
    for (const json::Value* entry : json::elements_at(log, {}))
        polls += json::string_at(*entry, {"path"})->starts_with("/api/results/");
    EXPECT_EQ(polls, 3);
}

/// The lines of the log that have `word` in them.
std::vector<std::string> logged(const std::string& word) {
    std::istringstream log(log_tail(1 << 20));
    std::vector<std::string> lines;
    for (std::string line; std::getline(log, line);)
        if (line.find(word) != std::string::npos) lines.push_back(line);
    return lines;
}

TEST(Client, AWaitIsOneLineOfTheLogAndATroubledPollAnother) {
    const OwnState state;
    const auto wait = [](const std::string& steps) {
        Scene scene(steps);
        EXPECT_TRUE(scene.record());
        return logged(scene.service.api_url + "/api/results/");
    };
    auto lines = wait("polls=5");
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_NE(lines[0].find(": 6 polls in 0."), std::string::npos) << lines[0];
    lines = wait("results=500x1");
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_NE(lines[0].find(": 500, "), std::string::npos) << lines[0];
    EXPECT_NE(lines[1].find(": 1 poll in 0."), std::string::npos) << lines[1];
}

TEST(Client, TakesAnAnswerThatIsAlreadyComplete) { EXPECT_TRUE(Scene("features=sync").record()); }

TEST(Client, CallsSynchronouslyIfTheServiceRefusesAsync) {
    Scene scene("features=asyncrefused");
    ASSERT_TRUE(scene.record());
    EXPECT_EQ(scene.billed(), 1);
}

struct Failure {
    const char* steps;
    ErrorKind kind;
    int billed;
};

const Failure kFailures[] = {
    {"assets=401", ErrorKind::Unauthorized, 0},
    {"assets=413", ErrorKind::TooLarge, 0},
    {"assets=500", ErrorKind::ServerFault, 0},
    {"assets=html", ErrorKind::ServerFault, 0},
    {"assets=text", ErrorKind::ServerFault, 0},
    {"assets=garbage", ErrorKind::BadReply, 0},
    {"assets=empty", ErrorKind::BadReply, 0},
    {"assets=wrongtypes", ErrorKind::BadReply, 0},
    {"assets=refuse", ErrorKind::Offline, 0},
    {"assets=redirect", ErrorKind::BadReply, 0},
    {"features=400", ErrorKind::BadInput, 0},
    {"features=400-model", ErrorKind::UnsupportedModel, 0},
    {"features=401", ErrorKind::Unauthorized, 0},
    {"features=406", ErrorKind::NoCredits, 0},
    {"features=unsafe", ErrorKind::Refused, 0},
    {"features=500", ErrorKind::ServerFault, 0},
    {"features=html", ErrorKind::ServerFault, 0},
    {"features=reset-before", ErrorKind::Offline, 0},
    {"features=reset-after", ErrorKind::Offline, 1},
    {"features=garbage", ErrorKind::BadReply, 1},
    {"features=null", ErrorKind::BadReply, 1},
    {"features=wrongtypes", ErrorKind::BadReply, 1},
    {"features=failure", ErrorKind::ServerFault, 1},
    {"features=unsafe200", ErrorKind::Refused, 1},
    {"features=noresults", ErrorKind::BadReply, 1},
    {"results=401", ErrorKind::Unauthorized, 1},
    {"results=500", ErrorKind::ServerFault, 1},
    {"results=garbage", ErrorKind::BadReply, 1},
    {"results=lost", ErrorKind::BadReply, 1},
    {"results=other", ErrorKind::BadReply, 1},
    {"results=404", ErrorKind::BadReply, 1},
    {"results=huge", ErrorKind::BadReply, 1},
    {"results=headers", ErrorKind::BadReply, 1},
    {"results=gzip", ErrorKind::BadReply, 1},
};

class ClientFailure : public testing::TestWithParam<Failure> {};

TEST_P(ClientFailure, HasItsKindAndIsNeverBilledTwice) {
    Scene scene(GetParam().steps);
    const auto record = scene.record();
    const Error* error = !record                                  ? &record.error()
                         : record->state == Record::State::Failed ? &*record->trouble
                                                                  : nullptr;
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->kind, GetParam().kind) << name_of(error->kind) << ": " << error->detail;
    EXPECT_EQ(error->detail.find('<'), std::string::npos) << "HTML is not shown raw";
    int calls = 0;
    const auto log = scene.log();
    for (const json::Value* entry : json::elements_at(log, {}))
        calls += json::string_at(*entry, {"path"}) == "/api/features";
    EXPECT_LE(calls, 1) << "the billed call was repeated";
    EXPECT_EQ(scene.billed(), GetParam().billed);
}

INSTANTIATE_TEST_SUITE_P(All, ClientFailure, testing::ValuesIn(kFailures), [](const auto& info) {
    std::string name = info.param.steps;
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return name;
});

TEST(Client, RecoversFromPassingFaults) {
    for (const auto steps : {"assets=500x1", "assets=refusex2", "assets=truncatex1",
                             "features=truncate", "features=429-after1x1", "results=500x2",
                             "results=refusex1", "download=500x2", "signed=notimage", "signed=404",
                             "signed=hugeheader", "cdn=truncate", "download=truncatex1"}) {
        Scene scene(steps);
        const auto record = scene.record();
        ASSERT_TRUE(record) << steps << " " << record.error().detail;
        for (const auto& download : scene.download(record->results))
            EXPECT_TRUE(download) << steps << " " << download.error().detail;
        EXPECT_EQ(scene.billed(), 1) << steps;
    }
}

TEST(Client, ADuplicatedAnswerIsNotTakenForTheNextOne) {
    for (int i = 0; i < 4; ++i) {  // several times, because the fault depends on milliseconds
        Scene scene("assets=duplicate+features=duplicate+results=duplicate+polls=1");
        const auto record = scene.record();
        ASSERT_TRUE(record) << record.error().detail;
    }
}

TEST(Client, ALostResultLeavesTheOthers) {
    Scene scene("cdn=404+ephemeral=404");  // only the first result has a signed address
    Parameters parameters;
    parameters.num_images = 3;
    const auto record = scene.record(parameters);
    ASSERT_TRUE(record);
    const auto downloads = scene.download(record->results);
    EXPECT_TRUE(downloads[0]);
    EXPECT_FALSE(downloads[1]);
    EXPECT_FALSE(downloads[2]);
}

TEST(Client, OnlyImagesWithinTheLimitsAreAccepted) {
    for (const auto steps :
         {"download=notimage", "download=svg", "download=ps", "download=xcf", "download=gif",
          "download=xml", "download=badpng", "download=animwebp", "download=toolong",
          "signed=404+cdn=404+ephemeral=endless", "download=headers", "download=gzip"}) {
        Scene scene(steps);
        const auto record = scene.record();
        ASSERT_TRUE(record);
        const auto downloads = scene.download(record->results);
        ASSERT_FALSE(downloads[0]) << steps;
        EXPECT_TRUE(downloads[0].error().kind == ErrorKind::BadReply ||
                    downloads[0].error().kind == ErrorKind::TooLarge)
            << steps;
    }
}

TEST(Client, AnImageTooLargeToDecodeIsKeptIfNoSourceHasABetterOne) {
    for (const auto steps : {"download=hugeheader", "signed=hugeheader+cdn=404+ephemeral=404"}) {
        Scene scene(steps);
        const auto record = scene.record();
        const auto downloads = scene.download(record->results);
        ASSERT_TRUE(downloads[0]) << steps;
        EXPECT_FALSE(check_decodable(downloads[0]->file, downloads[0]->header)) << steps;
    }
    Scene scene("signed=hugeheader");
    const auto downloads = scene.download(scene.record()->results);
    EXPECT_EQ(downloads[0]->header.size, (Size{48, 32}));
}

TEST(Client, ResultsAreFetchedOnlyFromAllowedAddresses) {
    Scene plain("features=plainhttp");
    const auto record = plain.record();
    ASSERT_TRUE(record);
    ASSERT_TRUE(record->results[0].urls[0].starts_with("http://192.0.2.1/"));
    EXPECT_EQ(plain.download(record->results)[0].error().kind, ErrorKind::BadReply);

    // A service on the internet must not make us fetch from this computer.
    FakeService server("good");
    const Setting trusted("CURL_CA_BUNDLE", server.authority());
    const std::string here = server.scenario("ok") + "/_billed";
    const auto fetch = [&](const char* api_url) {
        Service service{api_url, api_url, SecretString("test-key")};
        service.resolve = [](const std::string&, const std::stop_token&) -> Result<Addresses> {
            return Addresses{*platform::ip_address("93.184.216.34")};
        };
        Client client(service, {}, {}, kQuick);
        return downloaded(client, {{{here}, {}, {}}})[0].error();
    };
    EXPECT_EQ(fetch("https://127.0.0.1:1").kind, ErrorKind::BadReply) << "fetched, but no image";
    const Error refused = fetch("https://api.example.com");
    EXPECT_EQ(refused.kind, ErrorKind::BadReply) << "no error after the payment is the caller's";
    EXPECT_EQ(refused.reason, Reason::PrivateNetwork);
}

TEST(Client, TricksInNamesDoNoHarm) {
    Scene scene("features=hostile");
    const auto record = scene.record();
    ASSERT_TRUE(record);
    for (const auto& download : scene.download(record->results))
        EXPECT_TRUE(download) << "the next source is tried";
    const auto log = scene.log();
    for (const json::Value* entry : json::elements_at(log, {}))
        EXPECT_EQ(json::string_at(*entry, {"path"})->find(".."), std::string::npos);
}

TEST(Client, DownloadsFollowRedirectsButNotForEverNorToFiles) {
    const auto succeeds = [](const char* steps) {
        Scene scene(steps);
        const auto record = scene.record();
        return record && scene.download(record->results)[0].has_value();
    };
    EXPECT_TRUE(succeeds("download=redirect"));
    EXPECT_FALSE(succeeds("download=redirect-loop"));
    EXPECT_FALSE(succeeds("download=redirect-file"));
}

/// Runs a job of which one stage never ends, and cancels it when that request has arrived.
struct CancelledJob {
    CancelledJob(const char* steps, const char* stage)
        : scene(steps), stage(stage), client(scene.service, source.get_token(), count, kEndless) {
        std::jthread canceller([&] {
            EXPECT_TRUE(wait_until([&] { return calls() > 0; })) << steps;
            calls_before = calls();
            source.request_stop();
        });
        const auto asset = client.upload(example_png(), ImageFormat::Png);
        if (!asset) {
            kind = asset.error().kind;
        } else if (auto record = client.submit({}, *asset); !record) {
            kind = record.error().kind;
        } else if (auto done = client.wait_for(record->uuid, 1); !done) {
            kind = done.error().kind;
        } else if (auto downloads = downloaded(client, done->results); !downloads[0]) {
            kind = downloads[0].error().kind;
        }
    }

    int calls() {
        const auto log = scene.log();
        return static_cast<int>(
            std::ranges::count_if(json::elements_at(log, {}), [&](const auto* entry) {
                return json::string_at(*entry, {"path"})->starts_with(stage);
            }));
    }

    static constexpr RetryLimits kEndless{.first = std::chrono::hours(1),
                                          .longest = std::chrono::hours(1)};
    Scene scene;
    const char* stage;
    std::stop_source source;
    int late_reports = 0, calls_before = 0;
    ProgressFn count = [this](const Progress&) { late_reports += source.stop_requested(); };
    Client client;
    ErrorKind kind = ErrorKind::Internal;
};

TEST(Client, ACancelEndsEveryStageThatHasNoEnd) {
    const std::pair<const char*, const char*> stages[] = {
        {"assets=hang", "/api/assets"},   {"features=hang", "/api/features"},
        {"results=hang", "/api/results"}, {"download=hang", "/signed"},
        {"polls=100000", "/api/results"}, {"assets=500", "/api/assets"},
        {"results=503", "/api/results"}};
    for (const auto& [steps, stage] : stages) {
        CancelledJob job(steps, stage);
        EXPECT_EQ(job.kind, ErrorKind::Cancelled) << steps;
        EXPECT_LE(job.late_reports, 1) << steps << ": what was under way, and nothing after it";
        EXPECT_LE(job.calls(), job.calls_before + 1) << steps;
    }
}

/// Uploads to a server with a certificate of this kind; `trusted`: we trust its authority.
Result<std::string> upload_by_tls(const char* kind, bool trusted) {
    FakeService server(kind);
    const Service service = server.service("ok");
    EXPECT_TRUE(service.api_url.starts_with("https://")) << service.api_url;
    std::optional<Setting> setting;
    if (trusted) setting.emplace("CURL_CA_BUNDLE", server.authority());
    return Client(service, {}, {}, kQuick).upload(example_png(), ImageFormat::Png);
}

TEST(Client, OnlyAVerifiedCertificateGetsTheKey) {
    EXPECT_TRUE(upload_by_tls("good", true)) << "else the others prove nothing";
    const std::pair<const char*, bool> bad[] = {
        {"good", false}, {"expired", true}, {"wrong-host", true}};
    for (const auto& [kind, trusted] : bad) {
        const auto asset = upload_by_tls(kind, trusted);
        ASSERT_FALSE(asset) << kind;
        EXPECT_EQ(asset.error().kind, ErrorKind::Tls) << kind << ": " << asset.error().detail;
        EXPECT_FALSE(asset.error().may_have_arrived) << kind;
    }
}

/// Makes a request without a Client.
Result<Response> perform(const Request& request) { return HttpClient().perform(request, {}); }

TEST(HttpClient, ConnectsToNoPrivateAddressIfItMustNot) {
    Request request;
    request.url = FakeService::instance().scenario("ok") + "/_billed";
    EXPECT_TRUE(perform(request));
    request.only_public = true;
    const auto response = perform(request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::BadInput);
    EXPECT_FALSE(response.error().may_have_arrived);
}

TEST(HttpClient, ReadsHowLongToWait) {
    const struct {
        const char* fault;
        int least, most;  // seconds; 0: the answer does not say
    } cases[] = {
        {"429-header7", 7, 7},
        {"429-date60", 40, 60},
        {"429-past60", 0, 0},
        {"429-header0", 0, 0},
        {"429-header99999999999", 21600, 2147483647},  // newer libcurl caps it at six hours
        {"429", 0, 0},
    };
    for (const auto& c : cases) {
        Request request;
        request.url =
            FakeService::instance().scenario(std::string("results=") + c.fault) + "/api/results/x";
        request.api_key = SecretString("test-key");
        const auto response = HttpClient().perform(request, {});
        ASSERT_TRUE(response) << c.fault;
        EXPECT_EQ(response->status, 429) << c.fault;
        const int seconds = response->retry_after_s.value_or(0);
        EXPECT_GE(seconds, c.least) << c.fault;
        EXPECT_LE(seconds, c.most) << c.fault;
        EXPECT_EQ(response->retry_after_s.has_value(), c.least > 0) << c.fault;
    }
}

TEST(HttpClient, RefusesAnAnswerLongerThanAllowed) {
    Request request;
    request.url = FakeService::instance().scenario("ok") + "/_log";
    request.max_body = 1;
    EXPECT_EQ(perform(request).error().kind, ErrorKind::TooLarge);
}

TEST(HttpClient, AllBodiesTogetherHaveALimit) {
    const std::string base = FakeService::instance().scenario("ok");
    std::vector<Request> requests(3);
    for (Request& request : requests) request.url = base + "/_billed";  // one byte
    requests.push_back(requests[0]);
    // a large body; the budget gets its bytes back when it is refused
    requests.back().url = base + "/nothing-there";
    requests.back().max_body = 3;
    HttpClient http;
    for (const std::size_t limit : {std::size_t{3}, std::size_t{2}}) {
        std::size_t arrived = 0;
        http.perform_all(
            requests, {},
            [&](std::size_t i, const Result<Response>& response) {
                arrived += response.has_value();
                EXPECT_TRUE(i < 3 || !response);
                EXPECT_TRUE(response || response.error().kind == ErrorKind::TooLarge);
            },
            {}, limit);
        EXPECT_GE(arrived, limit) << "a body that was passed on must free its share of the limit";
    }
}

TEST(HttpClient, TheTotalTimeEndsSlowAnswers) {
    const std::string drips = FakeService::instance().scenario("download=drip");
    const std::string slow = FakeService::instance().scenario("download=slow");
    std::vector<Request> requests(2);
    requests[0].url = drips + "/images/x.png";
    requests[1].url = slow + "/images/x.png";
    for (Request& request : requests) request.total_timeout = milliseconds(700);
    HttpClient http;
    int ended = 0;
    http.perform_all(requests, {}, [&](std::size_t, const Result<Response>& response) {
        ASSERT_FALSE(response);
        EXPECT_EQ(response.error().kind, ErrorKind::Timeout) << response.error().detail;
        ++ended;
    });
    EXPECT_EQ(ended, 2) << "in time, one would have had its answer";
}

TEST(HttpClient, PlainHttpGoesToLoopbackOnly) {
    Request request;
    request.url = "http://example.com/";
    EXPECT_EQ(perform(request).error().kind, ErrorKind::BadInput);
}

TEST(HttpClient, GivesUpOnASilentServer) {
    Scene scene("assets=hang");
    Request request;
    request.url = scene.service.api_url + "/api/assets";
    request.api_key = scene.service.key;
    const Bytes png = example_png();
    request.file = FilePart{"asset", "gimp-layer.png", "image/png", png};
    request.total_timeout = std::chrono::seconds(1);
    const auto response = perform(request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::Timeout);
    EXPECT_TRUE(response.error().may_have_arrived);

    // not because of the total time
    request.stall_timeout = std::chrono::seconds(1);
    request.total_timeout = std::chrono::seconds(300);
    const Error stalled = perform(request).error();
    EXPECT_EQ(stalled.kind, ErrorKind::Timeout);
    EXPECT_NE(stalled.detail.find("too slow"), std::string::npos) << stalled.detail;
}

TEST(HttpClient, GivesUpOnAnAnswerThatNeverEnds) {
    Scene scene("assets=drip");
    Request request;
    request.url = scene.service.api_url + "/api/assets";
    request.api_key = scene.service.key;
    request.json = "{}";
    request.total_timeout = std::chrono::seconds(1);  // each byte comes well within stall_timeout
    EXPECT_EQ(perform(request).error().kind, ErrorKind::Timeout);
}

TEST(Client, NoServerIsOffline) {
    Client client({"http://127.0.0.1:1", "http://127.0.0.1:1", SecretString("test-key")}, {}, {},
                  kQuick);
    const auto asset = client.upload(example_png(), ImageFormat::Png);
    ASSERT_FALSE(asset);
    EXPECT_EQ(asset.error().kind, ErrorKind::Offline);
    EXPECT_FALSE(asset.error().may_have_arrived);
}

TEST(Client, ChecksAKeyFreeOfCharge) {
    Scene scene("ok");
    EXPECT_TRUE(scene.client.check_key());
    scene.service.key = SecretString("wrong");
    EXPECT_EQ(Client(scene.service, {}, {}, kQuick).check_key().error().kind,
              ErrorKind::Unauthorized);
    EXPECT_EQ(scene.billed(), 0);
}

TEST(Client, TheKeyIsNotRepeatedInMessages) {
    Scene scene("assets=echo");
    const auto asset = scene.upload();
    ASSERT_FALSE(asset);
    EXPECT_NE(asset.error().detail.find("What is "), std::string::npos) << asset.error().detail;
    EXPECT_EQ(asset.error().detail.find("test-key"), std::string::npos) << asset.error().detail;
}

}  // namespace
}  // namespace upscale
