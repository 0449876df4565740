// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Errors and facts in words, in English as no translation is bound here.
#include "common/words/messages.hpp"

#include <gtest/gtest.h>

#include "common/words/format.hpp"

namespace upscale {
namespace {

constexpr const char* kNotLost =
    "What was paid for is not lost: fetch it with “the shell's command”.";
constexpr const char* kPerhaps =
    "It may have been charged all the same: see the usage at app.1min.ai.";
const std::string kOffline = "The service cannot be reached. Check the network and try again.";

TEST(Words, OfALabelAreItsNameInASentence) {
    EXPECT_EQ(name_of_label("Ideogram Upscale: _Recover..."), "Ideogram Upscale: Recover");
    EXPECT_EQ(name_of_label("_Verlauf\u00a0…"), "Verlauf");
    EXPECT_EQ(name_of_label("Verlauf …"), "Verlauf");
    EXPECT_EQ(name_of_label("a__b"), "a_b");
}

TEST(Words, EveryReasonHasItsOwnAndNoneOfTheLog) {
    for (int i = static_cast<int>(Reason::None) + 1;
         i <= static_cast<int>(Reason::SettingsByDialog); ++i) {
        const auto reason = static_cast<Reason>(i);
        const std::string words = message_for({.kind = ErrorKind::BadInput,
                                               .reason = reason,
                                               .detail = "for the log",
                                               .about = "it"});
        EXPECT_FALSE(name_of(reason).empty()) << i;
        EXPECT_FALSE(words.empty()) << name_of(reason);
        EXPECT_EQ(words.find("for the log"), std::string::npos) << words;
        EXPECT_EQ(words.find("cannot be upscaled as it is"), std::string::npos) << words;
    }
}

TEST(Words, OfAnError) {
    const struct {
        Error error;
        std::string words;
    } cases[] = {
        {{.kind = ErrorKind::Cancelled}, "Cancelled."},
        {{.kind = ErrorKind::BadInput, .detail = "seed must be 0"},
         "This cannot be upscaled as it is. (seed must be 0)"},
        {{.kind = ErrorKind::BadInput, .detail = "no", .quotes_service = true, .http_status = 400},
         "This cannot be upscaled as it is. The service says: \"no\""},
        {{.kind = ErrorKind::ServerFault, .detail = "for the log", .http_status = 500},
         "The service failed. Try again in a few minutes. (HTTP 500)"},
        {{.kind = ErrorKind::NoCredits,
          .http_status = 406,
          .credits_needed = 4800,
          .credits_available = 46},
         "There are not enough credits. Top up at app.1min.ai or choose fewer variations. Needed: "
         "4800, available: 46."},
        {{.kind = ErrorKind::RateLimited, .retry_after_s = 1},
         "The service asks for a pause. Try again in a few minutes. It asks to wait 1 second."},
        {{.kind = ErrorKind::RateLimited, .retry_after_s = 60},
         "The service asks for a pause. Try again in a few minutes. It asks to wait 60 seconds."},
        {{.kind = ErrorKind::Refused, .detail = "for the log"},
         "The safety check refused the prompt or the image. Change the prompt or choose another "
         "part of the image."},
        {{.kind = ErrorKind::TooLarge, .reason = Reason::JpegFits},
         "The image is too large in this upload format. JPEG and Automatic would fit."},
        {{.kind = ErrorKind::BadInput,
          .reason = Reason::NetworkUnusable,
          .about = "a.onnx",
          .network_fault = NetworkFault::Operator,
          .operator_name = "Einsum"},
         "The network a.onnx cannot be used: this version of OpenCV lacks its operator Einsum."},
        {{.kind = ErrorKind::BadInput, .reason = Reason::NothingToRecover},
         "There is no upscale to recover."},
        {{.kind = ErrorKind::BadInput, .reason = Reason::NothingToRecover, .about = "a, b"},
         "There is no upscale to recover. The records of these upscales cannot be read; name one "
         "to import its files: a, b"},
        {{.kind = ErrorKind::Internal, .detail = "for the log", .kept_file = "/tmp/result-1.png"},
         "Something went wrong inside the plug-in, or memory ran out. Close other images and try "
         "again. The file is kept: /tmp/result-1.png"},
    };
    for (const auto& c : cases) EXPECT_EQ(message_for(c.error), c.words);
}

SourceReport source(const char* name, std::optional<Error> error = {},
                    Payment payment = Payment::None, bool recoverable = false) {
    return {.name = name,
            .asked = 1,
            .arrived = error ? 0 : 1,
            .error = std::move(error),
            .payment = payment,
            .recoverable = recoverable};
}

TEST(Words, OfHowARunEnded) {
    const Error offline{.kind = ErrorKind::Offline}, cancelled{.kind = ErrorKind::Cancelled};
    SourceReport unsaved = source("A", offline, Payment::Certain);
    unsaved.unsaved = Error{.kind = ErrorKind::LocalIo, .detail = "no space"};
    unsaved.uuid = "1-2-3";
    const auto certain = [](const Error& error) {
        return source("A", error, Payment::Certain, true);
    };
    const auto good = source("B", {}, Payment::Certain, true);
    const auto part = [&](const Error& error) {
        SourceReport facts = certain(error);
        facts.images_paid = 2;
        facts.images_in_all = 6;
        return facts;
    };
    const std::string goes_on =
        " 2 of 6 images are paid for. Run it again with the same settings: it goes on, and pays "
        "only for the rest. ";
    const struct {
        const char* what;
        Report report;
        std::string words;
    } cases[] = {
        {"all went well", {.sources = {good, good}}, ""},
        {"it could not begin", {.error = offline}, kOffline},
        {"a failure that costs nothing", {.sources = {source("A", offline)}}, kOffline},
        {"one that is paid", {.sources = {certain(offline)}}, kOffline + " " + kNotLost},
        {"one that is paid in part", {.sources = {part(offline)}}, kOffline + goes_on + kNotLost},
        {"one that was stopped and is paid in part",
         {.sources = {part(cancelled)}},
         "Cancelled." + goes_on + kNotLost},
        {"one that may be paid",
         {.sources = {source("A", offline, Payment::Perhaps)}},
         kOffline + " " + kPerhaps},
        {"free results that are kept",
         {.sources = {source("A", offline, Payment::Free, true)}},
         kOffline + " The results are kept: open them with “the shell's command”."},
        {"no record could be written",
         {.sources = {unsaved}},
         kOffline + " It is paid for, but its record could not be written (no space). Free some "
                    "space on the disk, and note the service's name for it: 1-2-3"},
        {"several failures are named",
         {.sources = {source("A", offline), good, source("C", offline, Payment::Perhaps)}},
         "A: " + kOffline + "\nC: " + kOffline + " " + kPerhaps},
        {"stopped before anything was paid",
         {.sources = {source("A", cancelled), source("B", cancelled)}},
         "Cancelled. Nothing was paid."},
        {"stopped at what costs nothing",
         {.sources = {source("A", cancelled, Payment::Free)}},
         "Cancelled."},
        {"stopped at once", {.error = cancelled}, "Cancelled."},
        {"stopped when it was paid: said once",
         {.sources = {certain(cancelled), certain(cancelled), source("C", cancelled)}},
         std::string("Cancelled. ") + kNotLost},
        {"stopped in the paid call",
         {.sources = {certain(cancelled), source("B", cancelled, Payment::Perhaps)}},
         std::string("Cancelled. ") + kNotLost + " " + kPerhaps},
        {"stopped after another layer had its results",
         {.sources = {good, source("C", cancelled)}},
         "Cancelled."},
        {"stopped after a failure that may have been charged",
         {.sources = {source("A", offline, Payment::Perhaps), source("B", cancelled)}},
         "A: " + kOffline + " " + kPerhaps + "\nCancelled."},
        {"results that cannot be placed",
         {.sources = {good, good}, .error = Error{.reason = Reason::LayerGone}},
         std::string("The layer is no longer there. ") + kNotLost},
    };
    for (const auto& c : cases) EXPECT_EQ(words_of(c.report), c.words) << c.what;
}

TEST(Words, OfWhatDidNotArrive) {
    SourceReport facts{.name = "A", .asked = 4, .arrived = 2, .payment = Payment::Certain};
    facts.lost = {Error{.kind = ErrorKind::Offline}, Error{.kind = ErrorKind::Offline}};
    EXPECT_EQ(words_of({.sources = {facts}}), "2 of 4 results arrived.\n" + kOffline)
        << "what is the same is said once";
    facts.recoverable = true;
    facts.outstanding = 2;
    EXPECT_EQ(words_of({.sources = {facts}}),
              "2 of 4 results arrived.\n" + kOffline + "\n" + kNotLost);
    facts = {.name = "A", .asked = 1, .arrived = 0};
    EXPECT_EQ(words_of({.sources = {facts}}), "0 of 1 result arrived.");
}

TEST(Words, OfNotes) {
    SourceReport facts = source("A", {}, Payment::Certain);
    for (int i = 0; i <= static_cast<int>(Note::AddedAtOnce); ++i) {
        facts.notes = {static_cast<Note>(i)};
        EXPECT_FALSE(words_of({.sources = {facts}}).empty()) << i;
    }
    facts.notes = {Note::Reduced, Note::Clipped};
    facts.sent = {300, 200};
    facts.detour = Detour::SourceGone;
    facts.files = {"/home/a.png"};
    const std::string words =
        "The layer was sent reduced to 300 × 200 pixels, to keep within the limits.\n"
        "The layer has values beyond white (HDR). They were sent as white.\n"
        "The layer is gone or has changed, so the results are new images.\n"
        "A result cannot become a layer. It was saved as /home/a.png.";
    EXPECT_EQ(words_of({.sources = {facts}}), words);
    const std::string named = words_of({.sources = {facts, source("B")}});
    EXPECT_TRUE(named.starts_with("A: The layer was sent reduced")) << named;
    EXPECT_EQ(std::ranges::count(named, '\n'), 3) << named;
}

}  // namespace
}  // namespace upscale
