// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Smart pointers for objects from GLib and GIMP. Take ownership on the line of the call.
#pragma once

#include <glib-object.h>

#include <memory>

namespace upscale {

/// A deleter that calls the C function Fn.
template <auto Fn>
struct Release {
    template <class T>
    void operator()(T* pointer) const noexcept {
        Fn(pointer);
    }
};

template <class T>
using ObjectPtr = std::unique_ptr<T, Release<&g_object_unref>>;
using CharPtr = std::unique_ptr<char, Release<&g_free>>;
/// An array whose elements we do not own.
template <class T>
using ArrayPtr = std::unique_ptr<T[], Release<&g_free>>;
using ErrorPtr = std::unique_ptr<GError, Release<&g_error_free>>;

/// Takes over the caller's reference ("transfer full").
template <class T>
[[nodiscard]] ObjectPtr<T> adopt(T* object) noexcept {
    return ObjectPtr<T>(object);
}
[[nodiscard]] inline CharPtr adopt(char* text) noexcept { return CharPtr(text); }

/// Adds a reference of its own ("transfer none").
template <class T>
[[nodiscard]] ObjectPtr<T> share(T* object) noexcept {
    if (object) g_object_ref(object);
    return ObjectPtr<T>(object);
}

}  // namespace upscale
