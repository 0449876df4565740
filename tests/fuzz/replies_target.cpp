// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of the service. One input is the body of every kind of answer.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "api/codec.hpp"
#include "api/verdict.hpp"
#include "base/utf8.hpp"
#include "fuzz/check.hpp"
#include "json/json.hpp"
#include "net/url.hpp"
#include "state/journal.hpp"

namespace upscale {
namespace {

using fuzz::is_fit_for_people;
using fuzz::require;

constexpr const char* kAssetUrl = "https://asset.example/files";
constexpr std::size_t kLongestDetail = 500 + 3;  // and an ellipsis

void check_error(const Error& error) {
    require(is_fit_for_people(error.detail, kLongestDetail), "details can be shown");
    require(!error.retry_after_s || *error.retry_after_s > 0, "waits are positive");
}

void check_asset(ByteView body) {
    const auto asset = parse_asset(body);
    if (!asset) return check_error(asset.error());
    require(!asset->empty(), "an asset has a path");
    const auto request = json::parse(features_request(Parameters(), *asset, true));
    require(request && json::string_at(*request, {"promptObject", "imageUrl"}) == *asset,
            "the path can be sent back as it came");
}

void check_result(const AnnouncedResult& result) {
    require(!result.urls.empty(), "a result has an address");
    for (auto url = result.urls.begin(); url != result.urls.end(); ++url) {
        require(!url->empty(), "no address is empty");
        require(std::find(result.urls.begin(), url, *url) == url, "no address comes twice");
        if (url->starts_with(kAssetUrl))
            require(check_url(*url).has_value(), "addresses made of keys are allowed");
        // the service named it: it is refused when it is fetched
        const auto allowed = check_url(*url);
        require(allowed || allowed.error().kind == ErrorKind::BadInput, "others may be refused");
    }
}

/// What is paid for must survive being written to the job's record and read back.
void check_recorded(const Record& record) {
    Job job;
    job.state = JobState::Succeeded;
    job.uuid = record.uuid;
    for (const auto& announced : record.results) job.results.push_back({announced});
    const std::string text = to_json(job);
    require(text.size() <= json::kMaxText, "the record on disk is not too long");
    const auto back = job_from_json(text);
    require(back.has_value(), "the record on disk can be read");
    require(back->uuid == record.uuid, "the job's name is kept");
    require(back->results.size() == record.results.size(), "no result is lost");
    for (std::size_t i = 0; i < record.results.size(); ++i)
        require(back->results[i].announced == record.results[i], "results are kept as they are");
}

void check_record(ByteView body) {
    constexpr int kAskedFor = 4;
    const auto record = parse_record(body, kAssetUrl, kAskedFor);
    if (!record) return check_error(record.error());
    require(record->unsafe >= 0 && record->unsafe <= kAskedFor, "no more than were asked for");
    require(check_url(std::string(kAssetUrl) + percent_encoded(record->uuid)).has_value(),
            "a job's name fits into an address");
    if (record->trouble) check_error(*record->trouble);
    switch (record->state) {
        case Record::State::Working:
            require(!record->uuid.empty(), "a job at work has a name");
            break;
        case Record::State::Done:
            require(!record->results.empty() && record->results.size() <= kMostResults,
                    "a job that is done has results, within reason");
            break;
        case Record::State::Failed:
            require(!record->uuid.empty() && record->trouble.has_value(),
                    "a final word is about a job, and says why");
            require(record->results.empty(), "nothing is to come");
            require(record->trouble->kind != ErrorKind::BadReply, "a failed job is no bad reply");
            break;
    }
    for (const auto& result : record->results) check_result(result);
    check_recorded(*record);
}

}  // namespace
}  // namespace upscale

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace upscale;
    const ByteView body(data, size);
    check_asset(body);
    check_record(body);
    for (const int status : {302, 400, 403, 429, 500}) {
        const Error error = error_from_reply(status, body, std::nullopt);
        check_error(error);
        require(error.http_status == status, "the status is told");
        require(error.may_have_arrived == (status != 429), "only 429 is surely not charged");
        require(status != 500 || may_be_charged(error), "no words make a gateway's fault free");
    }
    require(error_from_reply(429, body, 7).retry_after_s == 7, "the header's wait comes first");
    const std::string line = printable_line(as_text(body));
    require(is_fit_for_people(line, 300 + 3), "any bytes can be made fit to be shown");
    require(printable_line(line, line.size()) == line, "what is fit stays as it is");
    return 0;
}
