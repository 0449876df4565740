// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says of a run, in English as no translation is bound here.
#include "window/words.hpp"

#include <gtest/gtest.h>

#include "common/dialogs/progress_view.hpp"
#include "common/words/format.hpp"
#include "common/words/messages.hpp"
#include "common/words/outlook_words.hpp"

namespace upscale {
namespace {

Parameters values(int engine, int placement, int images = 1) {
    Parameters values;
    values.engine = engine;
    values.placement = placement;
    values.num_images = images;
    return values;
}

TEST(WindowWords, OfWhatAddingDoes) {
    using Change = Adding::Change;
    const struct {
        Adding adding;
        std::string words;
    } cases[] = {
        {{}, ""},
        {{1, 0, {1200, 800}, {}, {1200, 800}, Change::Scaled, Detour::None},
         "1 new layer, 1200 × 800 pixels · The whole image becomes 1200 × 800 pixels."},
        {{2, 0, {1200, 800}, {}, {1300, 900}, Change::Grown, Detour::None},
         "2 new layers, 1200 × 800 pixels · The canvas grows to 1300 × 900 pixels."},
        {{1, 0, {600, 400}, {}, {600, 400}, Change::None, Detour::None},
         "1 new layer, 600 × 400 pixels · Canvas and other layers stay as they are."},
        {{0, 2, {}, {1200, 800}, {600, 400}, Change::None, Detour::None},
         "2 new images, 1200 × 800 pixels · This image stays as it is."},
        {{0, 1, {}, {1200, 800}, {600, 400}, Change::None, Detour::SourceGone},
         "1 new image, 1200 × 800 pixels · The layer is gone or has changed, so the results are "
         "new images. · This image stays as it is."},
    };
    for (const auto& c : cases) EXPECT_EQ(adding_words(c.adding), c.words);
}

TEST(WindowWords, OfWhatIsSentAndComesBack) {
    Outlook one;
    one.images = one.layers = 1;
    one.region = {0, 0, 600, 400};
    one.sent = {600, 400};
    one.back = {1200, 800};
    Outlook two = one;
    two.images = two.layers = 2;
    Outlook none;
    const struct {
        const char* what;
        const Outlook& outlook;
        Parameters values;
        std::string sent, back, make;
    } cases[] = {
        {"one layer", one, values(Engine::Ideogram, Placement::ScaleImage),
         "Sent: 600 × 400 pixels", "Comes back: about 1200 × 800 pixels", "Make 1 Image"},
        {"nothing leaves this computer", one, values(Engine::Local, Placement::ScaleImage), "",
         "Comes back: about 1200 × 800 pixels", "Make 1 Image"},
        {"at the same size", one, values(Engine::Local, Placement::Fit), "",
         "Comes back with more detail at the same size, 600 × 400 pixels", "Make 1 Image"},
        {"several layers", two, values(Engine::Ideogram, Placement::GrowCanvas),
         "Sent: 600 × 400 pixels", "2 layers, each on its own, to about twice its size",
         "Make 2 Images"},
        {"several layers at the same size", two, values(Engine::Ideogram, Placement::Fit),
         "Sent: 600 × 400 pixels", "2 layers, each with more detail at the same size",
         "Make 2 Images"},
        {"no layer", none, values(Engine::Ideogram, Placement::Fit, 3), "", "", "Make 3 Images"},
    };
    for (const auto& c : cases) {
        EXPECT_EQ(sent_words(c.outlook, c.values, nullptr), c.sent) << c.what;
        EXPECT_EQ(back_words(c.outlook, c.values, nullptr), c.back) << c.what;
        EXPECT_EQ(make_label(c.outlook, c.values), c.make) << c.what;
    }
}

TEST(WindowWords, OfASizeThatIsAskedFor) {
    Outlook outlook;
    outlook.images = 12;
    outlook.layers = 1;
    outlook.region = {0, 0, 3000, 2000};
    outlook.sent = {3000, 2000};
    outlook.back = {12000, 8000};
    outlook.passes = 2;
    Parameters asked = values(Engine::Ideogram, Placement::ScaleImage);
    asked.target = Target::Factor;
    asked.target_value = 4;
    EXPECT_EQ(back_words(outlook, asked, nullptr),
              "Result: 12000 × 8000 pixels, a file of about 154 MB");
    EXPECT_EQ(price_words(outlook, asked), "12 images, paid · 2 passes");
    EXPECT_EQ(make_label(outlook, asked), "Make 12 Images");
    outlook.images_instead = 40;
    outlook.tiles_instead = 10;
    EXPECT_EQ(tiles_words(outlook, asked, false), "");
    EXPECT_EQ(tiles_words(outlook, asked, true),
              "Sending it whole loses detail. In 10 tiles nothing is lost: 40 images.");
    outlook.obstacle = Obstacle::NotLarger;
    EXPECT_EQ(tiles_words(outlook, asked, false), "In 10 tiles nothing is lost: 40 images.");
    asked.engine = Engine::Local;
    EXPECT_EQ(price_words(outlook, asked), "Free: made on this computer. · 2 passes");
    EXPECT_EQ(tiles_words(outlook, asked, false), "In 10 tiles it can be made.");
    asked.engine = Engine::Ideogram;
    outlook.tiles = 10;
    outlook.first_tiles = 2;
    EXPECT_EQ(price_words(outlook, asked), "12 images, paid · 2 passes · 10 tiles");
    EXPECT_EQ(sent_words(outlook, asked, nullptr),
              "Sent: 3000 × 2000 pixels in 2 tiles, without loss");
    outlook.new_images = true;
    EXPECT_EQ(effect_of(outlook, {}, asked), words_for(Detour::MuchLarger));
    outlook.layers = 2;
    EXPECT_EQ(back_words(outlook, asked, nullptr), "2 layers, the first to 12000 × 8000 pixels");
}

TEST(WindowWords, ASizeStaysOnOneLine) {
    EXPECT_EQ(unbroken("600 × 400 pixels, to 1200 × 800"),
              "600\u00a0×\u00a0400 pixels, to 1200\u00a0×\u00a0800");
    EXPECT_EQ(unbroken("no size"), "no size");
    EXPECT_EQ(unbroken(""), "");
}

TEST(WindowWords, OfWhatAStopCosts) {
    const std::string later = "It is paid for. If you cancel, the result can be fetched later.";
    const std::string here = "It is paid for and has arrived. It stays in the history.";
    const struct {
        Progress progress;
        std::string cost, stop;
    } cases[] = {
        {{.stage = Stage::Waiting, .cost = Cost::Free}, "", "_Stop"},
        {{.stage = Stage::Uploading, .cost = Cost::NotYet}, "Nothing is paid yet.", "_Stop"},
        {{.stage = Stage::Waiting, .cost = Cost::Kept}, later, "_Stop Waiting"},
        {{.stage = Stage::Downloading, .item = 1, .items = 2, .cost = Cost::Kept},
         later,
         "_Stop Waiting"},
        {{.stage = Stage::Downloading, .item = 2, .items = 2, .cost = Cost::Kept}, here, "_Stop"},
        {{.stage = Stage::Downloading, .cost = Cost::Kept}, later, "_Stop Waiting"},
        {{.stage = Stage::Importing, .cost = Cost::Kept}, here, "_Stop"},
    };
    for (const auto& c : cases) {
        EXPECT_EQ(describe_cost(c.progress), c.cost) << static_cast<int>(c.progress.stage);
        EXPECT_EQ(stop_label(c.progress), c.stop) << static_cast<int>(c.progress.stage);
    }
}

}  // namespace
}  // namespace upscale
