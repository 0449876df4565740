// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The engine on this computer: the API it answers, and the program that does.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/files.hpp"
#include "image/files/encode.hpp"
#include "json/json.hpp"
#include "local/networks/catalogue.hpp"
#include "local/picture/decode.hpp"
#include "local/picture/enlarge.hpp"
#include "local/picture/variations.hpp"
#include "local/service/server.hpp"
#include "local/service/service.hpp"
#include "local_engine/local_service.hpp"
#include "support/setting.hpp"
#include "support/temporary_folder.hpp"
#include "support/wait_until.hpp"
#include "unit/plugin/local_engine.hpp"

namespace upscale::local {
namespace {

using platform::Listener;

// --- the API -------------------------------------------------------------------------------------

const std::string kKey = "sesame";
const std::string kOrigin = "http://127.0.0.1:1";
const std::string kDamaged = "a damaged image: cut off";
constexpr std::size_t kMostBytes = 3'000'000;  // of a file, less than usual

struct Reply {
    int status;
    Bytes body;
    json::Document json;

    Reply(const Answer& response) : status(response.status), body(*response.body) {
        if (auto document = json::parse(as_text(body))) json = std::move(*document);
    }
    std::string text(json::Path path) const { return json::string_at(json, path).value_or("?"); }
    std::string code() const { return text({"errorCode"}); }
    /// What the service hides in `details`.
    std::string reason() const {
        const auto details = json::parse(text({"details"}));
        return details ? json::string_at(*details, {"response", "data", "error"}).value_or("?")
                       : "?";
    }
    std::vector<std::string> keys() const {
        std::vector<std::string> list;
        for (const json::Value* key :
             json::elements_at(json, {"aiRecord", "aiRecordDetail", "resultObject"}))
            list.push_back(json::string_at(*key, {}).value());
        return list;
    }
    std::vector<const json::Value*> data() const {
        return json::elements_at(json, {"aiRecord", "aiRecordDetail", "responseObject", "data"});
    }
};

class LocalApi : public testing::Test {
  protected:
    void start(std::optional<long> credits = {},
               std::chrono::seconds keep = std::chrono::hours(1)) {
        m_service.emplace(ServiceOptions{.key = SecretString(kKey),
                                         .origin = kOrigin,
                                         .credits = credits,
                                         .keep = keep,
                                         .most_bytes = kMostBytes,
                                         .grace = std::chrono::hours(1)},
                          Networks(kModels));
    }
    void SetUp() override { start(); }

    Reply send(const std::string& method, const std::string& path, const std::string& body = "",
               const std::string& key = kKey) {
        return m_service->handle({.method = method,
                                  .path = path,
                                  .api_key = key,
                                  .body = Bytes(body.begin(), body.end())});
    }
    Reply upload(Bytes file, const std::string& name = "gimp-layer.png",
                 const std::string& field = "asset") {
        return m_service->handle({.method = "POST",
                                  .path = "/api/assets",
                                  .api_key = kKey,
                                  .parts = {{field, name, "image/png", std::move(file)}}});
    }
    std::string uploaded(const Bitmap& bitmap) {
        return upload(encode_png(bitmap).value()).text({"fileContent", "path"});
    }
    /// `members` follow imageUrl, `top` precedes promptObject; each starts or ends with a comma.
    Reply order(const std::string& asset, const std::string& members = R"(,"num_images":1)",
                const std::string& top = "") {
        return send("POST", "/api/features",
                    R"({"type":"IMAGE_UPSCALER","model":"ideogram-3",)" + top +
                        R"("promptObject":{"imageUrl":")" + asset + '"' + members + "}}");
    }
    Reply wait_for(const std::string& uuid) {
        for (;;) {
            Reply reply = send("GET", "/api/results/" + uuid);
            if (reply.text({"aiRecord", "status"}) != "PROCESSING") return reply;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    std::optional<EngineService> m_service;
};

TEST_F(LocalApi, AsksForTheKey) {
    for (const char* key : {"", "sesam", "sesamf", "sesame "}) {
        const Reply reply = send("GET", "/api/results/x", "", key);
        EXPECT_EQ(reply.status, 401);
        EXPECT_EQ(as_text(reply.body),
                  R"({"errorCode":"HTTP_EXCEPTION","message":"Invalid API Key"})");
    }
    EXPECT_EQ(send("POST", "/api/assets", "", "").status, 401);
    EXPECT_EQ(send("POST", "/api/features", "{}", "").status, 401);
}

TEST_F(LocalApi, TellsHowMuchIsDone) {
    const std::string uuid = order(uploaded(part_of(photo("coffee.png"), {0, 0, 300, 200})),
                                   R"(,"num_images":2)", R"("async":true,)")
                                 .text({"aiRecord", "uuid"});
    double last = 0;
    for (;;) {
        const Reply reply = send("GET", "/api/results/" + uuid);
        const auto share = json::double_at(reply.json, {"aiRecord", "progress"});
        if (reply.text({"aiRecord", "status"}) != "PROCESSING") {
            EXPECT_FALSE(share);
            break;
        }
        ASSERT_TRUE(share);
        EXPECT_GE(*share, last);
        last = *share;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    EXPECT_GT(last, 0.1);
    EXPECT_LE(last, 1);
}

TEST_F(LocalApi, GivesUpWhatNobodyAsksFor) {
    m_service.emplace(ServiceOptions{.key = SecretString(kKey),
                                     .origin = kOrigin,
                                     .credits = {},
                                     .patience = std::chrono::milliseconds(20)},
                      Networks(kModels));
    const std::string asset = uploaded(part_of(photo("coffee.png"), {0, 0, 600, 400}));
    const std::string uuid =
        order(asset, R"(,"num_images":1)", R"("async":true,)").text({"aiRecord", "uuid"});
    EXPECT_TRUE(wait_until([&] { return m_service->idle().count() > 0; }));
    const Reply reply = send("GET", "/api/results/" + uuid);
    EXPECT_EQ(reply.text({"aiRecord", "status"}), "FAILURE");
    // an order whose caller is still connected is not given up
    EXPECT_EQ(order(uploaded(flat(140, 10, 99))).status, 200);
}

TEST_F(LocalApi, StopsAnOrderWhenItIsTold) {
    const std::string asset = uploaded(photo("coffee.png"));
    const auto ordered = [&] {
        return order(asset, R"(,"num_images":1)", R"("async":true,)").text({"aiRecord", "uuid"});
    };
    const std::string first = ordered(), second = ordered();
    for (const std::string& uuid : {second, first}) {
        EXPECT_EQ(send("POST", "/api/results/" + uuid + "/cancel").status, 200);
        EXPECT_EQ(wait_for(uuid).text({"aiRecord", "status"}), "FAILURE");
    }
    EXPECT_EQ(send("POST", "/api/results/" + first + "/cancel").status, 200) << "again";
    EXPECT_EQ(as_text(send("POST", "/api/results/x/cancel").body), R"({"aiRecord":null})");
    EXPECT_EQ(send("POST", "/api/results/" + first + "/cancel", "", "wrong").status, 401);
    EXPECT_EQ(send("GET", "/api/results/" + first + "/cancel").status, 404);
    EXPECT_EQ(order(uploaded(flat(140, 10, 99))).status, 200) << "the next one is done";
}

TEST_F(LocalApi, KnowsNoOtherRoutes) {
    for (const char* path :
         {"/", "/api", "/api/", "/api/teams", "/images/x.png", "/api/features"}) {
        const Reply reply = send("GET", path);
        EXPECT_EQ(reply.status, 404) << path;
        EXPECT_EQ(reply.code(), "HTTP_EXCEPTION");
    }
    EXPECT_EQ(send("DELETE", "/api/assets").status, 404);
    EXPECT_EQ(send("POST", "/images/x.png").status, 404);
}

TEST_F(LocalApi, TakesUploads) {
    const Reply reply = upload(Bytes(12, 0), "Ä b/c.PNG");
    EXPECT_EQ(reply.status, 200);
    const std::string path = reply.text({"fileContent", "path"});
    EXPECT_EQ(path, reply.text({"asset", "key"}));
    EXPECT_TRUE(path.starts_with("images/20") && path.ends_with("___b_c.png")) << path;
    EXPECT_EQ(reply.text({"asset", "originalname"}), "Ä b/c.PNG");
    EXPECT_EQ(json::int_at(reply.json, {"asset", "size"}), 12);
    EXPECT_EQ(reply.text({"fileContent", "type"}), "png");
    EXPECT_EQ(reply.text({"fileContent", "status"}), "ACTIVE");
    EXPECT_NE(path, upload(Bytes(12, 0), "Ä b/c.PNG").text({"fileContent", "path"}));
    // as with the real service, uploads are private
    EXPECT_EQ(send("GET", "/" + path).status, 404);
}

TEST_F(LocalApi, RefusesUploads) {
    for (const char* name : {"", "layer", "layer.gif", "png"}) {
        const Reply reply = upload(Bytes(12, 0), name);
        EXPECT_EQ(reply.status, 400) << name;
        EXPECT_EQ(reply.text({"message"}), "This file type isn't supported");
    }
    EXPECT_EQ(upload(Bytes(12, 0), "a.png", "file").code(), "MISSING_REQUIRED_FIELDS");
    EXPECT_EQ(send("POST", "/api/assets").code(), "MISSING_REQUIRED_FIELDS");
    EXPECT_EQ(upload(Bytes(kMostBytes, 0)).status, 200);
    EXPECT_EQ(upload(Bytes(kMostBytes + 1, 0)).status, 413);
    EXPECT_EQ(
        Reply(m_service->handle(
                  {.method = "POST", .path = "/api/assets", .api_key = kKey, .too_large = true}))
            .status,
        413);
}

TEST_F(LocalApi, RefusesOrdersAsTheServiceDoes) {
    const std::string asset = uploaded(flat(2, 2, 9));
    const auto code = [&](const std::string& body) {
        const Reply reply = send("POST", "/api/features", body);
        EXPECT_EQ(reply.status, 400) << body;
        return reply.code() + ": " + reply.text({"message"});
    };
    EXPECT_EQ(code("nonsense"), "HTTP_EXCEPTION: The request's body is not a JSON object");
    EXPECT_EQ(code("[]"), "HTTP_EXCEPTION: The request's body is not a JSON object");
    EXPECT_EQ(code("{}"),
              "MISSING_REQUIRED_FIELDS: Missing required fields: type. Please provide all required "
              "parameters.");
    EXPECT_EQ(code(R"({"type":"CHAT_WITH_IMAGE"})"),
              "UNKNOWN_ERROR: Unsupported feature type: CHAT_WITH_IMAGE");
    EXPECT_EQ(code(R"({"type":"IMAGE_UPSCALER","model":"ideogram-2"})"),
              "UNSUPPORTED_MODEL: Model ideogram-2 is not supported for feature IMAGE_UPSCALER");
    EXPECT_EQ(code(R"({"type":"IMAGE_UPSCALER","model":"ideogram-3","promptObject":{}})"),
              "MISSING_REQUIRED_FIELDS: Missing required fields for ideogram-3 model: imageUrl, "
              "num_images. Please provide all required parameters.");
    EXPECT_EQ(order(asset, "").text({"details"}),
              R"([{"field":"num_images","message":"Field 'num_images' is required but was not )"
              R"(provided"}])");
}

TEST_F(LocalApi, RefusesValuesOutOfRange) {
    const std::string asset = uploaded(flat(2, 2, 9));
    for (const char* members :
         {R"(,"num_images":0)", R"(,"num_images":9)", R"(,"num_images":"1")",
          R"(,"num_images":1.5)", R"(,"num_images":1,"resemblance":101)",
          R"(,"num_images":1,"resemblance":-1)", R"(,"num_images":1,"detail":101)",
          R"(,"num_images":1,"seed":-1)", R"(,"num_images":1,"seed":2147483648)",
          R"(,"num_images":1,"prompt":5)", R"(,"num_images":1,"magic_prompt_option":"auto")"}) {
        const Reply reply = order(asset, members);
        EXPECT_EQ(reply.status, 400) << members;
        EXPECT_EQ(reply.code(), "EXTERNAL_API_RESPONSE_WITH_ERROR");
        EXPECT_NE(reply.reason().find(" must be "), std::string::npos) << reply.reason();
    }
}

TEST_F(LocalApi, RefusesImagesItCannotUse) {
    EXPECT_EQ(order("images/unknown.png").reason(),
              "imageUrl is not the path of an uploaded asset");
    EXPECT_EQ(order(upload(Bytes(12, 0)).text({"fileContent", "path"})).reason(),
              "not a PNG, JPEG or WebP image");
    EXPECT_NE(order(uploaded(flat(8193, 1, 0))).reason().find("8193 × 1 pixels"),
              std::string::npos);
    Bytes damaged = encode_png(photo("coffee.png")).value();
    damaged.resize(damaged.size() / 2);
    const std::string asset = upload(damaged).text({"fileContent", "path"});
    EXPECT_EQ(order(asset).reason(), kDamaged);
    const Reply accepted = order(asset, R"(,"num_images":1)", R"("async":true,)");
    const Reply failed = wait_for(accepted.text({"aiRecord", "uuid"}));
    EXPECT_EQ(failed.status, 200);
    EXPECT_EQ(failed.text({"aiRecord", "status"}), "FAILURE");
    EXPECT_EQ(failed.text({"aiRecord", "aiRecordDetail", "errorMessage"}), kDamaged);
    EXPECT_TRUE(failed.keys().empty());
}

TEST_F(LocalApi, AnswersAnOrderWhenItIsDone) {
    const Bitmap source = part_of(photo("coffee.png"), {200, 150, 33, 20});
    const Reply reply =
        order(uploaded(source), R"(,"num_images":3,"prompt":"ein Kaffee ☕","seed":7)");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.text({"aiRecord", "status"}), "SUCCESS");
    EXPECT_EQ(reply.text({"aiRecord", "type"}), "IMAGE_UPSCALER");
    EXPECT_EQ(reply.text({"aiRecord", "model"}), "ideogram-3");
    const auto keys = reply.keys();
    ASSERT_EQ(keys.size(), 3u);
    ASSERT_EQ(reply.data().size(), 3u);
    EXPECT_TRUE(
        reply.text({"aiRecord", "temporaryUrl"}).starts_with(kOrigin + "/" + keys[0] + "?"));
    Networks networks(kModels);
    const std::vector<Variation> made{{50, Denoise::Off}, {50, Denoise::Low}, {70, Denoise::Off}};
    for (unsigned i = 0; i < 3; ++i) {
        const json::Value& item = *reply.data()[i];
        EXPECT_EQ(json::string_at(item, {"url"}), kOrigin + "/" + keys[i]);
        EXPECT_EQ(json::string_at(item, {"prompt"}), "ein Kaffee ☕");
        EXPECT_EQ(json::string_at(item, {"resolution"}), "33x20");
        EXPECT_EQ(json::string_at(item, {"upscaled_resolution"}), "66x40");
        EXPECT_EQ(json::bool_at(item, {"is_image_safe"}), true);
        EXPECT_EQ(json::int_at(item, {"seed"}), 7);
        // no key is needed, as with the CDN
        const Answer file =
            m_service->handle({.method = "GET", .path = "/" + keys[i], .api_key = ""});
        EXPECT_EQ(file.status, 200);
        EXPECT_EQ(file.content_type, "image/png");
        EXPECT_EQ(json::int_at(item, {"detail"}), made[i].detail);
        EXPECT_EQ(json::string_at(item, {"denoise"}),
                  made[i].denoise == Denoise::Low ? "low" : "off");
        EXPECT_EQ(json::string_at(item, {"network"}), "waifu2x-upconv_7");
        const Bitmap doubled = networks.ours(made[i].denoise).value()->enlarge(source, {}).value();
        const Finish finish{made[i].detail, 50, made[i].denoise != Denoise::Off};
        EXPECT_EQ(decode_rgb(*file.body)->pixels,
                  finish_picture(source, doubled, finish, {})->pixels);
    }
}

TEST_F(LocalApi, MakesAPictureInStripsAsItWouldWhole) {
    const Bitmap source = part_of(photo("rocket.jpg"), {200, 100, 130, 300});
    const Reply reply = order(uploaded(source), R"(,"num_images":1,"denoise":"OFF","detail":80)");
    Network network = load_network();
    const Bitmap whole = network.enlarge(source, {}, 1000).value();
    const Answer file =
        m_service->handle({.method = "GET", .path = "/" + reply.keys().at(0), .api_key = ""});
    // Tiles may differ from the whole by 1, since OpenCV 4.10 multiplies in blocks, and the
    // sharpening makes that more.
    EXPECT_LE(largest_difference(decode_rgb(*file.body).value(),
                                 finish_picture(source, whole, {80, 50}, {}).value()),
              2);
}

TEST_F(LocalApi, GrayStaysGray) {
    Bitmap source = part_of(photo("coffee.png"), {200, 150, 100, 90});
    for (std::size_t i = 0; i < source.pixels.size(); i += 3)
        source.pixels[i + 1] = source.pixels[i + 2] = source.pixels[i];
    const Reply reply = order(uploaded(source), R"(,"num_images":2,"denoise":"OFF","detail":100)");
    for (const std::string& key : reply.keys()) {
        const Answer file = m_service->handle({.method = "GET", .path = "/" + key, .api_key = ""});
        const Bitmap result = decode_rgb(*file.body).value();
        for (std::size_t i = 0; i < result.pixels.size(); i += 3) {
            ASSERT_EQ(result.pixels[i], result.pixels[i + 1]);
            ASSERT_EQ(result.pixels[i], result.pixels[i + 2]);
        }
    }
}

TEST_F(LocalApi, RefusesANetworkThatIsNotThere) {
    const Reply reply = order(uploaded(flat(2, 2, 9)), R"(,"num_images":1,"model":"nowhere.onnx")");
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(
        reply.reason(),
        "The network nowhere.onnx cannot be used: there is no such file in the folder of networks");
}

TEST_F(LocalApi, AnswersAsyncOrdersAtOnceAndOneAfterTheOther) {
    const std::string large = uploaded(flat(256, 256, 9)), small = uploaded(flat(1, 1, 9));
    std::vector<std::string> uuids;
    for (const std::string& asset : {large, small}) {
        const Reply reply = order(asset, R"(,"num_images":1)", R"("async":true,)");
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.text({"aiRecord", "status"}), "PROCESSING");
        EXPECT_EQ(reply.text({"aiRecord", "temporaryUrl"}), "");
        EXPECT_TRUE(reply.keys().empty());
        uuids.push_back(reply.text({"aiRecord", "uuid"}));
    }
    EXPECT_EQ(m_service->idle(), std::chrono::steady_clock::duration::zero());
    const Reply second = wait_for(uuids[1]);
    EXPECT_EQ(second.text({"aiRecord", "status"}), "SUCCESS");
    const Reply first = send("GET", "/api/results/" + uuids[0]);
    EXPECT_EQ(first.text({"aiRecord", "status"}), "SUCCESS");
    // a seed was picked
    const auto seed = json::int_at(*first.data().at(0), {"seed"});
    EXPECT_TRUE(seed && *seed >= 0 && *seed <= 2147483647);
    EXPECT_GT(m_service->idle(), std::chrono::steady_clock::duration::zero());
}

TEST_F(LocalApi, KnowsNoOtherResults) {
    const Reply reply = send("GET", "/api/results/00000000-0000-0000-0000-000000000000");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(as_text(reply.body), R"({"aiRecord":null})");
}

TEST_F(LocalApi, ChargesCreditsOnRequest) {
    start(2 * 4800 + 46);
    const std::string asset = uploaded(flat(1, 1, 9));
    EXPECT_EQ(order(asset, R"(,"num_images":2)").status, 200);
    const Reply reply = order(asset);
    EXPECT_EQ(reply.status, 406);
    EXPECT_EQ(as_text(reply.body),
              R"({"errorCode":"INSUFFICIENT_CREDITS","message":"The feature requires 4800 )"
              R"(credits, but the Local team only has 46 credits"})");
}

TEST_F(LocalApi, ForgetsOldFiles) {
    start({}, std::chrono::seconds(-1));
    const std::string asset = uploaded(flat(1, 1, 9));
    EXPECT_EQ(order(asset).reason(), "imageUrl is not the path of an uploaded asset");
}

TEST_F(LocalApi, EndsInTheMiddleOfWork) {
    const std::string asset = uploaded(flat(1000, 1000, 9));
    const std::string uuid =
        order(asset, R"(,"num_images":1)", R"("async":true,)").text({"aiRecord", "uuid"});
    {
        const std::jthread stopper([&] {
            const auto done = [&] {
                return json::double_at(send("GET", "/api/results/" + uuid).json,
                                       {"aiRecord", "progress"});
            };
            EXPECT_TRUE(wait_until([&] { return done() > 0; }));
            m_service->stop();
        });
        EXPECT_EQ(order(asset).status, 503) << "whoever waits is told so";
    }
    EXPECT_EQ(wait_for(uuid).text({"aiRecord", "status"}), "FAILURE");
}

// --- over a socket -------------------------------------------------------------------------------

/// The whole answer to a request that is sent in two pieces, split at `cut`.
std::string exchange(int port, const std::string& request, std::size_t cut) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    EXPECT_EQ(connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    for (const std::string& piece : {request.substr(0, cut), request.substr(cut)}) {
        for (std::size_t sent = 0; sent < piece.size();) {
            const ssize_t more =
                ::send(socket, piece.data() + sent, piece.size() - sent, MSG_NOSIGNAL);
            if (more <= 0) break;
            sent += static_cast<std::size_t>(more);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    std::string reply;
    char buffer[4096];
    for (ssize_t got; (got = recv(socket, buffer, sizeof buffer, 0)) > 0;)
        reply.append(buffer, static_cast<std::size_t>(got));
    close(socket);
    return reply;
}

std::string http_post(const std::string& key, const std::string& body) {
    return "POST /api/assets HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAPI-KEY: " + key +
           "\r\nContent-Type: multipart/form-data; boundary=cut\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string multipart(const std::string& data) {
    return "--cut\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n"
           "--cut\r\nContent-Disposition: form-data; name=\"asset\"; filename=\"a.png\"\r\n"
           "Content-Type: image/png\r\n\r\n" +
           data + "\r\n--cut--\r\n";
}

TEST_F(LocalApi, SpeaksHttp) {
    std::error_code code;
    auto listener = Listener::open_port(0, kConnections, code);
    ASSERT_FALSE(code) << code.message();
    const int port = listener.port();
    EXPECT_EQ(origin_of(listener), "http://127.0.0.1:" + std::to_string(port));
    Listener::open_port(port, kConnections, code);
    EXPECT_EQ(code, std::errc::address_in_use);
    const auto server = Server::start(std::move(listener), *m_service);
    ASSERT_TRUE(server);

    const std::string data = "\r\n--cu\r\n--cat " + std::string(1000, '\0');
    const std::string request = http_post(kKey, multipart(data));
    for (std::size_t cut : {std::size_t{10}, request.size() - 1020, request.size() - 5}) {
        const std::string reply = exchange(port, request, cut);
        EXPECT_TRUE(reply.starts_with("HTTP/1.1 200 ")) << reply;
        EXPECT_NE(reply.find("\r\nContent-Type: application/json\r\n"), std::string::npos) << reply;
        EXPECT_NE(reply.find("\"size\":" + std::to_string(data.size()) + ","), std::string::npos)
            << reply;
    }
    const auto status = [&](const std::string& text) {
        return exchange(port, text, 10).substr(9, 3);
    };
    const std::string large = multipart(std::string(3 * kMostBytes, 'x'));
    EXPECT_EQ(status(http_post(kKey, large)), "413");
    EXPECT_EQ(status(http_post("wrong", large)), "401");
    EXPECT_EQ(status(http_post(kKey, "--cut\r\n")), "400");
    EXPECT_EQ(status("GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              "404");
    m_service->stop();
}

// --- a socket of one's own
// -------------------------------------------------------------------------

/// $XDG_RUNTIME_DIR and the folder for temporary files, both empty.
class LocalSocket : public LocalApi {
  protected:
    LocalSocket() {
        std::filesystem::create_directory(m_runtime);
        std::filesystem::create_directory(m_temporary);
        m_settings.emplace_back(std::make_unique<Setting>("XDG_RUNTIME_DIR", m_runtime));
        m_settings.emplace_back(std::make_unique<Setting>("TMPDIR", m_temporary));
    }
    static std::vector<std::string> names_in(const std::string& folder) {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            names.push_back(entry.path().filename().string());
        return names;
    }
    static Listener open_private() {
        std::error_code code;
        auto listener = Listener::open_private("ideogram-upscale-", kConnections, code);
        EXPECT_FALSE(code) << code.message();
        return listener;
    }
    static int connected(const std::string& path) {
        const int file = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(connect(file, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        return file;
    }

    TemporaryFolder m_folder;
    std::string m_runtime = m_folder.path() + "/runtime", m_temporary = m_folder.path() + "/tmp";
    std::vector<std::unique_ptr<Setting>> m_settings;
};

TEST_F(LocalSocket, IsInAFolderThatNobodyElseCanEnter) {
    std::string path;
    {
        auto listener = open_private();
        EXPECT_EQ(origin_of(listener), "http://localhost");
        const auto server = Server::start(std::move(listener), *m_service);
        ASSERT_TRUE(server);
        ASSERT_EQ(names_in(m_runtime).size(), 1u);
        const std::string folder = m_runtime + "/" + names_in(m_runtime)[0];
        path = folder + "/socket";
        struct stat info {};
        ASSERT_EQ(stat(folder.c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 07777, 0700u);
        Request request;
        request.url = "http://localhost/api/results/00000000-0000-0000-0000-000000000000";
        request.socket = path;
        request.api_key = SecretString(kKey);
        const auto response = HttpClient().perform(request, {});
        ASSERT_TRUE(response) << response.error().detail;
        EXPECT_EQ(as_text(response->body), R"({"aiRecord":null})");
        m_service->stop();
    }
    EXPECT_TRUE(names_in(m_runtime).empty()) << "gone at the end";
}

TEST_F(LocalSocket, FindsAnotherPlaceIfTheFirstIsTooLongOrSomebodyElses) {
    const std::string deep = m_runtime + "/" + std::string(100, 'x');
    std::filesystem::create_directory(deep);
    setenv("XDG_RUNTIME_DIR", deep.c_str(), 1);
    EXPECT_TRUE(open_private().path().starts_with(m_temporary + "/"));
    setenv("XDG_RUNTIME_DIR", "/nowhere", 1);
    EXPECT_TRUE(open_private().path().starts_with(m_temporary + "/"));
    setenv("TMPDIR", deep.c_str(), 1);
    EXPECT_TRUE(open_private().path().starts_with("/tmp/"));
    setenv("XDG_RUNTIME_DIR", "/proc", 1);  // nobody can make a folder there
    setenv("TMPDIR", "/proc", 1);
    EXPECT_TRUE(open_private().path().starts_with("/tmp/"));
}

TEST_F(LocalSocket, SilentConnectionsLockNobodyOutForLong) {
    auto listener = open_private();
    const std::string path = listener.path();
    const auto server = Server::start(std::move(listener), *m_service, std::chrono::seconds(1));
    std::vector<int> silent;
    for (int i = 0; i < 100; ++i) silent.push_back(connected(path));
    Request request;
    request.url = "http://localhost/api/results/x";
    request.socket = path;
    request.api_key = SecretString(kKey);
    request.total_timeout = std::chrono::seconds(1);
    bool answered = false;
    for (int tries = 0; tries < 200 && !answered; ++tries) {
        answered = HttpClient().perform(request, {}).has_value();
        if (!answered) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_TRUE(answered) << "while they are still there";
    for (const int file : silent) close(file);
    m_service->stop();
}

TEST_F(LocalSocket, TheProgramLeavesNothingBehind) {
    std::string left;
    {
        auto engine = LocalService::start(LOCAL_ENGINE, {});
        ASSERT_TRUE(engine) << engine.error().detail;
        EXPECT_TRUE(engine->service().socket.starts_with(m_runtime + "/"));
        EXPECT_TRUE(Client(engine->service(), {}, {}).check_key());
        double share = -1;
        Client client(engine->service(), {}, [&](const Progress& progress) {
            if (progress.stage == Stage::Waiting) share = std::max(share, progress.fraction);
        });
        const auto file = encode_png(part_of(photo("coffee.png"), {0, 0, 500, 400}));
        const auto record = client.submit({}, client.upload(*file, ImageFormat::Png).value());
        ASSERT_TRUE(record);
        EXPECT_TRUE(client.wait_for(record->uuid, 1));
        EXPECT_GT(share, 0);
        EXPECT_LE(share, 1);
        Service stranger = engine->service();
        stranger.key = SecretString("another");
        EXPECT_EQ(Client(stranger, {}, {}).check_key().error().kind, ErrorKind::Unauthorized);
    }
    EXPECT_TRUE(names_in(m_runtime).empty());

    // A new engine removes the socket of one that was killed, but not one that is in use.
    const std::string stale = m_runtime + "/ideogram-upscale-killed";
    std::filesystem::create_directory(stale);
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        (stale + "/socket").copy(address.sun_path, sizeof address.sun_path - 1);
        const int file = ::socket(AF_UNIX, SOCK_STREAM, 0);
        ASSERT_EQ(bind(file, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        close(file);
    }
    std::filesystem::create_directory(m_runtime + "/ideogram-upscale-empty");
    const auto first = LocalService::start(LOCAL_ENGINE, {});
    EXPECT_EQ(names_in(m_runtime).size(), 3u) << "young ones may be about to listen";
    const timespec old[2] = {{1000000000, 0}, {1000000000, 0}};
    for (const auto& name : names_in(m_runtime))
        utimensat(AT_FDCWD, (m_runtime + "/" + name).c_str(), old, 0);
    const auto second = LocalService::start(LOCAL_ENGINE, {});
    EXPECT_EQ(names_in(m_runtime).size(), 2u);
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(Client(first->service(), {}, {}).check_key());
    EXPECT_TRUE(Client(second->service(), {}, {}).check_key());
}

TEST_F(LocalSocket, ADeadProgramAnswersNoMore) {
    const auto engine = LocalService::start(LOCAL_ENGINE, {});
    ASSERT_TRUE(engine) << engine.error().detail;
    EXPECT_TRUE(engine->answers({}));
    const int file = connected(engine->service().socket);
    ucred peer{};
    socklen_t size = sizeof peer;
    ASSERT_EQ(getsockopt(file, SOL_SOCKET, SO_PEERCRED, &peer, &size), 0);
    close(file);
    kill(peer.pid, SIGKILL);
    EXPECT_TRUE(wait_until([&] { return !engine->answers({}); }));
}

/// The engine's program with a network that hangs on pictures that are not small.
class HangingNetwork : public LocalSocket {
  protected:
    HangingNetwork() {
        m_settings.emplace_back(std::make_unique<Setting>("XDG_DATA_HOME", m_folder.path()));
        m_settings.emplace_back(
            std::make_unique<Setting>("IDEOGRAM_UPSCALE_STATE_DIR", m_folder.path()));
        std::filesystem::create_directories(networks_folder());
        put_as_tried("bad-slow-if-large", {.traits = {.scale = 1, .tile = 160}});
    }

    /// Puts a network into the folder as slow.onnx, as if its trial had found this.
    void put_as_tried(const std::string& made, const Trial& trial) {
        std::filesystem::copy_file(kRoot + "/tests/data/own-networks/" + made + ".onnx",
                                   networks_folder() + "/slow.onnx",
                                   std::filesystem::copy_options::overwrite_existing);
        json::Writer w;
        w.StartObject();
        w.Key("trials");
        w.StartArray();
        w.StartObject();
        w.member("version", version_of("slow.onnx"));
        w.Key("trial");
        w.RawValue(to_json("slow.onnx", trial));
        w.EndObject();
        w.EndArray();
        w.EndObject();
        EXPECT_TRUE(write_file(m_folder.path() + "/networks.json", as_bytes(w.text())));
    }

    Result<LocalService> start_with(const std::string& options) {
        const std::string path = m_folder.path() + "/engine";
        std::ofstream(path) << "#!/bin/sh\nexec '" LOCAL_ENGINE "' " << options << "\n";
        chmod(path.c_str(), 0700);
        return LocalService::start(path, {});
    }

    /// Orders a picture of the network `model`, and waits for it as a job does, but never tries
    /// anything again.
    static Result<Record> order_from(const LocalService& engine, const std::string& model,
                                     const std::stop_token& stop, const ProgressFn& progress) {
        RetryLimits limits;
        limits.first = limits.longest = std::chrono::hours(1);
        Client client(engine.service(), stop, progress, limits);
        Bitmap picture = part_of(photo("coffee.png"), {0, 0, 500, 400});
        std::fill_n(picture.row(200), picture.stride(), std::uint8_t{255});
        const auto file = encode_png(picture);
        const auto asset = client.upload(*file, ImageFormat::Png);
        if (!asset) return asset.error();
        Parameters parameters;
        parameters.engine = Engine::Local;
        parameters.model = model;
        const auto record = client.submit(parameters, *asset);
        if (!record) return record.error();
        return client.wait_for(record->uuid, 1);
    }
    static Result<Record> order_from(const LocalService& engine, const std::string& model) {
        return order_from(engine, model, {}, {});
    }
};

TEST_F(HangingNetwork, IsNamedAndTheProgramEnds) {
    const auto engine = start_with("--hang-seconds 1");
    ASSERT_TRUE(engine) << engine.error().detail;
    const auto record = order_from(*engine, "slow.onnx");
    ASSERT_TRUE(record);
    ASSERT_TRUE(record->trouble);
    EXPECT_EQ(record->trouble->reason, Reason::NetworkUnusable);
    EXPECT_EQ(name_of(record->trouble->network_fault), "silent");
    EXPECT_EQ(record->trouble->about, "slow.onnx");
    EXPECT_FALSE(engine->answers({})) << "so that the next run starts another one";
    EXPECT_TRUE(wait_until([&] { return names_in(m_runtime).empty(); }));
}

TEST_F(HangingNetwork, IsNotTheOnlyOneThatFailsInARun) {
    const struct {
        const char* made;
        Traits traits;  ///< as if a trial had found them
        const char* fault;
    } cases[] = {
        {"bad-nan-if-white", {.scale = 1}, "no-numbers"},
        {"bad-nan-if-flat", {.scale = 1}, "no-numbers"},  // as soon as it is loaded
        {"transposed", {.scale = 1}, "unsteady"},
    };
    const auto engine = start_with("");
    ASSERT_TRUE(engine) << engine.error().detail;
    for (const auto& [made, traits, fault] : cases) {
        put_as_tried(made, {.traits = traits});
        const auto record = order_from(*engine, "slow.onnx");
        ASSERT_TRUE(record) << made;
        ASSERT_TRUE(record->trouble) << made;
        EXPECT_EQ(record->trouble->reason, Reason::NetworkUnusable) << made;
        EXPECT_EQ(name_of(record->trouble->network_fault), fault) << made;
        EXPECT_EQ(record->trouble->about, "slow.onnx");
    }
    EXPECT_TRUE(engine->answers({}));
}

TEST_F(HangingNetwork, EndsWithItsProgramWhenItsOrderIsCancelled) {
    const auto engine = start_with("");
    ASSERT_TRUE(engine) << engine.error().detail;
    // An order that is cancelled before its network is loaded ends by itself.
    for (int seconds = 0; engine->answers({}); ++seconds) {
        ASSERT_LT(seconds, 60);
        std::stop_source stop;
        const auto record =
            order_from(*engine, "slow.onnx", stop.get_token(), [&](const Progress& progress) {
                if (progress.stage == Stage::Waiting && progress.item >= seconds)
                    stop.request_stop();
            });
        ASSERT_FALSE(record);
        EXPECT_EQ(record.error().kind, ErrorKind::Cancelled);
    }
    EXPECT_TRUE(wait_until([&] { return names_in(m_runtime).empty(); }));
}

TEST_F(HangingNetwork, EndsWithWhoeverStartedItsProgram) {
    {
        const auto engine = start_with("");
        ASSERT_TRUE(engine) << engine.error().detail;
        Client client(engine->service(), {}, {});
        Parameters parameters;
        parameters.engine = Engine::Local;
        parameters.model = "slow.onnx";
        const auto file = encode_png(part_of(photo("coffee.png"), {0, 0, 500, 400}));
        ASSERT_TRUE(client.submit(parameters, *client.upload(*file, ImageFormat::Png)));
    }
    EXPECT_TRUE(names_in(m_runtime).empty());
}

TEST_F(HangingNetwork, IsNotBlamedIfItsProgramIsKilled) {
    const auto engine = start_with("");
    ASSERT_TRUE(engine) << engine.error().detail;
    const int file = connected(engine->service().socket);
    ucred peer{};
    socklen_t size = sizeof peer;
    ASSERT_EQ(getsockopt(file, SOL_SOCKET, SO_PEERCRED, &peer, &size), 0);
    close(file);
    const auto record = order_from(*engine, "slow.onnx", {}, [&](const Progress& progress) {
        if (progress.stage == Stage::Waiting && progress.fraction >= 0) kill(peer.pid, SIGKILL);
    });
    ASSERT_FALSE(record);
    EXPECT_EQ(record.error().reason, Reason::EngineEnded);
    const auto later = order_from(*engine, "slow.onnx");
    ASSERT_FALSE(later);
    EXPECT_EQ(later.error().reason, Reason::EngineEnded) << "an upload says it as soon";
}

TEST_F(LocalSocket, TheProgramEndsAndCleansUpAfterAKilledParent) {
    m_service.reset();  // first, so that none of our threads is using anything that is destroyed
    const pid_t parent = fork();
    if (parent == 0) {
        const auto engine = LocalService::start(LOCAL_ENGINE, {});
        kill(getpid(), engine ? SIGKILL : SIGABRT);
    }
    int status = 0;
    ASSERT_EQ(waitpid(parent, &status, 0), parent);
    EXPECT_EQ(WTERMSIG(status), SIGKILL) << "it did start";
    EXPECT_TRUE(wait_until([&] { return names_in(m_runtime).empty(); }));
}

}  // namespace
}  // namespace upscale::local
