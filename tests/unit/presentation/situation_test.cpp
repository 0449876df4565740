// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/situation.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

/// An image of 600 × 400 with one layer that covers it.
Subject alone() {
    Subject subject;
    subject.image = 1;
    subject.canvas = {600, 400};
    subject.layers_in_image = 1;
    subject.chosen = {{{7, "Photo", {0, 0, 600, 400}}}};
    return subject;
}

Parameters with(int region, int placement) {
    Parameters values;
    values.region = region;
    values.placement = placement;
    return values;
}

TEST(Situation, StartsWithWhatFits) {
    Subject selected = alone();
    selected.selection = Rect{10, 10, 50, 50};
    Subject among_others = alone();
    among_others.layers_in_image = 2;
    Subject no_links = among_others;
    no_links.takes_links = false;
    Subject smaller = alone();
    smaller.chosen.front().layer.bounds = {5, 5, 100, 100};
    Subject indexed = alone();
    indexed.indexed = true;
    Subject indexed_selected = indexed;
    indexed_selected.selection = Rect{10, 10, 50, 50};
    const struct {
        const char* what;
        Subject subject;
        Parameters last, expected;
    } cases[] = {
        {"alone on the canvas", alone(), with(Region::Selection, Placement::Fit),
         with(Region::Layer, Placement::ScaleImage)},
        {"a selection", selected, with(Region::Layer, Placement::NewImage),
         with(Region::Selection, Placement::Fit)},
        {"other layers", among_others, with(Region::Layer, Placement::NewImage),
         with(Region::Layer, Placement::NewImage)},
        {"link layers", among_others, with(Region::Layer, Placement::Link),
         with(Region::Layer, Placement::Link)},
        {"no link layers", no_links, with(Region::Layer, Placement::Link),
         with(Region::Layer, Placement::Fit)},
        {"smaller than the canvas", smaller, with(Region::Layer, Placement::Fit),
         with(Region::Layer, Placement::Fit)},
        {"indexed", indexed, with(Region::Layer, Placement::Fit),
         with(Region::Layer, Placement::NewImage)},
        {"indexed, a selection", indexed_selected, with(Region::Layer, Placement::Fit),
         with(Region::Selection, Placement::NewImage)},
    };
    for (const auto& c : cases) EXPECT_EQ(starting_values(c.subject, c.last), c.expected) << c.what;
}

TEST(Situation, TellsWhatARunWouldDo) {
    Subject two = alone();
    two.layers_in_image = 3;
    two.chosen.push_back({{8, "Sky", {0, 0, 600, 400}}});
    Subject selected = alone();
    selected.selection = Rect{500, 300, 200, 200};
    Subject elsewhere = alone();
    elsewhere.selection = Rect{900, 900, 10, 10};
    Subject indexed = alone();
    indexed.indexed = true;
    Subject panorama = alone();
    panorama.canvas = {20000, 40};
    panorama.chosen.front().layer.bounds = {0, 0, 20000, 40};
    Subject large = alone();
    large.canvas = {9600, 6400};
    large.chosen.front().layer.bounds = {0, 0, 9600, 6400};
    Parameters on_this_computer = with(Region::Layer, Placement::Fit);
    on_this_computer.engine = Engine::Local;
    Subject none = alone();
    none.chosen.clear();
    Subject closed = none;
    closed.image = -1;
    Parameters four = with(Region::Layer, Placement::ScaleImage);
    four.num_images = 4;
    const struct {
        const char* what;
        Subject subject;
        Parameters values;
        Obstacle obstacle;
        int images;
        Size back, image;
        bool reduced;
    } cases[] = {
        {"whole, four", alone(), four, Obstacle::None, 4, {1200, 800}, {1200, 800}, false},
        {"two layers", two, four, Obstacle::None, 8, {1200, 800}, {1200, 800}, false},
        {"selection, fit",
         selected,
         with(Region::Selection, Placement::Fit),
         Obstacle::None,
         1,
         {200, 200},
         {600, 400},
         false},
        {"selection, grow",
         selected,
         with(Region::Selection, Placement::GrowCanvas),
         Obstacle::None,
         1,
         {200, 200},
         {700, 500},
         false},
        {"selection elsewhere",
         elsewhere,
         with(Region::Selection, Placement::Fit),
         Obstacle::SelectionElsewhere,
         1,
         {0, 0},
         {600, 400},
         false},
        {"selection elsewhere, whole layer",
         elsewhere,
         with(Region::Layer, Placement::Fit),
         Obstacle::None,
         1,
         {1200, 800},
         {600, 400},
         false},
        {"indexed",
         indexed,
         with(Region::Layer, Placement::Fit),
         Obstacle::NoNewColours,
         1,
         {1200, 800},
         {600, 400},
         false},
        {"indexed, new image",
         indexed,
         with(Region::Layer, Placement::NewImage),
         Obstacle::None,
         1,
         {1200, 800},
         {600, 400},
         false},
        {"panorama",
         panorama,
         with(Region::Layer, Placement::Fit),
         Obstacle::NotLarger,
         1,
         {16384, 32},
         {20000, 40},
         true},
        {"large",
         large,
         with(Region::Layer, Placement::Fit),
         Obstacle::None,
         1,
         {16384, 10922},
         {9600, 6400},
         true},
        {"large, this computer",
         large,
         on_this_computer,
         Obstacle::TooLarge,
         1,
         {19200, 12800},
         {9600, 6400},
         false},
        {"no layer", none, {}, Obstacle::NoLayer, 0, {0, 0}, {0, 0}, false},
        {"closed", closed, {}, Obstacle::ImageClosed, 0, {0, 0}, {0, 0}, false},
    };
    for (const auto& c : cases) {
        const auto targets = targets_of(c.subject, true);
        const Outlook found = outlook(c.subject, targets, c.values);
        EXPECT_EQ(found.obstacle, c.obstacle) << c.what;
        EXPECT_EQ(found.images, c.images) << c.what;
        EXPECT_NEAR(found.back.width, c.back.width, 2) << c.what;
        EXPECT_NEAR(found.back.height, c.back.height, 2) << c.what;
        EXPECT_EQ(found.image, c.image) << c.what;
        EXPECT_EQ(found.reduced, c.reduced) << c.what;
    }
}

/// A photo of this size, alone on its canvas, printed with 300 pixels per inch.
Subject photo(int width, int height) {
    Subject subject = alone();
    subject.canvas = {width, height};
    subject.ppi = 300;
    subject.chosen.front().layer.bounds = {0, 0, width, height};
    return subject;
}

Parameters sized(int target, double value, int images = 1, int tiles = Tiles::Off) {
    Parameters values = with(Region::Layer, Placement::Fit);
    values.target = target;
    values.target_value = value;
    values.num_images = images;
    values.tiles = tiles;
    return values;
}

TEST(Situation, TellsPassesTilesAndImagesBeforeTheyArePaid) {
    const struct {
        const char* what;
        Subject subject;
        Parameters values;
        Obstacle obstacle;
        int passes, tiles, images, images_instead;
        Size back;
    } cases[] = {
        {"twice",
         photo(600, 400),
         sized(Target::Factor, 2),
         Obstacle::None,
         1,
         0,
         1,
         0,
         {1200, 800}},
        {"four times, three variations",
         photo(600, 400),
         sized(Target::Factor, 4, 3),
         Obstacle::None,
         2,
         0,
         6,
         0,
         {2400, 1600}},
        {"a side",
         photo(1000, 500),
         sized(Target::LongestSide, 6000),
         Obstacle::None,
         3,
         0,
         3,
         5,
         {6000, 3000}},
        {"megapixels",
         photo(1000, 1000),
         sized(Target::Megapixels, 4),
         Obstacle::None,
         1,
         0,
         1,
         0,
         {2000, 2000}},
        {"a print",
         photo(600, 400),
         sized(Target::Print, 450),
         Obstacle::None,
         1,
         0,
         1,
         0,
         {900, 600}},
        {"as it comes, in tiles",
         photo(3000, 2000),
         sized(Target::AsItComes, 2, 2, Tiles::On),
         Obstacle::None,
         1,
         2,
         4,
         0,
         {6000, 4000}},
        {"as it comes, whole",
         photo(3000, 2000),
         sized(Target::AsItComes, 2),
         Obstacle::None,
         1,
         0,
         1,
         2,
         {6000, 4000}},
        {"tiles of one",
         photo(600, 400),
         sized(Target::Factor, 2, 1, Tiles::On),
         Obstacle::None,
         1,
         0,
         1,
         0,
         {1200, 800}},
        {"smaller",
         photo(3000, 2000),
         sized(Target::LongestSide, 2000),
         Obstacle::TargetSmaller,
         1,
         0,
         0,
         0,
         {6000, 4000}},
        {"too large",
         photo(3000, 2000),
         sized(Target::Factor, 6),
         Obstacle::TargetTooLarge,
         1,
         0,
         0,
         0,
         {6000, 4000}},
        {"a panorama, a tile itself",
         photo(20000, 40),
         sized(Target::AsItComes, 2, 1, Tiles::On),
         Obstacle::NotLarger,
         1,
         0,
         1,
         0,
         {16384, 33}},
        {"too large in tiles",
         photo(9600, 6400),
         sized(Target::AsItComes, 2, 1, Tiles::On),
         Obstacle::TargetTooLarge,
         1,
         0,
         0,
         0,
         {16384, 10922}},
        {"in tiles to less",
         photo(9600, 6400),
         sized(Target::Factor, 1.5, 1, Tiles::On),
         Obstacle::None,
         1,
         24,
         24,
         0,
         {14400, 9600}},
    };
    for (const auto& c : cases) {
        const Outlook found = outlook(c.subject, targets_of(c.subject, true), c.values);
        EXPECT_EQ(found.obstacle, c.obstacle) << c.what;
        EXPECT_EQ(found.passes, c.passes) << c.what;
        EXPECT_EQ(found.tiles, c.tiles) << c.what;
        EXPECT_EQ(found.images, c.images) << c.what;
        EXPECT_EQ(found.images_instead, c.images_instead) << c.what;
        EXPECT_NEAR(found.back.width, c.back.width, 2) << c.what;
        EXPECT_NEAR(found.back.height, c.back.height, 2) << c.what;
    }
}

TEST(Situation, CountsWhatEachLayerNeeds) {
    Subject two = photo(4000, 3000);
    two.chosen.push_back({{8, "Small", {0, 0, 1000, 750}}});
    const Parameters values = sized(Target::LongestSide, 8000, 2);
    EXPECT_EQ(outlook(two, targets_of(two, true), values).images, 2 * (1 + 3));
}

TEST(Situation, RecommendsTilesWhereDetailWouldBeLost) {
    Parameters local = sized(Target::AsItComes, 2);
    local.engine = Engine::Local;
    Parameters local_by_half = sized(Target::Factor, 1.5);
    local_by_half.engine = Engine::Local;
    const struct {
        const char* what;
        Subject subject;
        Parameters values;
        bool lossy, expected;
    } cases[] = {
        {"fits", photo(3000, 2000), sized(Target::AsItComes, 2), false, false},
        {"sent with a loss", photo(3000, 2000), sized(Target::AsItComes, 2), true, true},
        {"they are on", photo(3000, 2000), sized(Target::AsItComes, 2, 1, Tiles::On), true, false},
        {"a small one is a tile itself", photo(600, 400), sized(Target::AsItComes, 2), true, false},
        {"sent reduced", photo(9600, 6400), sized(Target::AsItComes, 2), false, false},
        {"two passes", photo(2000, 1500), sized(Target::Factor, 4), false, false},
        {"three passes", photo(2000, 1500), sized(Target::Factor, 5), false, true},
        {"more than this computer takes", photo(9000, 4000), local_by_half, false, true},
        {"what this computer takes", photo(3000, 2000), local, true, false},
        {"smaller than it is", photo(3000, 2000), sized(Target::Factor, 0.5), true, false},
    };
    for (const auto& c : cases) {
        const Outlook found = outlook(c.subject, targets_of(c.subject, true), c.values);
        EXPECT_EQ(recommends_tiles(found, c.values, c.lossy), c.expected) << c.what;
    }
}

TEST(Situation, ResultsOfMoreThanFourTimesBecomeNewImages) {
    Parameters values = sized(Target::Factor, 4);
    values.placement = Placement::ScaleImage;
    Outlook found = outlook(alone(), targets_of(alone(), true), values);
    EXPECT_FALSE(found.new_images);
    EXPECT_EQ(found.image, (Size{2400, 1600}));
    values.target_value = 4.5;
    found = outlook(alone(), targets_of(alone(), true), values);
    EXPECT_TRUE(found.new_images);
    EXPECT_EQ(found.image, alone().canvas);
}

TEST(Situation, EstimatesTheFileFromWhatIsSent) {
    EXPECT_NEAR(estimated_bytes({6000, 4000}, nullptr), 38.4e6, 1);
    Upload upload{Bytes(3000000), ImageFormat::Png, false, {1500, 1000}};
    EXPECT_NEAR(estimated_bytes({3000, 2000}, &upload), 9.6e6, 1);
    upload.format = ImageFormat::Jpeg;
    EXPECT_NEAR(estimated_bytes({3000, 2000}, &upload), 9.6e6, 1) << "says nothing about a PNG";
    upload.file.resize(100000);
    EXPECT_NEAR(estimated_bytes({3000, 2000}, &upload), 9.6e6, 1);
}

TEST(Situation, ThePrintIsOfTheKeptPixels) {
    Subject subject = photo(1200, 800);
    Subject::Layer& layer = subject.chosen.front().layer;
    layer = with_kept(layer, {{0, 0, 600, 400}, {0, 0, 600, 400}}, Pixels::UntilEdited);
    EXPECT_EQ(sized_of(subject, targets_of(subject, true), Region::Layer),
              (Sized{{600, 400}, 150}));
    EXPECT_EQ(sized_of(subject, {}, Region::Layer), Sized());
}

TEST(Situation, PaddingCountsAsSent) {
    Parameters values = with(Region::Layer, Placement::Fit);
    values.protect_edges = true;
    Subject subject = alone();
    subject.chosen.front().layer.bounds = {0, 0, 590, 400};
    const Outlook found = outlook(subject, targets_of(subject, true), values);
    EXPECT_GT(found.sent.width * found.sent.height, 590 * 400);
    EXPECT_EQ(found.back, (Size{1180, 800}));
}

TEST(Situation, IsComputedFromTheKeptPixels) {
    // a layer of 600×400 was scaled to 1200×800 by the first results
    Subject subject = alone();
    subject.canvas = {1200, 800};
    const KeptOriginal kept{{0, 0, 600, 400}, {0, 0, 600, 400}};
    Subject::Layer& layer = subject.chosen.front().layer;
    layer.bounds = {0, 0, 1200, 800};
    layer = with_kept(layer, kept, Pixels::UntilEdited);
    Outlook seen =
        outlook(subject, targets_of(subject, true), with(Region::Layer, Placement::ScaleImage));
    EXPECT_EQ(seen.sent, (Size{600, 400}));
    EXPECT_EQ(seen.back, (Size{1200, 800}));
    EXPECT_EQ(seen.image, subject.canvas) << "it has the size already";
    subject.selection = Rect{100, 200, 300, 100};
    seen =
        outlook(subject, targets_of(subject, true), with(Region::Selection, Placement::ScaleImage));
    EXPECT_EQ(seen.region, (Rect{100, 200, 300, 100}));
    EXPECT_EQ(seen.source, (Size{150, 50}));
    EXPECT_EQ(seen.back, (Size{300, 100}));
    EXPECT_EQ(seen.image, subject.canvas);

    subject.chosen.front().layer.bounds = {0, 0, 800, 1200};
    EXPECT_EQ(with_kept(subject.chosen.front().layer, kept, Pixels::Kept).kept, (Size{400, 600}))
        << "turned like the layer";
}

TEST(Situation, AsksAboutAnEditedLayer) {
    Subject subject = alone();
    Subject::Chosen& chosen = subject.chosen.front();
    EXPECT_FALSE(chosen.is_edited());
    chosen.layer.pixels = Pixels::Own;
    chosen.original = with_kept(chosen.layer, {{0, 0, 300, 200}, {0, 0, 300, 200}}, Pixels::Kept);
    EXPECT_TRUE(chosen.is_edited());
    EXPECT_EQ(targets_of(subject, true).front().pixels, Pixels::Kept);
    EXPECT_EQ(targets_of(subject, false).front().pixels, Pixels::Own);
    chosen.original->id = 9;
    EXPECT_FALSE(chosen.is_edited()) << "a result";
}

TEST(Situation, WorksOnEachOriginalOnce) {
    Subject subject = alone();
    const Subject::Layer photo = subject.chosen.front().layer;
    subject.chosen = {{{8, "1/2 – Photo", {0, 0, 1200, 800}}, photo},
                      {{9, "2/2 – Photo", {0, 0, 1200, 800}}, photo},
                      {{10, "Other", {0, 0, 5, 5}}}};
    EXPECT_EQ(targets_of(subject, true),
              (std::vector<Subject::Layer>{photo, subject.chosen[2].layer}));
    EXPECT_EQ(targets_of(subject, false).size(), 3u);
}

TEST(Situation, TriesTheMiddleFirst) {
    EXPECT_EQ(middle_part({600, 400}, 256), (Rect{172, 72, 256, 256}));
    EXPECT_EQ(middle_part({100, 400}, 256), (Rect{0, 72, 100, 256}));
}

}  // namespace
}  // namespace upscale
