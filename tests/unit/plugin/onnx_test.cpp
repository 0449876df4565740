// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// ONNX files in half precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/files.hpp"
#include "base/result.hpp"
#include "local/networks/onnx.hpp"

namespace upscale::local {
namespace {

std::string message(int field, const std::string& content) {
    return std::string{static_cast<char>(field << 3 | 2), static_cast<char>(content.size())} +
           content;
}
std::string number(int field, int value) {
    return {static_cast<char>(field << 3), static_cast<char>(value)};
}

Bytes read(const char* path) { return read_file(path, 10 << 20).value(); }

struct HalfCase {
    const char* what;
    std::string half, single;  ///< a graph's contents
};

class HalfPrecision : public testing::TestWithParam<HalfCase> {};

TEST_P(HalfPrecision, BecomesSinglePrecision) {
    const std::string model = number(1, 6) + message(7, GetParam().half) + message(2, "maker");
    const std::string expected = number(1, 6) + message(7, GetParam().single) + message(2, "maker");
    EXPECT_EQ(as_text(in_single_precision(Bytes(model.begin(), model.end()))), expected);
}

// 1 and -2 as halves and as floats
const std::string kHalves("\x00\x3c\x00\xc0", 4), kFloats("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8);
const std::string kNumbers("\x80\x78\x80\x80\x03", 5);  // the same halves as protobuf's numbers

INSTANTIATE_TEST_SUITE_P(
    Graphs, HalfPrecision,
    testing::Values(
        HalfCase{"initializer",
                 message(5, number(1, 2) + number(2, 10) + message(8, "w") + message(9, kHalves)),
                 message(5, number(1, 2) + number(2, 1) + message(8, "w") + message(9, kFloats))},
        HalfCase{"packed numbers", message(5, number(2, 10) + message(5, kNumbers)),
                 message(5, number(2, 1) + message(9, kFloats))},
        HalfCase{
            "constant in a graph in a node",
            message(1,
                    message(5,
                            message(6,
                                    message(1, message(5, message(5, number(2, 10) +
                                                                         message(9, kHalves))))))),
            message(1,
                    message(5,
                            message(6,
                                    message(1, message(5, message(5, number(2, 1) +
                                                                         message(9, kFloats)))))))},
        HalfCase{"cast",
                 message(1, message(4, "Cast") + message(5, message(1, "to") + number(3, 10))),
                 message(1, message(4, "Cast") + message(5, message(1, "to") + number(3, 1)))},
        HalfCase{"another number", message(1, message(5, message(1, "axis") + number(3, 10))),
                 message(1, message(5, message(1, "axis") + number(3, 10)))},
        HalfCase{"input", message(11, message(1, "in") + message(2, message(1, number(1, 10)))),
                 message(11, message(1, "in") + message(2, message(1, number(1, 1))))}),
    [](const auto& info) {
        std::string name = info.param.what;
        std::replace(name.begin(), name.end(), ' ', '_');
        return name;
    });

TEST(Onnx, LeavesEverythingElseAsItIs) {
    Bytes file = read(UPSCALE_SOURCE_DIR "/plugin/local/models/scale2.0x_model.onnx");
    const Bytes single = in_single_precision(file);
    EXPECT_GT(single.size(), 2 * file.size() - 10000);
    EXPECT_EQ(in_single_precision(single), single) << "nothing is left to do";
    for (const std::size_t length : {0, 1, 2, 100, 5000, 1000000}) {
        const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
        EXPECT_EQ(in_single_precision(cut), cut) << length;
    }
    const Bytes photo = read(TEST_DATA "/coffee.png");
    EXPECT_EQ(in_single_precision(photo), photo);
}

TEST(Onnx, EndsInGraphsWithoutEnd) {
    // a graph's node (1), its attribute (5), the graph in it (6), and so on
    const auto model = [](int graphs) {
        Bytes made = {5 << 3 | 2, 8, 2 << 3, 10, 9 << 3 | 2, 4, 0, 0x3c, 0, 0xc0};
        std::vector<int> fields;
        for (int i = 0; i < graphs; ++i) fields.insert(fields.end(), {6, 5, 1});
        fields.push_back(7);
        for (const int field : fields) {
            Bytes outer{static_cast<std::uint8_t>(field << 3 | 2)};
            std::size_t length = made.size();
            for (; length > 0x7f; length >>= 7)
                outer.push_back(static_cast<std::uint8_t>(length | 0x80));
            outer.push_back(static_cast<std::uint8_t>(length));
            outer.insert(outer.end(), made.begin(), made.end());
            made = outer;
        }
        return made;
    };
    EXPECT_NE(in_single_precision(model(3)), model(3));
    EXPECT_EQ(in_single_precision(model(1000)), model(1000));
}

}  // namespace
}  // namespace upscale::local
