// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a handle is to POSIX.
#pragma once

#include "platform/files.hpp"

namespace upscale::platform {

inline int descriptor_of(const Handle& handle) { return static_cast<int>(handle.value()); }

}  // namespace upscale::platform
