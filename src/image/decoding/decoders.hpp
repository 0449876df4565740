// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What decode.cpp and the decoders behind it share. Nobody else includes this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "image/decoding/to_srgb.hpp"
#include "image/files/header.hpp"

namespace upscale {

/// Reads the rows of one picture from top to bottom. The file must outlive it.
class RowDecoder {
  public:
    virtual ~RowDecoder() = default;
    RowDecoder() = default;
    RowDecoder(const RowDecoder&) = delete;
    RowDecoder& operator=(const RowDecoder&) = delete;

    /// Reads what stands before the pixels; the members below are set by it. Nullopt: the library
    /// does not read this kind of file. BadReply, Internal.
    virtual Result<std::optional<Done>> begin() = 0;
    /// The bytes that the decoder allocates itself, known after begin().
    virtual std::size_t own_bytes() const = 0;
    /// To be called once, when the memory may be used. `longest` > 0: the rows may be those of a
    /// smaller picture whose longer side has at least so many pixels; `size` is changed.
    virtual Status start(int longest, const std::stop_token& stop) = 0;
    /// Reads the next row into `row`: size.width pixels as `colours` says; 16-bit samples are in
    /// this computer's byte order. BadReply, Cancelled.
    virtual Status next(std::uint8_t* row) = 0;

    Size size;        ///< before it is turned upright
    Colours colours;  ///< of the rows
    int orientation = 1;
};

std::unique_ptr<RowDecoder> png_decoder(ByteView file);
std::unique_ptr<RowDecoder> jpeg_decoder(ByteView file);
std::unique_ptr<RowDecoder> webp_decoder(ByteView file);

/// A larger colour profile is ignored.
constexpr std::size_t kLargestProfile = 8 << 20;

inline Error damaged_file(const std::string& why) {
    return {.kind = ErrorKind::BadReply, .detail = "a damaged image: " + why};
}

}  // namespace upscale
