// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gimp2/editor/parasites.hpp"

#include <libgimp/gimp.h>

#include <memory>

#include "common/gobject_ptr.hpp"

namespace upscale {
namespace {

using ParasitePtr = std::unique_ptr<GimpParasite, Release<&gimp_parasite_free>>;

std::string text_of(const ParasitePtr& parasite) {
    if (!parasite) return {};
    return {static_cast<const char*>(gimp_parasite_data(parasite.get())),
            static_cast<std::size_t>(gimp_parasite_data_size(parasite.get()))};
}

ParasitePtr new_parasite(const char* name, const std::string& text) {
    return ParasitePtr(gimp_parasite_new(name, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                                         static_cast<guint32>(text.size()), text.data()));
}

}  // namespace

std::string parasite_of(ItemId item, const char* name) {
    return text_of(ParasitePtr(gimp_item_get_parasite(item, name)));
}

std::string parasite_of_image(ImageId image, const char* name) {
    return text_of(ParasitePtr(gimp_image_get_parasite(image, name)));
}

bool attach_parasite(ItemId item, const std::string& text) {
    return gimp_item_attach_parasite(item, new_parasite(kLayerParasite, text).get());
}

bool attach(ImageId image, const Parasite& wanted, Rollback& rollback) {
    const std::string name = wanted.name;
    const std::string before = parasite_of_image(image, name.c_str());
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
