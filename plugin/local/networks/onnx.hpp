// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is found out about an ONNX file, and done to it, before OpenCV reads it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "image/pixels/bitmap.hpp"

namespace upscale::local {

/// The same network in single precision: tensors in half precision, planes of half precision at
/// its ends, and conversions to half precision are made float. OpenCV calculates with floats
/// anyway, but before 4.7 it refuses such files. A file without half precision, and what is no
/// ONNX file, is returned as it is.
Bytes in_single_precision(Bytes onnx);

/// What a file says of itself.
struct OnnxFacts {
    struct Input {
        bool is_float = false;            ///< of single or half precision
        std::vector<std::int64_t> sides;  ///< 0: any
    };
    std::vector<Input> inputs;  ///< without those whose values are in the file
    int outputs = 0;
    std::set<std::string> operators;  ///< "Conv"
    bool other_files = false;         ///< some values are in other files
    /// Some values do not have the number of bytes that their shape needs. OpenCV does not check
    /// this and would read beyond them.
    bool broken_values = false;
};

/// nullopt: this is no ONNX file, or not the whole of one.
std::optional<OnnxFacts> facts_of(ByteView onnx);

/// The same network for pictures of one size only, with so many channels. OpenCV calculates some
/// operators beforehand, which it cannot if a file leaves the size open. What is no ONNX file is
/// returned as it is.
Bytes with_input_size(Bytes onnx, int channels, Size size);

}  // namespace upscale::local
