// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/origin.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace upscale {
namespace {

LayerIdentity layer(ItemId id, ItemId parent = -1) {
    return {id, parent, false, static_cast<unsigned>(id) + 100, "Layer", {30, 20}, ""};
}

/// A result of the layer `source`; its parasite is that of the layer `own`.
LayerIdentity result(ItemId id, ItemId source, ItemId own, ItemId parent = -1) {
    LayerIdentity made = layer(id, parent);
    made.name = "Layer – upscale";
    made.parasite = with_tattoo(R"({"source":{"name":"Layer","width":30,"height":20,"tattoo":)" +
                                    std::to_string(source + 100) + "}}",
                                static_cast<unsigned>(own) + 100);
    return made;
}

LayerIdentity group(ItemId id) {
    LayerIdentity made = layer(id);
    made.group = true;
    return made;
}

using Layers = std::vector<LayerIdentity>;

TEST(Origin, IsFoundByItsTattooWhateverItLooksLike) {
    Layers layers = {result(2, 1, 2), layer(1)};
    layers[1].name = "Mine";
    layers[1].size = {60, 40};
    EXPECT_EQ(original_among(layers, 2), 1);
    EXPECT_EQ(original_among(layers, 1), std::nullopt) << "no result";
    EXPECT_EQ(original_among(layers, 7), std::nullopt) << "no layer";
    EXPECT_EQ(original_among(Layers{result(2, 1, 2)}, 2), std::nullopt) << "it is gone";
    EXPECT_EQ(original_among(Layers{result(2, 1, 2), layer(3)}, 2), std::nullopt);
}

TEST(Origin, IsTheFirstOfAChain) {
    const Layers layers = {result(3, 2, 3), result(2, 1, 2), layer(1)};
    EXPECT_EQ(original_among(layers, 3), 1);
    EXPECT_EQ(original_among(std::span(layers).first(2), 3), 2) << "as far as it goes";
    const Layers ring = {result(2, 3, 2), result(3, 2, 3)};
    EXPECT_TRUE(original_among(ring, 2)) << "and comes to an end";
}

TEST(Origin, OfACopyOrAnOldResultIsFoundByNameAndSize) {
    // in another image a layer with the same tattoo is another layer
    Layers layers = {result(2, 1, 9), layer(1), layer(4)};
    layers[1].name = "Other";
    EXPECT_EQ(original_among(layers, 2), 4);
    layers[2].size = {30, 21};
    EXPECT_EQ(original_among(layers, 2), std::nullopt);
    layers[0].parasite = R"({"source":{"name":"Other","width":30,"height":20}})";
    EXPECT_EQ(original_among(layers, 2), 1);
    for (const char* foreign : {"x", "{}", "[]", R"({"source":{"tattoo":-1}})"}) {
        layers[0].parasite = foreign;
        EXPECT_EQ(original_among(layers, 2), std::nullopt) << foreign;
    }
}

TEST(Origin, OfAGroupIsThatOfItsFirstResult) {
    Layers layers = {group(5), result(2, 1, 2, 5), result(3, 4, 3, 5), layer(1), layer(4)};
    EXPECT_EQ(original_among(layers, 5), 1);
    EXPECT_EQ(original_among(layers, 3), 4);
    layers.insert(layers.begin() + 2, layer(6, 5));
    EXPECT_EQ(original_among(layers, 5), std::nullopt) << "it holds something else, too";
    EXPECT_EQ(original_among(Layers{group(5)}, 5), std::nullopt);
    Layers nested = {group(5), group(7), result(2, 1, 2, 7), layer(1)};
    nested[1].parent = 5;
    EXPECT_EQ(original_among(nested, 5), 1);
}

TEST(TopmostResult, LiesDirectlyAboveItsSource) {
    EXPECT_EQ(topmost_result(Layers{layer(1)}, 1), 1) << "no result yet";
    EXPECT_EQ(topmost_result(Layers{layer(8), result(2, 1, 2), layer(1)}, 1), 2);
    EXPECT_EQ(topmost_result(Layers{result(3, 1, 3), result(2, 1, 2), layer(1)}, 1), 3);
    EXPECT_EQ(topmost_result(Layers{result(3, 1, 3), layer(8), result(2, 1, 2), layer(1)}, 1), 2)
        << "what the user moved away does not count";
    EXPECT_EQ(topmost_result(Layers{result(2, 1, 2), layer(8), layer(1)}, 1), 1);
    EXPECT_EQ(topmost_result(Layers{result(3, 2, 3), result(2, 1, 2), layer(1)}, 1), 3)
        << "nor does it separate a result from what was made from it";
    EXPECT_EQ(topmost_result(Layers{result(3, 2, 3), result(2, 1, 2), layer(1)}, 2), 3);
    EXPECT_EQ(topmost_result(Layers{group(5), result(2, 1, 2, 5), layer(1)}, 1), 5);
    EXPECT_EQ(topmost_result(Layers{group(5), layer(1, 5), result(2, 1, 2)}, 1), 1)
        << "one in another group does not count";
    EXPECT_EQ(topmost_result(Layers{}, 1), 1);
}

TEST(Origin, ATattooReplacesAnother) {
    const std::string source = R"({"source":{"tattoo":5},"fit":"whole"})";
    const std::string own = with_tattoo(source, 7);
    EXPECT_EQ(own, R"({"source":{"tattoo":5},"fit":"whole","tattoo":7})");
    EXPECT_EQ(with_tattoo(own, 9), R"({"source":{"tattoo":5},"fit":"whole","tattoo":9})");
    EXPECT_EQ(with_tattoo(R"({"source":{"tattoo":5}})", 9),
              R"({"source":{"tattoo":5},"tattoo":9})");
}

}  // namespace
}  // namespace upscale
