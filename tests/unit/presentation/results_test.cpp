// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/results.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

Job job_of(const std::string& session, ItemId drawable) {
    Job job;
    job.id = "20261125-1";
    job.source.name = "Photo";
    job.source.session = session;
    job.source.image = 1;
    job.source.drawable = drawable;
    job.source.layer = {10, 20, 600, 400};
    job.source.region = {110, 120, 100, 50};
    job.source.tattoo = 5;
    job.results = {{.announced = {{}, 1001, ""}, .file = "result-1.png"},
                   {.announced = {{}, std::nullopt, ""}},
                   {.announced = {{}, 1003, ""}, .file = "result-3.png", .imported = true}};
    return job;
}

Subject subject_with(ItemId id, const std::string& name, Rect bounds, unsigned tattoo = 0) {
    Subject subject;
    subject.image = 1;
    subject.chosen = {{{id, name, bounds, tattoo}}};
    return subject;
}

TEST(Results, AreThoseThatHaveAFile) {
    const auto items = items_of(job_of("now", 7));
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0].values.seed, 1001);
    EXPECT_EQ(items[1].index, 2u);
    EXPECT_TRUE(items[1].imported);
    EXPECT_EQ(short_words(items[1]), "3/3 · R50 D50 · 1003");
}

TEST(Results, AreAddedAsLongAsTheirLayersAreThere) {
    Job job = job_of("now", 7);
    Subject subject = subject_with(7, "Photo", {0, 0, 600, 400});
    ResultRecord& result = job.results[2];
    result.delivery.image = subject.image;
    EXPECT_FALSE(is_added(job, 2, subject, "now")) << "undone";
    subject.results = {{job.id, 2}};
    EXPECT_TRUE(is_added(job, 2, subject, "now"));
    EXPECT_FALSE(is_added(job, 0, subject, "now"));
    subject.results = {{job.id, 0}};
    EXPECT_TRUE(is_added(job, 0, subject, "now")) << "whatever its record says";
    subject.results = {};
    EXPECT_TRUE(is_added(job, 2, subject, "later")) << "ids of another session mean other images";
    result.delivery.image = subject.image + 1;
    EXPECT_TRUE(is_added(job, 2, subject, "now")) << "to another image";
}

TEST(Results, OfALockedFolderStayInTheListAndThoseOfADeletedOneGo) {
    const auto job = [](const char* id, int results) {
        Job made = job_of("now", 7);
        made.id = id;
        made.results.resize(static_cast<std::size_t>(results));
        return made;
    };
    const auto known = {job("3", 1), job("2", 2), job("1", 1)};
    const auto now = reconciled(known, {job("4", 1), job("1", 3)},
                                [](const std::string& id) { return id != "3"; });
    std::vector<std::pair<std::string, std::size_t>> found;
    for (const Job& one : now) found.emplace_back(one.id, one.results.size());
    EXPECT_EQ(found,
              (std::vector<std::pair<std::string, std::size_t>>{{"4", 1}, {"2", 2}, {"1", 3}}));
}

TEST(Results, BelongToTheirLayer) {
    const Rect bounds{0, 0, 600, 400};
    const struct {
        const char* what;
        Job job;
        Subject subject;
        bool expected;
    } cases[] = {
        {"same layer", job_of("now", 7), subject_with(7, "Renamed", {0, 0, 9, 9}), true},
        {"another layer", job_of("now", 8), subject_with(7, "Photo", bounds), false},
        {"earlier session", job_of("before", 7), subject_with(3, "Photo", bounds), true},
        {"earlier session, another name", job_of("before", 7), subject_with(7, "Sky", bounds),
         false},
        {"earlier session, another size", job_of("before", 7),
         subject_with(7, "Photo", {0, 0, 600, 401}), false},
        {"earlier session, cropped since", job_of("before", 7),
         subject_with(7, "Photo", {0, 0, 600, 401}, 5), true},
        {"earlier session, the only layer of another image", job_of("before", 7),
         subject_with(7, "Sky", bounds, 5), false},
    };
    for (const auto& c : cases) EXPECT_EQ(is_of(c.job, c.subject, "now"), c.expected) << c.what;

    Subject other = subject_with(7, "Photo", bounds);
    ++other.image;
    EXPECT_FALSE(is_of(job_of("now", 7), other, "now")) << "another image of this session";
    other.results = {{job_of("now", 7).id, 0}};
    EXPECT_TRUE(is_of(job_of("now", 7), other, "now")) << "closed and opened again";

    Subject result = subject_with(9, "upscaled", bounds);
    result.chosen.front().original = Subject::Layer{7, "Photo", bounds};
    EXPECT_TRUE(is_of(job_of("now", 7), result, "now")) << "a result shows its siblings";
    Job damaged = job_of("now", 7);
    damaged.damage = Damage::Unreadable;
    EXPECT_FALSE(is_of(damaged, subject_with(7, "Photo", bounds), "now"));
}

TEST(Results, FollowTheirLayer) {
    const SourceRecord source = job_of("now", 7).source;
    const RectF all{0, 0, 100, 50};
    // where it was
    EXPECT_EQ(on_region(source, all, {10, 20, 600, 400}, {10, 20, 600, 400}),
              (RectF{100, 100, 100, 50}));
    // moved, and only a part is shown
    EXPECT_EQ(on_region(source, all, {60, 20, 600, 400}, {160, 120, 100, 50}),
              (RectF{0, 0, 100, 50}));
    // doubled
    EXPECT_EQ(on_region(source, all, {20, 40, 1200, 800}, {20, 40, 1200, 800}),
              (RectF{200, 200, 200, 100}));
}

TEST(Results, AreTakenFrom) {
    ResultItem item = items_of(job_of("now", 7)).front();
    item.values.prompt = "a wave";
    item.values.resemblance = 80;
    item.values.placement = Placement::NewImage;
    Parameters now;
    now.detail = 20;
    now.placement = Placement::Fit;
    const Parameters all = taken_from(item, Take::All, now);
    EXPECT_EQ(all.resemblance, 80);
    EXPECT_EQ(all.detail, 50);
    EXPECT_EQ(all.seed, 1001);
    EXPECT_EQ(all.placement, Placement::Fit) << "where results go is not of the result";
    EXPECT_EQ(taken_from(item, Take::Anew, now).seed, -1);
    const Parameters varied = taken_from(item, Take::SeedAndPrompt, now);
    EXPECT_EQ(varied.prompt, "a wave");
    EXPECT_EQ(varied.seed, 1001);
    EXPECT_EQ(varied.detail, 20);
}

TEST(Results, AreOfferedOnceWhenTheyAreHere) {
    const auto job = [](const char* id, JobState state, int engine = Engine::Ideogram) {
        Job made = job_of("now", 7);
        made.id = id;
        made.uuid = "u";
        made.state = state;
        made.parameters.engine = engine;
        return made;
    };
    EXPECT_EQ(count_to_offer({job("3", JobState::Downloaded), job("1", JobState::Downloaded),
                              job("1", JobState::Accepted), job("1", JobState::Submitted),
                              job("3", JobState::Downloaded, Engine::Local)},
                             "2"),
              2);
}

}  // namespace
}  // namespace upscale
