// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <new>
#include <system_error>
#include <type_traits>

#include "base/result.hpp"

namespace upscale {

/// Returns fn(), a Result or Status. If memory runs out or no thread can be started, that becomes
/// an error like any other, so that the user is still told what was paid for and where it is.
/// Internal.
template <class Fn>
auto unless_exhausted(Fn&& fn) -> std::invoke_result_t<Fn> try {
    return fn();
} catch (const std::bad_alloc&) {
    return Error{.kind = ErrorKind::Internal, .detail = "not enough memory"};
} catch (const std::system_error& e) {
    return Error{.kind = ErrorKind::Internal, .detail = e.what()};
}

}  // namespace upscale
