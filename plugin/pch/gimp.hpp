// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once for all files of a target, to save time. No file relies on it: each includes what it
// uses.
#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>
