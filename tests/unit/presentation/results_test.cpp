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
    job.results = {
        {.announced = {{}, 1001, ""}, .file = "result-1.png"},
        {.announced = {{}, std::nullopt, ""}},
        {.announced = {{}, 1003, ""}, .file = "result-3.png", .starred = true, .imported = true}};
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
    EXPECT_TRUE(items[1].starred);
    EXPECT_FALSE(items[0].starred);
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

TEST(Results, OfThisComputerAreTakenWithWhatItDid) {
    Job job = job_of("now", 7);
    job.parameters.engine = Engine::Local;
    job.parameters.num_images = 3;
    for (std::size_t i = 0; i < 3; ++i)
        job.results[i].announced.denoise = i == 1 ? "medium" : "low";
    job.results[1].file = "result-2.png";
    job.results[2].announced.detail = 70;
    EXPECT_EQ(items_of(job)[0].variety, (Variety{0, 0})) << "it chose low itself";
    EXPECT_EQ(items_of(job)[1].variety, (Variety{1, 0}));
    const ResultItem third = items_of(job).back();
    EXPECT_EQ(third.variety, (Variety{0, 20}));
    EXPECT_EQ(short_words(third), "3/3 · R50 D70") << "and no seed";
    const Parameters all = taken_from(third, Take::All, {});
    EXPECT_EQ(all.detail, 70);
    EXPECT_EQ(all.denoise, Denoise::Low);
    EXPECT_EQ(all.num_images, 1);
    EXPECT_EQ(all.engine, Engine::Local);
    EXPECT_TRUE(can_take(third, Take::All));
    EXPECT_FALSE(can_take(third, Take::Anew)) << "it has no seeds";
    EXPECT_FALSE(can_take(third, Take::SeedAndPrompt));
}

TEST(Results, OneSeedIsAskedForOnce) {
    Job job = job_of("now", 7);
    job.parameters.num_images = 3;
    const ResultItem item = items_of(job).front();
    Parameters now;
    now.num_images = 8;
    now.engine = Engine::Local;
    EXPECT_EQ(taken_from(item, Take::All, now).num_images, 1);
    EXPECT_EQ(taken_from(item, Take::Anew, now).num_images, 3);
    const Parameters varied = taken_from(item, Take::SeedAndPrompt, now);
    EXPECT_EQ(varied.num_images, 1);
    EXPECT_EQ(varied.engine, Engine::Ideogram) << "the other one takes no seed";
    ResultItem unknown = item;
    unknown.values.seed = -1;
    EXPECT_EQ(taken_from(unknown, Take::All, now).num_images, 3);
    EXPECT_FALSE(can_take(unknown, Take::SeedAndPrompt));
    EXPECT_TRUE(can_take(unknown, Take::Anew));

    Parameters values;
    values.num_images = 3;
    EXPECT_FALSE(pays_for_one_seed(values));
    values.seed = 0;
    EXPECT_TRUE(pays_for_one_seed(values));
    values.engine = Engine::Local;
    EXPECT_FALSE(pays_for_one_seed(values));
    values.engine = Engine::Ideogram;
    values.num_images = 1;
    EXPECT_FALSE(pays_for_one_seed(values));
}

TEST(Results, HaveCaptionsThatTellThemApart) {
    const auto item = [](const char* job, std::size_t index, int seed, int engine,
                         const char* layer) {
        ResultItem made{.job = job, .index = index, .count = 2, .layer = layer};
        made.values.seed = seed;
        made.values.engine = engine;
        return made;
    };
    const auto paid = [&](const char* job, std::size_t index, int seed) {
        return item(job, index, seed, Engine::Ideogram, "Sky");
    };
    const auto local = [&](const char* job, std::size_t index) {
        return item(job, index, -1, Engine::Local, "Sky");
    };
    constexpr bool first = true, other = true, layer = true, engine = true;
    const struct {
        const char* what;
        std::vector<ResultItem> items;
        std::vector<Caption> expected;
    } cases[] = {
        {"nothing", {}, {}},
        {"one", {paid("1", 0, 7)}, {{first, !other, !layer, !engine, Differs::Seed}}},
        {"two of a run",
         {paid("1", 0, 7), paid("1", 1, 8)},
         {{first, !other, !layer, !engine, Differs::Seed},
          {!first, !other, !layer, !engine, Differs::Seed}}},
        {"a fixed seed tells nothing",
         {paid("1", 0, 7), paid("1", 1, 7)},
         {{first, !other, !layer, !engine, Differs::Nothing},
          {!first, !other, !layer, !engine, Differs::Nothing}}},
        {"the same seed in another run does",
         {paid("2", 0, 7), paid("1", 0, 7)},
         {{first, !other, !layer, !engine, Differs::Seed},
          {first, other, !layer, !engine, Differs::Seed}}},
        {"no seed came back", {paid("1", 0, -1)}, {{first, !other, !layer, !engine}}},
        {"both engines",
         {local("2", 0), local("2", 1), paid("1", 1, 8)},
         {{first, !other, !layer, engine, Differs::Variety},
          {!first, !other, !layer, engine, Differs::Variety},
          {first, other, !layer, engine, Differs::Seed}}},
        {"two layers",
         {paid("2", 0, 7), item("1", 0, 8, Engine::Ideogram, "Sea")},
         {{first, !other, layer, !engine, Differs::Seed},
          {first, other, layer, !engine, Differs::Seed}}},
    };
    for (const auto& c : cases) EXPECT_EQ(captions(c.items), c.expected) << c.what;
}

TEST(Results, ShowThePlaceThatIsLookedAt) {
    const Rect layer{0, 0, 800, 400};
    ResultItem item;
    item.source_layer = item.source_region = layer;
    item.covers = {0, 0, 800, 400};
    const auto part = [&](Rect seen, Rect layer_now = {0, 0, 800, 400}) {
        return part_to_show(item, {layer_now, layer_now, seen});
    };
    EXPECT_EQ(part({}), std::nullopt) << "there is no picture";
    EXPECT_EQ(part(layer), std::nullopt) << "all of it is seen";
    EXPECT_EQ(part({200, 100, 400, 200}), (RectF{0.4375, 0.375, 0.125, 0.25}));
    EXPECT_EQ(part({0, 0, 400, 200}), (RectF{0.1875, 0.125, 0.125, 0.25}));
    EXPECT_EQ(part({0, 0, 10, 10}), (RectF{0, 0, 0.06, 0.12})) << "kept within, and no blur";
    EXPECT_EQ(part({400, 200, 800, 400}, {0, 0, 1600, 800}), (RectF{0.4375, 0.375, 0.125, 0.25}))
        << "the layer was scaled since";
    item.source_region = {400, 200, 400, 200};
    item.covers = {0, 0, 400, 200};
    EXPECT_EQ(part({0, 0, 100, 100}), std::nullopt) << "the result lies elsewhere";
    EXPECT_EQ(part({500, 250, 100, 100}), (RectF{0.3125, 0.375, 0.125, 0.25}));
    item.covers = {-56, 0, 512, 200};  // framed
    EXPECT_EQ(part({500, 250, 100, 100}), (RectF{181 / 512.0, 0.375, 50 / 512.0, 0.25}));
}

TEST(Results, FilesCoverWhatTheirPartImplies) {
    Registration registration;
    registration.covered = {10, 20, 100, 50};
    registration.part = {40, 0, 200, 100};
    registration.scale_x = registration.scale_y = 2;
    EXPECT_EQ(covered_by_file(registration, {300, 100}), (RectF{-10, 20, 150, 50}));
    Job job = job_of("now", 7);
    EXPECT_EQ(items_of(job).front().covers, (RectF{0, 0, 100, 50}));
    job.source.frame = Frame{{120, 60}, 10, 5};
    EXPECT_EQ(items_of(job).front().covers, (RectF{-10, -5, 120, 60}));
}

TEST(Results, AreSmallerOnLowScreens) {
    EXPECT_LT(side_of_small_pictures(720), side_of_small_pictures(900));
    EXPECT_LT(side_of_small_pictures(900), side_of_small_pictures(1080));
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
