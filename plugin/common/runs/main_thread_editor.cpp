// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/runs/main_thread_editor.hpp"

#include <type_traits>

namespace upscale {
namespace {

/// The answer of fn() on the main thread; `otherwise` if there is no main loop any more.
template <class Fn>
auto ask(MainCalls& calls, Fn fn, std::invoke_result_t<Fn&> otherwise = {})
    -> std::invoke_result_t<Fn&> {
    if (auto answer = calls.call(fn)) return std::move(*answer);
    return otherwise;
}

/// The same for what returns nothing.
template <class Fn>
void tell(MainCalls& calls, Fn fn) {
    static_cast<void>(calls.call([&] {
        fn();
        return true;
    }));
}

}  // namespace

std::string MainThreadEditor::name_of(ItemId item) {
    return ask(m_calls, [&] { return m_editor.name_of(item); });
}

Result<Source> MainThreadEditor::read_source(ImageId image, ItemId drawable, int region) {
    return ask(
        m_calls, [&] { return m_editor.read_source(image, drawable, region); }, cancelled());
}

Result<Bitmap> MainThreadEditor::decode(const std::string& path, ImageFormat format) {
    return ask(
        m_calls, [&] { return m_editor.decode(path, format); }, cancelled());
}

ImageState MainThreadEditor::state_of(ImageId image) {
    return ask(m_calls, [&] { return m_editor.state_of(image); });
}

std::optional<Rect> MainThreadEditor::bounds_of(ImageId image, ItemId item) {
    return ask(m_calls, [&] { return m_editor.bounds_of(image, item); });
}

std::optional<ItemId> MainThreadEditor::original_of(ImageId image, ItemId item) {
    return ask(m_calls, [&] { return m_editor.original_of(image, item); });
}

std::optional<ItemId> MainThreadEditor::source_of(ImageId image, ItemId item) {
    return ask(m_calls, [&] { return m_editor.source_of(image, item); });
}

unsigned MainThreadEditor::tattoo_of(ItemId layer) {
    return ask(m_calls, [&] { return m_editor.tattoo_of(layer); });
}

std::string MainThreadEditor::parasite_on_layer(ItemId layer, const char* name) {
    return ask(m_calls, [&] { return m_editor.parasite_on_layer(layer, name); });
}

std::string MainThreadEditor::parasite_on_image(ImageId image, const std::string& name) {
    return ask(m_calls, [&] { return m_editor.parasite_on_image(image, name); });
}

Appearance MainThreadEditor::appearance_of(ImageId image, ItemId layer) {
    return ask(m_calls, [&] { return m_editor.appearance_of(image, layer); });
}

Result<ItemId> MainThreadEditor::make_layer(ImageId image, const NewLayer& content) {
    return ask(
        m_calls, [&] { return m_editor.make_layer(image, content); }, cancelled());
}

bool MainThreadEditor::has_link_layers() {
    return ask(m_calls, [&] { return m_editor.has_link_layers(); });
}

bool MainThreadEditor::is_link(ItemId layer) {
    return ask(m_calls, [&] { return m_editor.is_link(layer); });
}

Result<LinkLayer> MainThreadEditor::make_link(ImageId image, const std::string& name,
                                              const NewLayer& content) {
    return ask(
        m_calls, [&] { return m_editor.make_link(image, name, content); }, cancelled());
}

void MainThreadEditor::discard_layer(ItemId layer) {
    tell(m_calls, [&] { m_editor.discard_layer(layer); });
}

std::string MainThreadEditor::file_stem_of(ImageId image) {
    return ask(m_calls, [&] { return m_editor.file_stem_of(image); });
}

std::string MainThreadEditor::saved_file_of(ImageId image) {
    return ask(m_calls, [&] { return m_editor.saved_file_of(image); });
}

Result<ImageId> MainThreadEditor::make_image(const ImageOrigin& like, const std::string& name,
                                             const std::string& xmp, const NewLayer& content) {
    return ask(
        m_calls, [&] { return m_editor.make_image(like, name, xmp, content); }, cancelled());
}

void MainThreadEditor::discard_image(ImageId image) {
    tell(m_calls, [&] { m_editor.discard_image(image); });
}

Status MainThreadEditor::import_layers(const LayerImport& import) {
    return ask(
        m_calls, [&] { return m_editor.import_layers(import); }, cancelled());
}

void MainThreadEditor::show_images(const std::vector<ImageId>& images) {
    tell(m_calls, [&] { m_editor.show_images(images); });
}

}  // namespace upscale
