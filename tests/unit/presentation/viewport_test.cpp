// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/viewport.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>

namespace upscale {

static void PrintTo(const Rect& r, std::ostream* out) {
    *out << r.width << "x" << r.height << "+" << r.x << "+" << r.y;
}

namespace {

constexpr double kTiny = 1e-9;

Viewport view_of(RectF extent, Size screen) {
    Viewport view;
    view.set_extent(extent);
    view.set_screen(screen);
    return view;
}

TEST(Viewport, StepsAsGimpDoes) {
    const struct {
        double from, above, below;
    } cases[] = {
        {1, 1.5, 2.0 / 3},
        {0.5, 2.0 / 3, 1.0 / 3},
        {0.4, 0.5, 1.0 / 3},
        {0.3332, 0.5, 0.25},  // a difference by rounding is not a step
        {2, 3, 1.5},
        {5, 8, 4},
        {16, 16, 8},
        {100, 16, 16},
        {0.001, 1.0 / 128, 1.0 / 128},
    };
    for (const auto& c : cases) {
        EXPECT_DOUBLE_EQ(zoom_step_above(c.from), c.above) << c.from;
        EXPECT_DOUBLE_EQ(zoom_step_below(c.from), c.below) << c.from;
    }
}

TEST(Viewport, ShowsAPlaceAtAScale) {
    const struct {
        PointF centre;
        double scale, scale_then;
        PointF in_the_middle;
    } cases[] = {
        {{200, 150}, 2, 2, {200, 150}},
        {{0, 0}, 2, 2, {25, 20}},             // not beyond the edge
        {{200, 150}, 0.1, 0.25, {200, 150}},  // no smaller than fitted
    };
    for (const auto& c : cases) {
        Viewport view = view_of({0, 0, 400, 300}, {100, 80});
        view.show_at(c.centre, c.scale);
        EXPECT_DOUBLE_EQ(view.scale(), c.scale_then);
        // the origin is rounded to whole pixels of the screen
        EXPECT_NEAR(view.to_source(view.centre()).x, c.in_the_middle.x, 1 / c.scale_then);
        EXPECT_NEAR(view.to_source(view.centre()).y, c.in_the_middle.y, 1 / c.scale_then);
    }
}

TEST(Viewport, Fits) {
    const struct {
        RectF extent;
        Size screen;
        double scale;
        PointF origin;
    } cases[] = {
        {{0, 0, 800, 400}, {400, 400}, 0.5, {0, 100}},
        {{0, 0, 400, 400}, {400, 400}, 1, {0, 0}},
        {{0, 0, 100, 100}, {399, 500}, 3, {50, 100}},  // whole pixels
        {{0, 0, 100, 100}, {190, 199}, 1.5, {20, 25}},
        {{0, 0, 2, 2}, {400, 400}, 8, {192, 192}},  // never so large that pixels look like a mosaic
        {{-25, -50, 500, 400}, {250, 200}, 0.5, {13, 25}},
        {{0, 0, 1, 1000}, {400, 100}, 0.1, {200, 0}},
        {{}, {400, 400}, 1, {200, 200}},
        {{0, 0, 100, 100}, {0, 0}, 1, {-50, -50}},
    };
    for (const auto& c : cases) {
        const Viewport view = view_of(c.extent, c.screen);
        EXPECT_DOUBLE_EQ(view.scale(), c.scale) << c.extent.width << " in " << c.screen.width;
        EXPECT_NEAR(view.origin().x, c.origin.x, 0.51) << c.extent.width;
        EXPECT_NEAR(view.origin().y, c.origin.y, 0.51) << c.extent.width;
        EXPECT_TRUE(view.fitted());
    }
}

TEST(Viewport, ZoomsAtThePointer) {
    Viewport view = view_of({0, 0, 4000, 3000}, {400, 300});
    const PointF at{300, 100};
    for (const double scale : {0.25, 1.0, 8.0, 3.0, 0.5}) {
        const PointF before = view.to_source(at);
        view.zoom_to(scale, at);
        EXPECT_DOUBLE_EQ(view.scale(), scale);
        EXPECT_NEAR(view.to_source(at).x, before.x, 2 / std::min(scale, 0.25)) << scale;
        EXPECT_NEAR(view.to_source(at).y, before.y, 2 / std::min(scale, 0.25)) << scale;
    }
    view.zoom_to(100, at);
    EXPECT_EQ(view.scale(), 16);
    EXPECT_FALSE(view.fitted());
    for (int i = 0; i < 30; ++i) view.zoom_out(at);
    EXPECT_TRUE(view.fitted());  // and it does not become smaller
    EXPECT_DOUBLE_EQ(view.scale(), 0.1);
}

TEST(Viewport, ZoomsASmallPictureOutToItsOwnSize) {
    Viewport view = view_of({0, 0, 100, 100}, {450, 450});
    EXPECT_EQ(view.scale(), 4);
    for (int i = 0; i < 9; ++i) view.zoom_out({0, 0});
    EXPECT_EQ(view.scale(), 1);
    EXPECT_FALSE(view.fitted());
    EXPECT_EQ(view.origin(), (PointF{175, 175}));
}

TEST(Viewport, LeavesNoGapOnOneSide) {
    Viewport view = view_of({0, 0, 1000, 100}, {500, 300});
    view.zoom_to(1);
    view.pan(10000, 10000);
    EXPECT_EQ(view.origin(), (PointF{0, 100}));  // the height fits: centred
    view.pan(-10000, -10000);
    EXPECT_EQ(view.origin(), (PointF{-500, 100}));
    view.pan(100, 0);
    EXPECT_EQ(view.origin(), (PointF{-400, 100}));
    EXPECT_FALSE(view.fitted());
    Viewport fitted = view_of({0, 0, 1000, 100}, {500, 300});
    fitted.pan(50, 50);  // everything is visible, so it does not move
    EXPECT_TRUE(fitted.fitted());
}

TEST(Viewport, KeepsWhatIsSeenWhenTheWindowChanges) {
    Viewport view = view_of({0, 0, 4000, 3000}, {400, 300});
    view.set_screen({800, 600});
    EXPECT_DOUBLE_EQ(view.scale(), 0.2);
    EXPECT_TRUE(view.fitted());

    view.zoom_to(1, {200, 200});
    const PointF middle = view.to_source(view.centre());
    view.set_screen({401, 301});
    EXPECT_NEAR(view.to_source(view.centre()).x, middle.x, 1);
    EXPECT_NEAR(view.to_source(view.centre()).y, middle.y, 1);
    EXPECT_EQ(view.scale(), 1);

    view.show({100, 100, 200, 200});
    view.set_screen({200, 200});
    EXPECT_EQ(view.scale(), 1);
    EXPECT_EQ(view.seen_of_source({4000, 3000}), (Rect{100, 100, 200, 200}));
}

TEST(Viewport, KeepsTheZoomWhenPaddingComes) {
    Viewport view = view_of({0, 0, 400, 300}, {400, 300});
    view.set_extent({-100, 0, 600, 300});
    EXPECT_TRUE(view.fitted());
    view.zoom_to(2);
    view.set_extent({0, 0, 400, 300});
    EXPECT_EQ(view.scale(), 2);
}

TEST(Viewport, ShowsAPartBeforeTheWindowHasASize) {
    Viewport view;
    view.set_extent({0, 0, 4000, 3000});
    view.show({1000, 1000, 300, 300});
    view.set_screen({450, 450});
    EXPECT_EQ(view.scale(), 1.5);
    EXPECT_EQ(view.seen_of_source({4000, 3000}), (Rect{1000, 1000, 300, 300}));
}

TEST(Viewport, ShowsPartsAtASharpScale) {
    const struct {
        RectF part;
        double scale;
    } cases[] = {
        {{0, 0, 400, 300}, 1},     {{0, 0, 390, 200}, 1}, {{100, 100, 512, 512}, 0.5},
        {{50, 50, 100, 100}, 3},   {{50, 50, 10, 10}, 4},  // no mosaic of large pixels
        {{0, 0, 4000, 3000}, 0.1},                         // all of the part
    };
    Viewport view = view_of({0, 0, 4000, 3000}, {400, 300});
    for (const auto& c : cases) {
        view.show(c.part);
        EXPECT_DOUBLE_EQ(view.scale(), c.scale) << c.part.width;
    }
}

TEST(Viewport, TellsWhatIsSeen) {
    Viewport view = view_of({0, 0, 1000, 1000}, {300, 200});
    EXPECT_EQ(view.seen_of_source({1000, 1000}), (Rect{0, 0, 1000, 1000}));
    view.zoom_to(2, {0, 0});
    view.pan(10000, 10000);
    EXPECT_EQ(view.seen_of_source({1000, 1000}), (Rect{0, 0, 150, 100}));
    view.pan(-5, -1);  // fractions of pixels add up
    EXPECT_EQ(view.seen_of_source({1000, 1000}), (Rect{2, 0, 151, 101}));
    EXPECT_EQ(view.seen_on_screen({0, 0, 10, 10}), (Rect{0, 0, 15, 19}));
    EXPECT_EQ(view.seen_on_screen({500, 500, 10, 10}), Rect{});

    // the padding around the source does not belong to it
    const Viewport padded = view_of({-100, 0, 400, 200}, {400, 200});
    EXPECT_EQ(padded.seen_of_source({200, 200}), (Rect{0, 0, 200, 200}));
}

TEST(Viewport, SplitsFromTheSideWhereReadingStarts) {
    const Rect strip{100, 10, 200, 50};
    const struct {
        double share;
        bool mirrored;
        double line;
        Rect before;
    } cases[] = {
        {0.25, false, 150, {100, 10, 50, 50}}, {0.25, true, 250, {250, 10, 50, 50}},
        {0, false, 100, {100, 10, 0, 50}},     {0, true, 300, {300, 10, 0, 50}},
        {1, false, 300, {100, 10, 200, 50}},   {1, true, 100, {100, 10, 200, 50}},
    };
    for (const auto& c : cases) {
        EXPECT_EQ(split_line(strip, c.share, c.mirrored), c.line);
        EXPECT_NEAR(split_share(strip, c.line, c.mirrored), c.share, kTiny);
        EXPECT_EQ(before_side(strip, c.line, c.mirrored), c.before);
    }
    EXPECT_EQ(split_share(strip, -1000, false), 0);
    EXPECT_EQ(split_share(strip, -1000, true), 1);
    EXPECT_EQ(split_share({}, 5, false), 0.5);
}

TEST(Viewport, TellsWhatThePointerHolds) {
    const Size screen{400, 300};
    const Rect strip{50, 50, 300, 200};
    const RectF part{100, 100, 100, 80};
    const struct {
        Holds holds;
        PointF at;
        Hold hold;
    } cases[] = {
        {{}, {5, 5}, Hold::Picture},
        {{strip, 200, {}, true, 5}, {204, 100}, Hold::Line},
        {{strip, 200, {}, true, 5}, {206, 100}, Hold::Picture},
        {{strip, 200, {}, true, 5}, {200, 20}, Hold::Picture},  // above the line's area
        {{strip, 200, part, true, 5}, {199, 120}, Hold::Line},  // even on the part's frame
        {{{}, 0, part, true, 5}, {150, 140}, Hold::Part},
        {{{}, 0, part, true, 5}, {96, 140}, Hold::Part},
        {{{}, 0, part, true, 5}, {90, 140}, Hold::Picture},
        {{{}, 0, part, false, 5}, {150, 140}, Hold::Picture},
        {{{}, 0, part, false, 5}, {150, 178}, Hold::Part},
        // part of it is outside the screen
        {{{}, 0, RectF{-10, 0, 900, 900}, true, 5}, {150, 140}, Hold::Picture},
        {{{}, 0, RectF{-10, 20, 900, 900}, true, 5}, {150, 21}, Hold::Part},
    };
    for (const auto& c : cases)
        EXPECT_EQ(static_cast<int>(hold_at(c.holds, c.at, screen)), static_cast<int>(c.hold))
            << c.at.x << "," << c.at.y;
}

TEST(Viewport, KeepsPartsWithinTheSource) {
    const Size source{600, 400};
    const std::pair<Rect, Rect> moved[] = {
        {{10, 10, 100, 100}, {10, 10, 100, 100}},
        {{-10, -10, 100, 100}, {0, 0, 100, 100}},
        {{590, 390, 100, 100}, {500, 300, 100, 100}},
        {{50, 50, 1000, 1000}, {0, 0, 600, 400}},
    };
    for (const auto& [part, expected] : moved) EXPECT_EQ(within(part, source), expected);

    const std::pair<PointF, Rect> chosen[] = {
        {{300, 200}, {172, 72, 256, 256}},
        {{0, 0}, {0, 0, 256, 256}},
        {{1e9, 200.4}, {344, 72, 256, 256}},
    };
    for (const auto& [at, expected] : chosen)
        EXPECT_EQ(part_around(at, {256, 256}, source), expected);
    EXPECT_EQ(part_around({5, 5}, {512, 512}, source), (Rect{0, 0, 512, 400}));
}

TEST(Viewport, TheSamePlaceIsSeenAfterTheSourceWasScaled) {
    Viewport view;
    view.set_extent({0, 0, 600, 400});
    view.set_screen({300, 200});
    view.zoom_to(2, {100, 50});
    const PointF before = view.to_source({70, 90});
    view.scale_source(2);
    view.set_extent({0, 0, 1200, 800});
    EXPECT_DOUBLE_EQ(view.scale(), 1);
    EXPECT_NEAR(view.to_source({70, 90}).x, 2 * before.x, 1e-9);
    EXPECT_NEAR(view.to_source({70, 90}).y, 2 * before.y, 1e-9);
    view.fit();
    view.scale_source(2);
    view.set_extent({0, 0, 2400, 1600});
    EXPECT_TRUE(view.fitted()) << "all of it is still seen";
    EXPECT_DOUBLE_EQ(view.scale(), 0.125);
}

}  // namespace
}  // namespace upscale
