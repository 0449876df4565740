// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Converts handles and errors to and from those of POSIX.
#pragma once

#include <cerrno>
#include <system_error>

#include "platform/files.hpp"

namespace upscale::platform {

inline int descriptor_of(const Handle& handle) { return static_cast<int>(handle.value()); }

/// The error of the system call that has just failed.
inline std::error_code last_error() { return {errno, std::generic_category()}; }

}  // namespace upscale::platform
