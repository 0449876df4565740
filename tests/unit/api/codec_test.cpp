// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/codec.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <functional>
#include <random>

#include "base/parameters.hpp"
#include "base/secret.hpp"
#include "image/files/header.hpp"
#include "json/json.hpp"

namespace upscale {
namespace {

ByteView bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(FeaturesRequest, SendsTheDocumentedParametersAndLeavesOutWhatIsUnset) {
    EXPECT_EQ(features_request(Parameters(), "images/a.png", true),
              R"({"type":"IMAGE_UPSCALER","model":"ideogram-3","async":true,"promptObject":)"
              R"({"imageUrl":"images/a.png","num_images":1,"magic_prompt_option":"AUTO",)"
              R"("resemblance":50,"detail":50}})");
    Parameters all;
    all.prompt = "a \"cup\"";
    all.num_images = 8;
    all.magic_prompt = MagicPrompt::Off;
    all.resemblance = 0;
    all.detail = 100;
    all.seed = 0;
    all.denoise = Denoise::High;  // means nothing to Ideogram
    all.model = "mine.onnx";
    EXPECT_EQ(features_request(all, "k", false),
              R"({"type":"IMAGE_UPSCALER","model":"ideogram-3","promptObject":{"imageUrl":"k",)"
              R"("prompt":"a \"cup\"","num_images":8,"magic_prompt_option":"OFF",)"
              R"("resemblance":0,"detail":100,"seed":0}})");
    all.engine = Engine::Local;
    EXPECT_EQ(features_request(all, "k", false),
              R"({"type":"IMAGE_UPSCALER","model":"ideogram-3","promptObject":{"imageUrl":"k",)"
              R"("num_images":8,"resemblance":0,"detail":100,"seed":0,"denoise":"HIGH",)"
              R"("model":"mine.onnx"}})");
}

TEST(ParseAsset, TakesThePathOrTheKey) {
    EXPECT_EQ(*parse_asset(bytes(R"({"asset":{"key":"k"},"fileContent":{"path":"p"}})")), "p");
    EXPECT_EQ(*parse_asset(bytes(R"({"asset":{"key":"k"}})")), "k");
    for (const auto text : {"", "{}", "[]", R"({"fileContent":{"path":5}})", "<html>"})
        EXPECT_EQ(parse_asset(bytes(text)).error().kind, ErrorKind::BadReply) << text;
}

constexpr const char* kAssetUrl = "https://asset.1min.ai";

TEST(ParseRecord, OrdersTheSourcesOfEachResult) {
    const auto record = parse_record(bytes(R"({"aiRecord":{"uuid":"u-1","status":"SUCCESS",
        "temporaryUrl":"https://s3.example/asset/images/a%20b.png?X=1","aiRecordDetail":{
        "resultObject":["images/a b.png","https://cdn.example/c.png"],
        "responseObject":{"data":[{"url":"https://ideogram.example/1","prompt":"p1","seed":7},
                                  {"url":"https://ideogram.example/2","seed":8}]}}}})"),
                                     kAssetUrl, 8);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->state, Record::State::Done);
    ASSERT_EQ(record->results.size(), 2u);
    EXPECT_EQ(record->results[0].urls,
              (std::vector<std::string>{"https://s3.example/asset/images/a%20b.png?X=1",
                                        "https://asset.1min.ai/images/a%20b.png",
                                        "https://ideogram.example/1"}));
    EXPECT_EQ(record->results[0].seed, 7);
    EXPECT_EQ(record->results[0].prompt, "p1");
    EXPECT_EQ(record->results[1].urls, (std::vector<std::string>{"https://cdn.example/c.png",
                                                                 "https://ideogram.example/2"}));
}

TEST(ParseRecord, ATemporaryUrlIsUsedOnlyForTheResultItNames) {
    const auto record = parse_record(bytes(R"({"aiRecord":{"status":"SUCCESS",
        "temporaryUrl":"https://s3.example/images/b.png","aiRecordDetail":{
        "resultObject":["images/a.png","images/b.png"]}}})"),
                                     kAssetUrl, 8);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->results[0].urls.front(), "https://asset.1min.ai/images/a.png");
    EXPECT_EQ(record->results[1].urls.front(), "https://s3.example/images/b.png");
}

TEST(ParseRecord, UnsafeImagesAreCountedAndTheOthersKeepTheirData) {
    const auto record = parse_record(bytes(R"({"aiRecord":{"status":"SUCCESS","aiRecordDetail":{
        "resultObject":["images/b.png"],"responseObject":{"data":[
        {"url":null,"is_image_safe":false,"seed":1},
        {"url":"https://i.example/b","is_image_safe":true,"seed":2}]}}}})"),
                                     kAssetUrl, 8);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->unsafe, 1);
    ASSERT_EQ(record->results.size(), 1u);
    EXPECT_EQ(record->results[0].seed, 2);
}

TEST(ParseRecord, KeysCannotLeaveTheirHost) {
    const auto record = parse_record(bytes(R"({"aiRecord":{"status":"SUCCESS","aiRecordDetail":{
        "resultObject":["file:///etc/passwd","//evil.example/x","a?b#c\nd"]}}})"),
                                     kAssetUrl, 8);
    ASSERT_TRUE(record);
    for (const auto& result : record->results)
        EXPECT_TRUE(result.urls[0].starts_with("https://asset.1min.ai/")) << result.urls[0];
    EXPECT_EQ(record->results[2].urls[0], "https://asset.1min.ai/a%3Fb%23c%0Ad");
}

TEST(ParseRecord, ReadsFactsOfTheEngineOnThisComputer) {
    const auto trouble = [](const std::string& detail) {
        return parse_record(
                   bytes(R"({"aiRecord":{"uuid":"u","status":"FAILURE","aiRecordDetail":)" +
                         detail + "}}"),
                   kAssetUrl, 1)
            .value()
            .trouble.value();
    };
    const Error network = trouble(
        R"({"errorMessage":"x","unusableNetwork":{"file":"a.onnx","reason":"operator","operator":"Einsum"}})");
    EXPECT_EQ(network.kind, ErrorKind::BadInput);
    EXPECT_EQ(network.reason, Reason::NetworkUnusable);
    EXPECT_EQ(network.about, "a.onnx");
    EXPECT_EQ(network.network_fault, NetworkFault::Operator);
    EXPECT_EQ(network.operator_name, "Einsum");
    for (const char* foreign : {R"({"unusableNetwork":3})", R"({"unusableNetwork":{"file":"a"}})",
                                R"({"unusableNetwork":{"file":"a","reason":"unheard of"}})"})
        EXPECT_EQ(trouble(foreign).kind, ErrorKind::ServerFault) << foreign;
    const Error size = trouble(R"({"resultTooLarge":true})");
    EXPECT_EQ(size.reason, Reason::TargetTooLarge);
    EXPECT_EQ(size.size_limit->longest_side, kMaxResultSide);
    EXPECT_EQ(trouble(R"({"engineEnded":true})").reason, Reason::EngineEnded);
}

TEST(ParseRecord, States) {
    const auto state = [](const char* text) {
        return parse_record(bytes(text), kAssetUrl, 8)->state;
    };
    EXPECT_EQ(state(R"({"aiRecord":{"uuid":"u","status":"PROCESSING"}})"), Record::State::Working);
    EXPECT_EQ(state(R"({"aiRecord":{"status":"COMPLETED","aiRecordDetail":{"resultObject":"a"}}})"),
              Record::State::Done);
    EXPECT_EQ(state(R"({"aiRecord":{"aiRecordDetail":{"resultObject":["a"]}}})"),
              Record::State::Done);
    const auto failed = parse_record(
        bytes(
            R"({"aiRecord":{"uuid":"u","status":"FAILURE","aiRecordDetail":{"errorMessage":"no \u0007 luck"}}})"),
        kAssetUrl, 8);
    EXPECT_EQ(failed->state, Record::State::Failed);
    EXPECT_EQ(failed->trouble->kind, ErrorKind::ServerFault);
    EXPECT_EQ(failed->trouble->detail, "no luck");
}

// An unknown status must not cost a result: it means "ask again", unless there are results.
TEST(ParseRecord, OnlyTwoWordsAboutANamedJobAreFinal) {
    const auto parsed = [](const std::string& status, const std::string& more) {
        return parse_record(
            bytes(R"({"aiRecord":{"uuid":"u","status":")" + status + "\"" + more + "}}"), kAssetUrl,
            8);
    };
    const char* const results = R"(,"aiRecordDetail":{"resultObject":["a"]})";
    struct Case {
        const char* status;
        Record::State without, with_results;
    };
    using enum Record::State;
    const Case cases[] = {
        {"PROCESSING", Working, Working},
        {"processing", Working, Working},
        {"IN_PROGRESS", Working, Working},
        {"in progress", Working, Working},
        {"RUNNING", Working, Working},
        {"QUEUED", Working, Working},
        {"PENDING", Working, Working},
        {"SUCCESS", Working, Done},
        {"success", Working, Done},
        {"COMPLETED", Working, Done},
        {"DONE", Working, Done},
        {"PARTIAL_SUCCESS", Working, Done},
        {"ERROR", Working, Done},
        {"CANCELLED", Working, Done},
        {"", Working, Done},
        {"\u00fcber", Working, Done},
        {"FAILURE", Failed, Done},
        {"failed", Failed, Done},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(parsed(c.status, "")->state, c.without) << c.status;
        EXPECT_EQ(parsed(c.status, results)->state, c.with_results) << c.status;
    }
    EXPECT_TRUE(parsed("SUCCESS", "")->trouble) << "success without an image is odd";
    EXPECT_FALSE(parsed("DONE", "")->trouble);
    EXPECT_FALSE(parse_record(bytes(R"({"aiRecord":{"status":"FAILURE"}})"), kAssetUrl, 8))
        << "a final word about which job?";
}

TEST(ParseRecord, AnyNameIsKept) {
    for (const char* name : {"a:b=c+d", "../x", R"(\u00e4 \ud83d\ude00)", "a/b?c#d%20"}) {
        const std::string text =
            std::string(R"({"aiRecord":{"status":"PROCESSING","uuid":")") + name + "\"}}";
        const auto record = parse_record(bytes(text), kAssetUrl, 1);
        ASSERT_TRUE(record) << name;
        EXPECT_FALSE(record->uuid.empty()) << name;
    }
}

TEST(ParseRecord, TakesMoreResultsThanWereAskedFor) {
    const std::string text = R"({"aiRecord":{"aiRecordDetail":{"resultObject":["a","b","c","d"],
        "responseObject":{"data":[{"seed":1,"url":"https://a/1"},{"seed":2},{"seed":3},
        {"seed":4}]}}}})";
    const auto record = parse_record(bytes(text), kAssetUrl, 2);
    ASSERT_EQ(record->results.size(), 4u) << "all of them are paid for";
    EXPECT_EQ(record->results[3].seed, 4);
}

TEST(ParseRecord, HalvesOfSurrogatePairsCostNoResult) {
    const auto record = parse_record(bytes(R"({"aiRecord":{"uuid":"u","status":"SUCCESS",
        "aiRecordDetail":{"resultObject":["images/a.png"],"responseObject":{"data":[
        {"prompt":"\ud83d cat \ude00","url":"https://i.example/a"}]}}}})"),
                                     kAssetUrl, 8);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->results[0].prompt, "\uFFFD cat \uFFFD");
}

TEST(ParseRecord, NoAnswerIsTooLargeForTheJobsRecord) {
    std::string body = R"({"aiRecord":{"status":"SUCCESS","temporaryUrl":"https://a/)" +
                       std::string(1000000, 'x') + R"(/a"},"resultObject":[)";
    while (body.size() < 4000000) body += R"("a",)";
    const auto many = parse_record(bytes(body + R"("a"]})"), kAssetUrl, 8);
    ASSERT_TRUE(many);
    EXPECT_EQ(many->results.size(), kMostResults);
    EXPECT_EQ(many->results[0].urls, std::vector<std::string>{"https://asset.1min.ai/a"});

    EXPECT_FALSE(parse_asset(bytes(R"({"asset":{"key":")" + std::string(9000, 'x') + R"("}})")));

    const std::string prompt(20000, 'x');
    const auto talkative = parse_record(
        bytes(R"({"aiRecord":{"status":"SUCCESS","aiRecordDetail":{"responseObject":{"data":[
        {"url":"https://i.example/a","prompt":")" +
              prompt + R"("}]}}}})"),
        kAssetUrl, 8);
    ASSERT_TRUE(talkative);
    EXPECT_EQ(talkative->results[0].prompt, "");
}

TEST(ParseRecord, NonsenseIsABadReply) {
    for (const auto text :
         {"", "{}", "null", "[]", R"({"aiRecord":null})", R"({"aiRecord":[]})",
          R"({"aiRecord":{"status":"PROCESSING"}})", R"({"aiRecord":{"status":"SUCCESS"}})",
          R"({"aiRecord":{"status":"SUCCESS","aiRecordDetail":{"resultObject":[5,null,{}]}}})"}) {
        const auto record = parse_record(bytes(text), kAssetUrl, 8);
        ASSERT_FALSE(record) << text;
        EXPECT_EQ(record.error().kind, ErrorKind::BadReply);
    }
}

/// A documented answer to the paid call, of a job under way and of a finished one.
const std::string kWorkingAnswer =
    R"({"aiRecord":{"uuid":"6f0a-1","status":"PROCESSING","teamUser":{"id":"77","uuid":"nobody"}}})";
const std::string kDoneAnswer =
    R"({"aiRecord":{"uuid":"6f0a-1","status":"SUCCESS","aiRecordDetail":{"promptObject":)"
    R"({"imageUrl":"images/sent.png"},"resultObject":["images/a.png","images/b.png"],)"
    R"("responseObject":{"data":[{"url":"https://x.test/a.png","seed":5},)"
    R"({"url":"https://x.test/b.png","seed":6}]}}}})";

std::string quoted(const std::string& text) {
    json::Writer writer;
    writer.String(text);
    return writer.text();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// An answer that says the same in another shape.
struct Shape {
    const char* name;
    std::function<std::string(const std::string&)> of;
};
const Shape kShapes[] = {
    {"a number that JSON has not",
     [](auto& a) { return replaced(a, R"("status")", R"("x":NaN,"status")"); }},
    {"text behind it", [](auto& a) { return a + "\n<!-- served by edge-7 -->"; }},
    {"text in front of it", [](auto& a) { return "\xEF\xBB\xBF while(1); " + a; }},
    {"a Latin-1 byte",
     [](auto& a) { return replaced(a, R"("status")", "\"x\":\"caf\xe9\",\"status\""); }},
    {"longer than 4 MiB",
     [](auto& a) {
         return replaced(a, R"("status")",
                         "\"x\":\"" + std::string(5 << 20, 'x') + "\",\"status\"");
     }},
    {"wrapped in data", [](auto& a) { return R"({"success":true,"data":)" + a + "}"; }},
    {"an array", [](auto& a) { return "[" + a + "]"; }},
    {"at the top level", [](auto& a) { return a.substr(12, a.size() - 13); }},
    {"snake case",
     [](auto& a) {
         std::string snake;
         for (const char c : a) {
             if (c >= 'A' && c <= 'Z' && !snake.ends_with(c) && std::islower(snake.back()))
                 snake += '_';
             snake +=
                 static_cast<char>(std::isupper(c) && snake.ends_with('_') ? std::tolower(c) : c);
         }
         return snake;
     }},
    {"the record as a string",
     [](auto& a) { return R"({"aiRecord":)" + quoted(a.substr(12, a.size() - 13)) + "}"; }},
    {"all of it as a string", [](auto& a) { return quoted(a); }},
    {"a number for a uuid", [](auto& a) { return replaced(a, R"("6f0a-1")", "601"); }},
    {"id for uuid", [](auto& a) { return replaced(a, R"("uuid":"6f0a-1")", R"("id":"6f0a-1")"); }},
    {"a comma too many", [](auto& a) { return replaced(a, "}}", ",}}"); }},
};

TEST(ParseRecord, NoShapeOfAnAnswerHidesTheJob) {
    for (const Shape& shape : kShapes) {
        const auto working = parse_record(bytes(shape.of(kWorkingAnswer)), kAssetUrl, 2);
        ASSERT_TRUE(working) << shape.name;
        EXPECT_EQ(working->state, Record::State::Working) << shape.name;
        EXPECT_FALSE(working->trouble) << shape.name;
        EXPECT_TRUE(working->uuid == "6f0a-1" || working->uuid == "601") << shape.name;
        const auto done = parse_record(bytes(shape.of(kDoneAnswer)), kAssetUrl, 2);
        ASSERT_TRUE(done) << shape.name;
        ASSERT_EQ(done->state, Record::State::Done) << shape.name;
        ASSERT_EQ(done->results.size(), 2u) << shape.name;
        EXPECT_EQ(done->results[1].urls,
                  (std::vector<std::string>{std::string(kAssetUrl) + "/images/b.png",
                                            "https://x.test/b.png"}))
            << shape.name;
    }
}

TEST(ParseRecord, WhatWasSentIsNoResult) {
    const auto record = parse_record(
        bytes(
            R"([{"uuid":"j","request":{"imageUrl":"https://x.test/sent.png"},"status":"SUCCESS"}])"),
        kAssetUrl, 2);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->state, Record::State::Working);
}

TEST(ParseRecord, OnlyADocumentedAnswerEndsAJob) {
    const auto record = parse_record(
        bytes(R"({"data":{"aiRecord":{"uuid":"j","status":"FAILURE"}}})"), kAssetUrl, 2);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->state, Record::State::Working);
    EXPECT_EQ(record->uuid, "j");
}

/// Damages an answer in ways that leave what is before `safe` as it is.
std::string damaged(std::string text, std::size_t safe, std::minstd_rand& random) {
    const auto pick = [&](std::size_t below) { return random() % std::max<std::size_t>(below, 1); };
    for (int changes = 1 + static_cast<int>(pick(3)); changes > 0; --changes) {
        const std::size_t at = safe + pick(text.size() - safe);
        switch (pick(5)) {
            case 0:
                text.resize(at);
                break;
            case 1:
                if (at < text.size()) text[at] = static_cast<char>(pick(256));
                break;
            case 2:
                text.insert(at, std::string(1, "{}[],:\"\\x0"[pick(10)]));
                break;
            case 3:
                text.erase(at, pick(20));
                break;
            default:
                text.insert(at, text.substr(pick(text.size()), pick(30)));
        }
    }
    return text;
}

TEST(ParseRecord, NothingThatComesBehindTheNameHidesTheJob) {
    std::minstd_rand random(1);
    for (int i = 0; i < 10000; ++i) {
        const Shape& shape = kShapes[random() % std::size(kShapes)];
        if (std::string_view(shape.name) == "longer than 4 MiB") continue;
        const std::string answer = shape.of(random() % 2 ? kDoneAnswer : kWorkingAnswer);
        const std::size_t name = std::min(answer.find("6f0a-1"), answer.find("601"));
        const std::size_t end = answer.find(',', name) + 1;
        const std::string broken = damaged(answer, end, random);
        const auto record = parse_record(bytes(broken), kAssetUrl, 2);
        ASSERT_TRUE(record) << shape.name << ": " << broken;
        EXPECT_FALSE(record->uuid.empty() && record->results.empty()) << broken;
        EXPECT_NE(record->state, Record::State::Failed) << broken;
    }
}

TEST(ParseRecord, AJobWhoseImagesWereAllHeldBackIsRefused) {
    const auto record = parse_record(bytes(R"({"aiRecord":{"uuid":"u","status":"SUCCESS",
        "aiRecordDetail":{"responseObject":{"data":[{"is_image_safe":false,"url":null}]}}}})"),
                                     kAssetUrl, 1);
    EXPECT_EQ(record->state, Record::State::Failed);
    EXPECT_EQ(record->trouble->kind, ErrorKind::Refused);
}

struct ErrorCase {
    int status;
    const char* body;
    ErrorKind kind;
    const char* detail;
    std::optional<ErrorKind> told_as = {};
};

const ErrorCase kErrors[] = {
    {401, R"({"errorCode":"HTTP_EXCEPTION","message":"API Key has been deleted"})",
     ErrorKind::Unauthorized, "API Key has been deleted"},
    {401, "", ErrorKind::Unauthorized, ""},
    {406,
     R"({"errorCode":"INSUFFICIENT_CREDITS","message":"The feature requires 4800 credits, but the Team only has 46 credits"})",
     ErrorKind::NoCredits, "The feature requires 4800 credits, but the Team only has 46 credits"},
    {400, R"({"errorCode":"UNSUPPORTED_MODEL","message":"Model X is not supported"})",
     ErrorKind::UnsupportedModel, "Model X is not supported"},
    {400,
     R"({"errorCode":"EXTERNAL_API_RESPONSE_WITH_ERROR","message":"The service is busy.","context":{"service":"ideogram"},"details":"{\"response\":{\"status\":422,\"data\":{\"error\":\"Prompt failed the safety check\"}},\"request\":{\"message\":\"secret path\"}}"})",
     ErrorKind::Refused, "The service is busy. – Prompt failed the safety check"},
    {400,
     R"({"message":"busy","details":"{\"response\":{\"status\":400,\"data\":{\"code\":\"InvalidParameter\",\"message\":\"The size does not match\"}}}"})",
     ErrorKind::BadInput, "busy – The size does not match"},
    {400, R"({"message":"busy","details":{"response":{"status":503}}})", ErrorKind::ServerFault,
     "busy"},
    {400, R"({"message":"busy","details":{"response":{"status":401}}})", ErrorKind::ServerFault,
     "busy"},
    {400,
     R"({"errorCode":"MISSING_REQUIRED_FIELDS","message":"Missing","details":"[{\"field\":\"q\",\"message\":\"Field 'q' is required\"}]"})",
     ErrorKind::BadInput, "Missing – Field 'q' is required"},
    {413, R"({"message":"File too large"})", ErrorKind::TooLarge, "File too large"},
    {422, R"({"error":"Prompt or image failed the safety check"})", ErrorKind::BadInput,
     "Prompt or image failed the safety check", ErrorKind::Refused},
    {503, R"({"message":"moderation backend unavailable"})", ErrorKind::ServerFault,
     "moderation backend unavailable"},
    {502,
     R"({"message":"busy","details":"{\"response\":{\"status\":422,\"data\":{\"error\":\"safety\"}}}"})",
     ErrorKind::ServerFault, "busy – safety"},
    {429, R"({"message":"Too many requests. Please try again after 26 seconds"})",
     ErrorKind::RateLimited, "Too many requests. Please try again after 26 seconds"},
    {500, R"({"error":{"message":"inner"}})", ErrorKind::ServerFault, "inner"},
    {502, "<html><h1>502</h1></html>", ErrorKind::ServerFault, ""},
    {504, "<html>", ErrorKind::Timeout, ""},
    {524, "error code: 524", ErrorKind::Timeout, ""},
    {403, "error code: 1010", ErrorKind::ServerFault, ""},
    {403, "error code: 1015", ErrorKind::RateLimited, ""},
    {302, "", ErrorKind::BadReply, ""},
    {500, R"({"message":5,"error":[],"details":"{"})", ErrorKind::ServerFault, ""},
};

TEST(ErrorFromReply, FindsTheKindAndTheRealCause) {
    for (const ErrorCase& c : kErrors) {
        const Error error = error_from_reply(c.status, bytes(c.body), std::nullopt);
        EXPECT_EQ(error.kind, c.kind) << c.status << c.body << name_of(error.kind);
        EXPECT_EQ(error.detail, c.detail) << c.body;
        EXPECT_EQ(error.told_as, c.told_as) << c.body;
        EXPECT_EQ(error.http_status, c.status);
        EXPECT_EQ(error.may_have_arrived, c.status != 429);
    }
}

TEST(ErrorFromReply, NamesTheFieldsThatTheServiceObjectsTo) {
    const auto fields = [](const char* body) {
        return error_from_reply(400, bytes(body), {}).fields;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(fields(R"({"details":"[{\"field\":\"async\"},{\"field\":\"b\"}]"})"),
              (Names{"async", "b"}));
    EXPECT_EQ(fields(R"({"details":[{"field":"a"},5,{"field":7}]})"), Names{"a"});
    EXPECT_EQ(fields(R"({"message":"async is no field","details":"async"})"), Names{});
}

TEST(ErrorFromReply, ReadsTheNumbers) {
    const Error credits = error_from_reply(kErrors[2].status, bytes(kErrors[2].body), std::nullopt);
    EXPECT_EQ(credits.credits_needed, 4800);
    EXPECT_EQ(credits.credits_available, 46);
    EXPECT_EQ(
        error_from_reply(429, bytes(R"({"retryAfter":9,"message":"try again after 26 s"})"), {})
            .retry_after_s,
        9);
    EXPECT_EQ(
        error_from_reply(429, bytes(R"({"message":"try again after 26 s"})"), {}).retry_after_s,
        26);
    EXPECT_EQ(error_from_reply(429, bytes(R"({"retryAfter":9})"), 3).retry_after_s, 3);
    EXPECT_EQ(error_from_reply(429, bytes(R"({"retryAfter":-9})"), {}).retry_after_s, std::nullopt);
}

TEST(ErrorFromReply, SurvivesHostileNesting) {
    std::string body = R"({"details":)";
    for (int i = 0; i < 100000; ++i) body += R"({"details":)";
    body += "1" + std::string(100001, '}');
    EXPECT_EQ(error_from_reply(500, bytes(body), {}).kind, ErrorKind::ServerFault);
}

TEST(ErrorFromReply, RepeatsNoSecretAndSaysThatItQuotes) {
    const SecretString key("sk/live-of-codec-test");
    const Error error = error_from_reply(
        400,
        bytes(R"({"message":"What is \u0073k\/live-of-codec-test or sk%2Flive-of-codec-test?"})"),
        {});
    EXPECT_EQ(error.detail, "What is *** or ***?");
    EXPECT_TRUE(error.quotes_service);
    EXPECT_FALSE(error_from_reply(502, bytes("<html>"), {}).quotes_service);
}

TEST(Record, ProgressIsAShareOrNothing) {
    const auto read = [](const std::string& members) {
        const std::string text =
            R"({"aiRecord":{"uuid":"u","status":"PROCESSING")" + members + "}}";
        return parse_record(as_bytes(text), "https://a", 1).value();
    };
    const std::pair<const char*, std::optional<double>> cases[] = {
        {"", {}},
        {R"(,"progress":0)", 0},
        {R"(,"progress":0.25)", 0.25},
        {R"(,"progress":1)", 1},
        {R"(,"progress":1.01)", {}},
        {R"(,"progress":-0.1)", {}},
        {R"(,"progress":40)", {}},
        {R"(,"progress":"0.5")", {}},
        {R"(,"progress":null)", {}},
    };
    for (const auto& [members, expected] : cases)
        EXPECT_EQ(read(members).progress, expected) << members;
    EXPECT_EQ(read(R"(,"teamUser":{"creditLimit":100,"usedCredit":40})").credits, 60);
    for (const char* odd :
         {R"(,"teamUser":5)", R"(,"teamUser":{"creditLimit":null,"usedCredit":4})",
          R"(,"teamUser":{"creditLimit":3,"usedCredit":4})",
          R"(,"teamUser":{"creditLimit":3,"usedCredit":-4})"})
        EXPECT_EQ(read(odd).credits, std::nullopt) << odd;
}

}  // namespace
}  // namespace upscale
