// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into plug-ins (LD_PRELOAD): the n-th layer that ours inserts is refused. n is in the
// file $FAIL_INSERTION, where each insertion counts it down; without the file nothing is refused.
#include <dlfcn.h>
#include <errno.h>

#include <cstdlib>
#include <fstream>
#include <string_view>

// The first three are numbers in GIMP 2.10 and pointers in GIMP 3.
extern "C" int gimp_image_insert_layer(void* image, void* layer, void* parent, int position) {
    using Insert = int (*)(void*, void*, void*, int);
    static const auto real = reinterpret_cast<Insert>(dlsym(RTLD_NEXT, "gimp_image_insert_layer"));
    const bool ours = std::string_view(program_invocation_short_name) == "ideogram-upscale";
    const char* name = ours ? std::getenv("FAIL_INSERTION") : nullptr;
    int left = 0;
    if (name && std::ifstream(name) >> left && left > 0) {
        std::ofstream(name) << left - 1;
        if (left == 1) return 0;
    }
    return real(image, layer, parent, position);
}
