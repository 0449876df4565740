// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/picture/decode.hpp"

#include <utility>

#include "image/files/limits.hpp"

namespace upscale::local {

Result<ImageHeader> check_image(ByteView file) {
    auto header = read_image_header(file);
    if (!header) return header;
    if (auto fits = check_sendable(header->size, limits_of_this_computer()); !fits)
        return fits.error();
    return header;
}

Result<RowReader> open_image(ByteView file, const std::stop_token& stop) {
    if (const auto header = check_image(file); !header) return header.error();
    auto reader = RowReader::open(file, stop);
    if (!reader) return reader.error();
    if (!*reader)
        return Error{.kind = ErrorKind::BadReply, .detail = "a kind of image that cannot be read"};
    return std::move(**reader);
}

Result<Bitmap> decode_rgb(ByteView file) {
    auto reader = open_image(file, {});
    if (!reader) return reader.error();
    Bitmap rgb(reader->size().width, reader->size().height, 3);
    for (int y = 0; y < rgb.height; ++y)
        if (auto read = reader->next(rgb.row(y)); !read) return read.error();
    return rgb;
}

}  // namespace upscale::local
