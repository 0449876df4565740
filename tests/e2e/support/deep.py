# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of 16 bits a channel as numpy arrays: TIFF files for GIMP to load, PNG files that it wrote."""

import struct
import zlib

import numpy


def write_tiff(path, pixels, profile=b""):
    """RGB numbers, 0 to 65535, height × width × 3."""
    height, width, _ = pixels.shape
    data = pixels.astype("<u2").tobytes()
    entries = [(256, 3, 1, width), (257, 3, 1, height), (258, 3, 3, 0), (259, 3, 1, 1),
               (262, 3, 1, 2), (273, 4, 1, 0), (277, 3, 1, 3), (278, 3, 1, height),
               (279, 4, 1, len(data))] + ([(34675, 7, len(profile), 0)] if profile else [])
    bits = 8 + 2 + 12 * len(entries) + 4
    values = {258: bits, 34675: bits + 6, 273: bits + 6 + len(profile) + len(profile) % 2}
    content = struct.pack("<2sHIH", b"II", 42, 8, len(entries))
    for tag, kind, count, value in entries:
        content += struct.pack("<HHII", tag, kind, count, values.get(tag, value))
    content += struct.pack("<I3H", 0, 16, 16, 16) + profile + bytes(len(profile) % 2)
    path.write_bytes(content + data)


def read_png(path):
    """The numbers of an RGB file without interlacing, 0 to 65535."""
    data = path.read_bytes()
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        content = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", content)
        if kind == b"IDAT":
            packed += content
        at += 12 + length
    assert (depth, colour, interlaced) == (16, 2, 0), (depth, colour, interlaced)
    stride = 6 * width
    rows = numpy.frombuffer(zlib.decompress(packed), numpy.uint8).reshape(height, stride + 1)
    result = numpy.zeros((height, stride), numpy.uint8)
    before = numpy.zeros(stride, numpy.int64)
    for y in range(height):
        before = unfiltered(int(rows[y, 0]), rows[y, 1:].astype(numpy.int64), before)
        result[y] = before
    return result.reshape(height, width, 3, 2).astype(numpy.int64) @ [256, 1]


def unfiltered(kind, row, above):
    """PNG's filters (its specification, section 9), 6 bytes a pixel."""
    if kind == 0:
        return row
    if kind == 2:
        return (row + above) % 256
    if kind == 1:
        return row.reshape(-1, 6).cumsum(0).reshape(-1) % 256
    result = numpy.zeros_like(row)
    left = corner = numpy.zeros(6, numpy.int64)
    for x in range(0, len(row), 6):
        up = above[x:x + 6]
        if kind == 3:
            guess = (left + up) // 2
        else:
            estimate = left + up - corner
            distances = numpy.abs(numpy.stack([estimate - left, estimate - up, estimate - corner]))
            guess = numpy.choose(distances.argmin(0), [left, up, corner])
        left, corner = (row[x:x + 6] + guess) % 256, up
        result[x:x + 6] = left
    return result
