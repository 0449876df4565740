// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// For functions that C code calls: no exception may pass through C.
#pragma once

#include <glib.h>

#include <exception>
#include <type_traits>
#include <utility>

namespace upscale {

/// Returns fn(). If that throws, prints a line to stderr and returns `fallback`.
template <class Fn>
auto guard(std::invoke_result_t<Fn> fallback, Fn&& fn) noexcept -> std::invoke_result_t<Fn> {
    try {
        return std::forward<Fn>(fn)();
    } catch (const std::exception& e) {
        g_printerr("ideogram-upscale: %s\n", e.what());
    } catch (...) {
        g_printerr("ideogram-upscale: unknown exception\n");
    }
    return fallback;
}

/// The same for a function without a result.
template <class Fn>
void guard(Fn&& fn) noexcept {
    guard(0, [&] {
        std::forward<Fn>(fn)();
        return 0;
    });
}

}  // namespace upscale
