// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/report.hpp"

#include <gtest/gtest.h>

#include "api/verdict.hpp"
#include "support/own_state.hpp"

namespace upscale {
namespace {

const Error kCancelled{.kind = ErrorKind::Cancelled};
const Error kArgument{.kind = ErrorKind::BadInput, .reason = Reason::NothingVisible};
const Error kServices{.kind = ErrorKind::BadInput, .http_status = 400};
const Error kArrived{.kind = ErrorKind::BadInput, .may_have_arrived = true};
const Error kOffline{.kind = ErrorKind::Offline};

SourceReport good() { return {.asked = 1, .arrived = 1, .payment = Payment::Certain}; }
SourceReport failed(const Error& error, Payment payment = Payment::None, int arrived = 0) {
    return {.asked = 1, .arrived = arrived, .error = error, .payment = payment};
}

TEST(Report, WhatGimpIsAnswered) {
    const struct {
        const char* what;
        Report report;
        RunStatus status;
    } cases[] = {
        {"nothing to report", {}, RunStatus::Success},
        {"all went well", {.sources = {good(), good()}}, RunStatus::Success},
        {"one of two", {.sources = {failed(kOffline), good()}}, RunStatus::Success},
        {"a wrong argument", {.error = kArgument}, RunStatus::CallingError},
        {"no service", {.error = kOffline}, RunStatus::ExecutionError},
        {"a layer that cannot be sent", {.sources = {failed(kArgument)}}, RunStatus::CallingError},
        {"it cost nothing anyway",
         {.sources = {failed(kArgument, Payment::Free)}},
         RunStatus::CallingError},
        {"two of them",
         {.sources = {failed(kArgument), failed(kArgument)}},
         RunStatus::CallingError},
        {"and another trouble",
         {.sources = {failed(kArgument), failed(kOffline)}},
         RunStatus::ExecutionError},
        {"what the service objects to",
         {.sources = {failed(kServices)}},
         RunStatus::ExecutionError},
        {"what may have reached it", {.sources = {failed(kArrived)}}, RunStatus::ExecutionError},
        {"after payment",
         {.sources = {failed(kArgument, Payment::Certain)}},
         RunStatus::ExecutionError},
        {"perhaps after payment",
         {.sources = {failed(kArgument, Payment::Perhaps)}},
         RunStatus::ExecutionError},
        {"results that cannot be read",
         {.sources = {failed(kArgument, Payment::Free, 1)}},
         RunStatus::ExecutionError},
        {"results that cannot be placed",
         {.sources = {good()}, .error = kArgument},
         RunStatus::ExecutionError},
        {"free ones",
         {.sources = {{.arrived = 1, .payment = Payment::Free}}, .error = kArgument},
         RunStatus::ExecutionError},
        {"stopped at once", {.error = kCancelled}, RunStatus::Cancel},
        {"stopped", {.sources = {failed(kCancelled)}}, RunStatus::Cancel},
        {"stopped after a failure",
         {.sources = {failed(kOffline), failed(kCancelled)}},
         RunStatus::Cancel},
        {"stopped after a success", {.sources = {good(), failed(kCancelled)}}, RunStatus::Cancel},
        {"stopped while it was placed",
         {.sources = {good()}, .error = kCancelled},
         RunStatus::Cancel},
    };
    for (const auto& c : cases) EXPECT_EQ(status_of(c.report), c.status) << c.what;
}

TEST(Report, WhatIsPaidFollowsFromTheJobsEnd) {
    const Error turned_down{
        .kind = ErrorKind::NoCredits, .may_have_arrived = true, .turned_down = true};
    const struct {
        JobState state;
        std::optional<Error> error;
        Payment payment;
    } cases[] = {
        {JobState::Prepared, kOffline, Payment::None},
        {JobState::Uploaded, kCancelled, Payment::None},
        {JobState::Submitted, kOffline, Payment::None},
        {JobState::Submitted, turned_down, Payment::None},
        {JobState::Submitted, kArrived, Payment::Perhaps},
        {JobState::Submitted, {}, Payment::Perhaps},
        {JobState::Accepted, kCancelled, Payment::Certain},
        {JobState::Succeeded, kOffline, Payment::Certain},
        {JobState::Downloaded, {}, Payment::Certain},
        {JobState::Imported, {}, Payment::Certain},
        {JobState::Failed, Error{.kind = ErrorKind::Refused}, Payment::None},
    };
    for (const auto& c : cases) {
        JobEnd end;
        end.job.state = c.state;
        end.error = c.error;
        EXPECT_EQ(facts_of(end).payment, c.payment) << name_of(c.state);
        end.job.parameters.engine = Engine::Local;
        EXPECT_EQ(facts_of(end).payment, Payment::Free) << name_of(c.state);
    }
}

TEST(Report, WhatBrokeOffGoesOnUnlessThatCannotHelp) {
    const struct {
        const char* what;
        JobState state;
        std::optional<Error> error;
        int paid;
        bool goes_on;
    } cases[] = {
        {"stopped", JobState::Accepted, kCancelled, 2, true},
        {"a later call failed", JobState::Accepted, kOffline, 2, true},
        {"nothing is paid", JobState::Prepared, kOffline, 0, false},
        {"all is here", JobState::Downloaded, {}, 0, false},
        {"an answer was lost", JobState::Accepted, kArrived, 2, false},
        {"it comes back no larger", JobState::Accepted, Error{.reason = Reason::NotEnlarged}, 1,
         false},
    };
    for (const auto& c : cases) {
        JobEnd end;
        end.job.state = c.state;
        end.job.calls = 6;
        end.error = c.error;
        end.images_paid = c.paid;
        const SourceReport facts = facts_of(end);
        EXPECT_EQ(facts.images_paid, c.goes_on ? c.paid : 0) << c.what;
        EXPECT_EQ(facts.images_in_all, c.goes_on ? 6 : 0) << c.what;
    }
}

/// A job of 4 results: one is in the image, one is here, and one is still with the service; the
/// fourth was held back.
JobEnd partial() {
    JobEnd end;
    end.job.source.name = "Photo";
    end.job.parameters.num_images = 4;
    end.job.state = JobState::Downloaded;
    end.job.results.resize(3);
    end.job.results[0].imported = true;
    end.job.results[1].file = "result-2.png";
    end.lost = {Error{.kind = ErrorKind::Refused}};
    return end;
}

TEST(Report, CountsWhatIsHereAndWhatIsStillToBeHad) {
    const OwnState state;
    JobEnd end = partial();
    end.clipped = true;
    SourceReport facts = facts_of(end);
    EXPECT_EQ(facts.name, "Photo");
    EXPECT_EQ(facts.asked, 3);
    EXPECT_EQ(facts.arrived, 1);
    EXPECT_EQ(facts.outstanding, 1);
    EXPECT_EQ(facts.lost.size(), 1u);
    EXPECT_EQ(facts.notes, std::vector{Note::Clipped});
    EXPECT_FALSE(facts.recoverable) << "it has no folder";
    EXPECT_FALSE(facts.on_disk);

    auto folder = JobFolder::create(jobs_folder(), end.job);
    ASSERT_TRUE(folder);
    end.folder = std::move(*folder);
    facts = facts_of(end);
    EXPECT_EQ(facts.job, end.job.id);
    EXPECT_TRUE(facts.recoverable);
    EXPECT_FALSE(facts.on_disk) << "its files are missing";
    for (const ResultRecord& result : end.job.results)
        if (!result.file.empty()) end.folder->keep(result.file, Bytes(1));
    EXPECT_TRUE(facts_of(end).on_disk);
    end.unsaved = Error{.kind = ErrorKind::LocalIo};
    facts = facts_of(end);
    EXPECT_FALSE(facts.recoverable);
    EXPECT_FALSE(facts.on_disk);

    end.unsaved.reset();
    end.job.parameters.engine = Engine::Local;
    EXPECT_EQ(facts_of(end).outstanding, 0) << "the engine has forgotten it";
}

TEST(Report, KnowsWhetherAnythingIsLeft) {
    SourceReport source = good();
    source.recoverable = true;  // as long as it is not placed
    EXPECT_FALSE(is_anything_left({.sources = {source}}));
    EXPECT_TRUE(is_anything_left({.sources = {source}, .error = kOffline}));
    source.outstanding = 1;
    EXPECT_TRUE(is_anything_left({.sources = {good(), source}}));
    source.recoverable = false;
    EXPECT_FALSE(is_anything_left({.sources = {source}, .error = kOffline}));
    EXPECT_FALSE(is_anything_left({.sources = {failed(kCancelled)}})) << "nothing was paid";
}

TEST(Report, ACancelStopsWhatHasNotFailed) {
    Report report{.sources = {good(), failed(kOffline)}};
    report.sources[0].job = "a";
    report.sources[1].job = "b";
    EXPECT_EQ(jobs_with_results(report), std::vector<std::string>{"a"});
    EXPECT_EQ(first_error(report)->kind, ErrorKind::Offline);
    EXPECT_FALSE(is_cancelled(report));
    cancel(report);
    EXPECT_TRUE(is_cancelled(report));
    EXPECT_EQ(entry_of(report, "a").error->kind, ErrorKind::Cancelled);
    EXPECT_EQ(entry_of(report, "b").error->kind, ErrorKind::Offline);
    EXPECT_TRUE(jobs_with_results(report).empty());
    Report empty;
    cancel(empty);
    EXPECT_TRUE(is_cancelled(empty));
}

TEST(Report, TheLogTellsItWithoutNames) {
    Report report{.sources = {good(), failed(kArgument)}, .layers = {7, 8}};
    report.sources[0].name = "Secret";
    report.sources[0].lost = {Error{.kind = ErrorKind::Timeout, .detail = "the time is up"}};
    EXPECT_EQ(log_words(report),
              "success, 2 layers, 0 images; 1 of 1 results, paid, lost: Timeout, the time is up; "
              "0 of 1 results, not paid: BadInput, NothingVisible");
    EXPECT_EQ(log_words({.error = kOffline}), "execution error, 0 layers, 0 images: Offline");
}

TEST(StatusOf, NoErrorAfterThePaymentIsTheCallers) {
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::Internal); ++kind) {
        const Error raw{.kind = static_cast<ErrorKind>(kind)};
        const Error told = after_payment(raw);
        const auto where = testing::Message() << name_of(raw.kind);
        EXPECT_NE(told.kind, ErrorKind::BadInput) << where;
        EXPECT_NE(told.kind, ErrorKind::TooLarge) << where;
        EXPECT_NE(told.kind, ErrorKind::NoCredits) << where;
        for (const Error& error : {raw, told})
            for (const Payment payment : {Payment::Perhaps, Payment::Certain}) {
                const Report report{.sources = {{.error = error, .payment = payment}}};
                EXPECT_NE(status_of(report), RunStatus::CallingError) << where;
                EXPECT_NE(status_of(report), RunStatus::Success) << where;
            }
    }
}

}  // namespace
}  // namespace upscale
