// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/grid.hpp"

#include <gtest/gtest.h>

namespace upscale {
namespace {

Grid grid_of(std::size_t count, Size area, bool mirrored = false) {
    return {.count = count, .area = area, .gap = 10, .mirrored = mirrored};
}

TEST(Grid, HasAShapeForEachNumberOfResults) {
    const struct {
        std::size_t count;
        Size area, shape;
    } cases[] = {
        {1, {600, 400}, {1, 1}}, {2, {600, 400}, {2, 1}}, {2, {400, 600}, {1, 2}},
        {3, {600, 400}, {2, 2}}, {4, {400, 600}, {2, 2}}, {5, {600, 400}, {4, 2}},
        {8, {600, 400}, {4, 2}}, {8, {400, 600}, {2, 4}}, {2, {500, 500}, {2, 1}},
    };
    for (const auto& c : cases)
        EXPECT_EQ(grid_of(c.count, c.area).shape(), c.shape) << c.count << " " << c.area.width;
}

TEST(Grid, CellsHaveOneSizeAndDoNotTouch) {
    for (std::size_t count = 2; count <= kMostCells; ++count) {
        const Grid grid = grid_of(count, {607, 403});
        for (std::size_t i = 0; i < count; ++i) {
            const Rect cell = grid.cell(i);
            EXPECT_EQ((Size{cell.width, cell.height}), grid.cell_size());
            EXPECT_EQ(intersection(cell, {5, 5, 597, 393}), cell) << count << " " << i;
            for (std::size_t k = 0; k < i; ++k) {
                const Rect other = grid.cell(k);
                const Rect with_gap{other.x - 9, other.y - 9, other.width + 18, other.height + 18};
                EXPECT_EQ(intersection(cell, with_gap).width * intersection(cell, with_gap).height,
                          0);
            }
        }
    }
}

TEST(Grid, ReadsFromTheSideThatTheLanguageDoes) {
    const Grid grid = grid_of(4, {600, 400});
    EXPECT_EQ(grid.cell(0), (Rect{5, 5, 290, 190}));
    EXPECT_EQ(grid.cell(1), (Rect{305, 5, 290, 190}));
    EXPECT_EQ(grid.cell(2), (Rect{5, 205, 290, 190}));
    EXPECT_EQ(grid_of(4, {600, 400}, true).cell(0), grid.cell(1));
}

TEST(Grid, FindsTheCellAtAPoint) {
    const Grid grid = grid_of(3, {600, 400});
    EXPECT_EQ(grid.cell_at({5, 5}), 0U);
    EXPECT_EQ(grid.cell_at({594.9, 194.9}), 1U);
    EXPECT_EQ(grid.cell_at({100, 300}), 2U);
    EXPECT_EQ(grid.cell_at({300, 100}), std::nullopt);  // between two
    EXPECT_EQ(grid.cell_at({500, 300}), std::nullopt);  // where a fourth would be
    EXPECT_EQ(grid.cell_at({-1, -1}), std::nullopt);
}

TEST(Grid, ATinyAreaHasCellsWithoutSize) {
    const Grid grid = grid_of(8, {20, 10});
    EXPECT_EQ(grid.cell_size(), (Size{0, 0}));
    EXPECT_EQ(grid.cell_at({10, 5}), std::nullopt);
}

TEST(Grid, ArrowsLeadFromCellToCell) {
    const struct {
        std::size_t from;
        int dx, dy;
        std::size_t to;
    } cases[] = {
        {0, 1, 0, 1},  {1, 1, 0, 1}, {0, -1, 0, 0},
        {0, 0, 1, 2},  {1, 0, 1, 1},  // there is no fourth
        {2, 0, -1, 0}, {2, 1, 0, 2}, {2, 0, 1, 2},
    };
    const Grid grid = grid_of(3, {600, 400});
    for (const auto& c : cases)
        EXPECT_EQ(grid.neighbour(c.from, c.dx, c.dy), c.to) << c.from << " " << c.dx << " " << c.dy;
    EXPECT_EQ(grid_of(3, {600, 400}, true).neighbour(0, -1, 0), 1U);
}

TEST(LookDeed, FollowsFromKeyAndResults) {
    const struct {
        LookKey key;
        int digit;
        bool control;
        std::size_t count;
        LookDeed deed;
    } cases[] = {
        {LookKey::Digit, 1, false, 0, LookDeed::Pixels},
        {LookKey::Digit, 1, false, 1, LookDeed::Pixels},
        {LookKey::Digit, 1, false, 2, LookDeed::Large},
        {LookKey::Digit, 1, true, 2, LookDeed::Pixels},
        {LookKey::Digit, 1, true, 0, LookDeed::Pixels},
        {LookKey::Digit, 2, false, 1, LookDeed::Nothing},
        {LookKey::Digit, 2, false, 2, LookDeed::Large},
        {LookKey::Digit, 3, false, 2, LookDeed::Nothing},
        {LookKey::Digit, 8, false, 8, LookDeed::Large},
        {LookKey::Digit, 9, false, 8, LookDeed::Nothing},
        {LookKey::Digit, 0, false, 8, LookDeed::Nothing},
        {LookKey::Digit, 2, true, 2, LookDeed::Nothing},
        {LookKey::Enter, 0, false, 0, LookDeed::Nothing},
        {LookKey::Enter, 0, false, 1, LookDeed::Add},
        {LookKey::Enter, 0, false, 4, LookDeed::Add},
        {LookKey::Enter, 0, true, 4, LookDeed::Nothing},
        {LookKey::Space, 0, false, 0, LookDeed::Nothing},
        {LookKey::Space, 0, false, 4, LookDeed::Before},
    };
    for (const auto& c : cases)
        EXPECT_EQ(deed_of(c.key, c.digit, c.control, c.count), c.deed)
            << static_cast<int>(c.key) << " " << c.digit << " " << c.control << " " << c.count;
}

ResultItem item(const std::string& job, std::size_t index, bool imported = false) {
    ResultItem item;
    item.job = job;
    item.index = index;
    item.imported = imported;
    return item;
}

TEST(ToShow, OneResultBringsItsRunAndSeveralAreShownThemselves) {
    const std::vector<ResultItem> all = {item("b", 0), item("b", 1, true), item("a", 0),
                                         item("a", 1), item("a", 2)};
    const std::vector<ResultItem> both = {all[1], all[3]};
    EXPECT_EQ(to_show({}, all, all), std::vector<ResultItem>());
    EXPECT_EQ(to_show({all[3]}, {}, all), (std::vector{all[2], all[3], all[4]}));
    EXPECT_EQ(to_show(both, {}, all), both);
    // What is shown stays when one of it is chosen, with what is known of it now.
    EXPECT_EQ(to_show({all[3]}, {item("b", 1, false), all[3]}, all), both);
    EXPECT_EQ(to_show({all[0]}, both, all), (std::vector{all[0], all[1]}));
    // A result that is gone from the list is not shown any more.
    EXPECT_EQ(to_show({all[3]}, {item("c", 0), all[3]}, all), std::vector{all[3]});
}

TEST(ToShow, AtMostEight) {
    std::vector<ResultItem> all;
    for (std::size_t i = 0; i < 10; ++i) all.push_back(item(std::to_string(i), 0));
    EXPECT_EQ(to_show(all, {}, all).size(), kMostCells);
}

TEST(ToShow, ComparesResultsByTheirFile) {
    EXPECT_TRUE(are_same({item("a", 1)}, {item("a", 1, true)}));
    EXPECT_FALSE(are_same({item("a", 1)}, {item("a", 0)}));
    EXPECT_FALSE(are_same({item("a", 1)}, {item("a", 1), item("a", 2)}));
}

}  // namespace
}  // namespace upscale
