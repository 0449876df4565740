// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp3/editor/parasites.hpp"

#include <memory>

#include "common/gobject_ptr.hpp"
#include "results/origin.hpp"

namespace upscale {
namespace {

using ParasitePtr = std::unique_ptr<GimpParasite, Release<&gimp_parasite_free>>;

std::string text_of(const ParasitePtr& parasite) {
    if (!parasite) return {};
    guint32 size = 0;
    const gconstpointer data = gimp_parasite_get_data(parasite.get(), &size);
    return {static_cast<const char*>(data), size};
}

ParasitePtr new_parasite(const char* name, const std::string& text) {
    return ParasitePtr(gimp_parasite_new(name, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                                         static_cast<guint32>(text.size()), text.data()));
}

}  // namespace

std::string parasite_of(GimpItem* item, const char* name) {
    return text_of(ParasitePtr(gimp_item_get_parasite(item, name)));
}

std::string parasite_of(GimpImage* image, const char* name) {
    return text_of(ParasitePtr(gimp_image_get_parasite(image, name)));
}

void attach_parasite(GimpItem* item, const std::string& text) {
    gimp_item_attach_parasite(item, new_parasite(kLayerParasite, text).get());
}

void attach_own_parasite(GimpLayer* layer, const NewLayer& content) {
    GimpItem* const marked =
        gimp_item_id_is_layer(content.like) ? gimp_item_get_by_id(content.like) : GIMP_ITEM(layer);
    attach_parasite(GIMP_ITEM(layer), with_tattoo(content.parasite, gimp_item_get_tattoo(marked)));
}

bool attach(GimpImage* image, const Parasite& wanted, Rollback& rollback) {
    const std::string name = wanted.name;
    const std::string before = parasite_of(image, name.c_str());
    if (!gimp_image_attach_parasite(image, new_parasite(name.c_str(), wanted.data).get()))
        return false;
    rollback.add([image, name, before] {
        if (before.empty())
            gimp_image_detach_parasite(image, name.c_str());
        else
            gimp_image_attach_parasite(image, new_parasite(name.c_str(), before).get());
    });
    return true;
}

}  // namespace upscale
