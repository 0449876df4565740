// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is done to an ONNX file before OpenCV reads it.
#pragma once

#include "base/bytes.hpp"

namespace upscale::local {

/// The same network in single precision: tensors in half precision, planes of half precision at
/// its ends, and conversions to half precision are made float. OpenCV calculates with floats
/// anyway, but before 4.7 it refuses such files. A file without half precision, and what is no
/// ONNX file, is returned as it is.
Bytes in_single_precision(Bytes onnx);

}  // namespace upscale::local
