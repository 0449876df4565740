// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presentation/presets.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.hpp"
#include "base/utf8.hpp"
#include "support/own_state.hpp"
#include "support/setting.hpp"

namespace upscale {
namespace {

class Presets : public testing::Test {
  protected:
    void write(const std::string& file, const std::string& text) {
        ASSERT_TRUE(make_folder(m_folder));
        ASSERT_TRUE(write_file(m_folder + "/" + file, as_bytes(text)));
    }
    std::vector<std::string> own() {
        std::vector<std::string> names;
        for (const Preset& preset : load_presets(m_folder).presets)
            if (!preset.builtin) names.push_back(preset.name);
        return names;
    }
    std::size_t files() {
        std::error_code ignored;
        const std::filesystem::directory_iterator found(m_folder, ignored);
        return static_cast<std::size_t>(std::distance(begin(found), end(found)));
    }
    TemporaryFolder m_temporary;
    std::string m_folder = m_temporary.path() + "/presets";
};

using Names = std::vector<std::string>;

TEST_F(Presets, BuiltInOnesAreThere) {
    const PresetList list = load_presets(m_folder);
    ASSERT_EQ(list.presets.size(), 3u);
    EXPECT_TRUE(list.broken.empty());
    EXPECT_EQ(list.presets[0].name, "Faithful");
    EXPECT_EQ(matching(list, Parameters())->name, "Balanced");
    for (const Preset& preset : list.presets) {
        Parameters values;
        values.prompt = "a lynx";
        values.upload_format = UploadFormat::Webp;
        apply(preset, values);
        EXPECT_TRUE(validate(values));
        EXPECT_EQ(values.prompt, "a lynx") << "it says nothing of it";
        EXPECT_EQ(matching(list, values)->name, preset.name);
    }
    Parameters other;
    other.detail = 51;
    EXPECT_EQ(matching(list, other), nullptr);
}

TEST_F(Presets, ComeBackAsTheyWereSaved) {
    Parameters values;
    values.prompt = "a lynx,\nin snow ❄\tand \"more\"";
    values.magic_prompt = MagicPrompt::On;
    values.resemblance = 0;
    values.detail = 100;
    values.protect_edges = true;
    values.upload_format = UploadFormat::Jpeg;
    for (const char* name : {"Meine Größe", "a/b", "a_b", ".hidden", "..", "CON", "猫"})
        ASSERT_TRUE(save_preset(m_folder, preset_from(name, values))) << name;
    const PresetList list = load_presets(m_folder);
    EXPECT_TRUE(list.broken.empty());
    EXPECT_EQ(own(), (Names{"..", ".hidden", "CON", "Meine Größe", "a/b", "a_b", "猫"}));
    EXPECT_EQ(files(), 7u);
    for (const Preset& preset : list.presets) {
        if (preset.builtin) continue;
        Parameters applied;
        apply(preset, applied);
        EXPECT_EQ(applied, values) << preset.name;
        EXPECT_EQ(preset.file.find('/'), std::string::npos);
        EXPECT_FALSE(preset.file.starts_with('.'));
    }
    EXPECT_EQ(matching(list, values)->name, "..") << "the first of them";
    // this preset has the values of a built-in one, and more
    Preset own = preset_from("Mine", Parameters());
    ASSERT_TRUE(save_preset(m_folder, own));
    EXPECT_EQ(matching(load_presets(m_folder), Parameters())->name, "Mine");
}

TEST_F(Presets, FilesCanBeRead) {
    EXPECT_EQ(to_json(builtin_presets()[0]),
              "{\n  \"name\": \"Faithful\",\n  \"magic-prompt\": \"off\",\n"
              "  \"resemblance\": 80,\n  \"detail\": 30\n}\n");
}

TEST_F(Presets, SavingRenamingAndDeleting) {
    Preset preset = preset_from("A", {});
    ASSERT_TRUE(save_preset(m_folder, preset));
    preset.values.detail = 9;
    ASSERT_TRUE(save_preset(m_folder, preset));
    EXPECT_EQ(files(), 1u) << "in the place of the first";
    ASSERT_TRUE(save_preset(m_folder, Preset{.name = "B"}));
    EXPECT_EQ(rename_preset(m_folder, "A", "B").error().kind, ErrorKind::BadInput);
    EXPECT_EQ(rename_preset(m_folder, "C", "D").error().kind, ErrorKind::BadInput);
    EXPECT_EQ(rename_preset(m_folder, "A", "Balanced").error().kind, ErrorKind::BadInput);
    EXPECT_TRUE(rename_preset(m_folder, "A", "A"));
    ASSERT_TRUE(rename_preset(m_folder, "A", "C"));
    EXPECT_EQ(own(), (Names{"B", "C"}));
    EXPECT_EQ(load_presets(m_folder).presets.back().values.detail, 9);
    ASSERT_TRUE(delete_preset(m_folder, "C"));
    EXPECT_EQ(delete_preset(m_folder, "C").error().kind, ErrorKind::BadInput);
    EXPECT_EQ(delete_preset(m_folder, "Balanced").error().kind, ErrorKind::BadInput);
    EXPECT_EQ(files(), 1u);
}

TEST_F(Presets, NothingIsWrittenThatCouldNotBeReadAgain) {
    const std::string names[] = {"",
                                 " ",
                                 "a ",
                                 "a\nb",
                                 std::string("a\0b", 3),
                                 "caf\xe9",
                                 "Faithful",
                                 std::string(101, 'x'),
                                 "\u202e"};
    for (const std::string& name : names)
        EXPECT_EQ(save_preset(m_folder, Preset{.name = name}).error().kind, ErrorKind::BadInput)
            << name;
    void (*const odd[])(Parameters&) = {
        [](Parameters& values) { values.resemblance = 101; },
        [](Parameters& values) { values.detail = -1; },
        [](Parameters& values) { values.magic_prompt = 3; },
        [](Parameters& values) { values.prompt = "a\u202eb"; },
        [](Parameters& values) { values.prompt = std::string(10001, 'x'); },
        [](Parameters& values) { values.upload_format = 4; }};
    for (const auto& spoil : odd) {
        Parameters values;
        spoil(values);
        EXPECT_EQ(save_preset(m_folder, preset_from("a", values)).error().kind,
                  ErrorKind::BadInput);
    }
    EXPECT_EQ(files(), 0u);
    Parameters longest;
    longest.prompt = std::string(10000, '\n');
    EXPECT_TRUE(save_preset(m_folder, preset_from(std::string(100, 'x'), longest)));
}

TEST_F(Presets, FilesOfOthersAreNotTrusted) {
    const char* const broken[] = {"",
                                  "[]",
                                  "{}",
                                  R"({"name":""})",
                                  R"({"name":"a\u0000b"})",
                                  R"({"name":5})",
                                  R"({"name":"a","resemblance":101})",
                                  R"({"name":"a","detail":"5"})",
                                  R"({"name":"a","magic-prompt":"maybe"})",
                                  R"({"name":"a","protect-edges":1})",
                                  R"({"name":"a","upload-format":0})",
                                  R"({"name":"a","prompt":"\u0007"})",
                                  R"({"name":"a","prompt":"a\u0000b"})",
                                  R"({"name":"Balanced"})"};
    int i = 0;
    for (const char* text : broken) write("x" + std::to_string(++i) + ".json", text);
    write("long.json", R"({"name":"long"})" + std::string(64 << 10, ' '));
    std::filesystem::create_directory(m_folder + "/folder.json");
    write("notes.txt", "{}");
    write("fine.json", R"({"name":"Not the file's","resemblance":7,"unknown":{}})");
    write("other.json", R"({"name":"Not the file's"})");
    const PresetList list = load_presets(m_folder);
    EXPECT_EQ(own(), Names{"Not the file's"});
    EXPECT_EQ(list.presets.back().values.resemblance, 7);
    EXPECT_EQ(list.broken.size(), std::size(broken) + 3);
    for (const std::string& words : list.broken) {
        EXPECT_NE(words.find(".json: "), std::string::npos) << words;
        EXPECT_EQ(printable_line(words), words);
    }
    // the preset keeps its file, and no file of others is overwritten
    Preset mine = preset_from("Not the file's", {});
    mine.values.detail = 1;
    ASSERT_TRUE(save_preset(m_folder, mine));
    EXPECT_NE(as_text(*read_file(m_folder + "/fine.json", 9999)).find("\"detail\": 1"),
              std::string_view::npos);
    ASSERT_TRUE(save_preset(m_folder, Preset{.name = "long"}));
    EXPECT_EQ(std::filesystem::file_size(m_folder + "/long.json"), (64u << 10) + 15);
}

TEST(PresetsFolder, IsInTheStateFolderIfThatIsSet) {
    const OwnState state;
    EXPECT_EQ(presets_folder(), state_folder() + "/presets");
}

}  // namespace
}  // namespace upscale
