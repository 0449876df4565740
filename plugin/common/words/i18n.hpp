// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Translation. Untranslated texts are marked with N_() (base/translatable.hpp).
#pragma once

#include <libintl.h>

#define _(text) dgettext("ideogram-upscale", text)
