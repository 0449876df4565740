// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// For headers that only name results and errors. A file that makes or reads one includes
// base/result.hpp.
#pragma once

namespace upscale {

template <class T>
class Result;
struct Done;
struct Error;
using Status = Result<Done>;

}  // namespace upscale
