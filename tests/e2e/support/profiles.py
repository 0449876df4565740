# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An ICC profile wider than sRGB (Adobe RGB's primaries and gamma), and its arithmetic."""

import struct

import numpy

GAMMA = 563 / 256  # as a profile can say it
# columns: the XYZ (D50) of red, green and blue
SRGB_TO_XYZ = numpy.array([[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061],
                           [0.01392, 0.09708, 0.71410]])
WIDE_TO_XYZ = numpy.array([[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322],
                           [0.01947, 0.06087, 0.74457]])


PROPHOTO_TO_XYZ = numpy.array([[0.79767, 0.13519, 0.03134], [0.28804, 0.71187, 0.00009],
                               [0.0, 0.0, 0.82491]])


def wide_profile(primaries=WIDE_TO_XYZ, gamma=GAMMA):
    """The bytes of an ICC 2.1 matrix profile. primaries: XYZ (D50) of red, green and blue, as columns."""
    def tag(kind, content):
        return kind + bytes(4) + content

    def xyz(values):
        return tag(b"XYZ ", struct.pack(">3i", *(round(value * 65536) for value in values)))

    name = b"Wide RGB\0"
    curve = tag(b"curv", struct.pack(">IH", 1, round(gamma * 256)))
    tags = {
        b"desc": tag(b"desc", struct.pack(">I", len(name)) + name + bytes(78)),
        b"cprt": tag(b"text", b"No copyright\0"),
        b"wtpt": xyz((0.96420, 1.0, 0.82491)),
        b"rXYZ": xyz(primaries[:, 0]), b"gXYZ": xyz(primaries[:, 1]),
        b"bXYZ": xyz(primaries[:, 2]),
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }
    at, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for signature, content in tags.items():
        content += bytes(-len(content) % 4)
        table += signature + struct.pack(">II", at + len(body), len(content))
        body += content
    size = at + len(body)
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sIIIQI3i4s44x", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ",
        2025, 1, 1, 0, 0, 0, b"acsp", bytes(4), 0, 0, 0, 0, 0,
        round(0.96420 * 65536), 65536, round(0.82491 * 65536), bytes(4))
    return header + table + body


def is_wide(profile):
    """True if these bytes (or None) are a profile of this space's primaries, however written."""
    if not profile:
        return False
    for i in range(struct.unpack(">I", profile[128:132])[0]):
        name, at, _ = struct.unpack(">4sII", profile[132 + 12 * i:144 + 12 * i])
        if name == b"rXYZ":
            red = numpy.array(struct.unpack(">3i", profile[at + 8:at + 20])) / 65536
            return bool(numpy.abs(red - WIDE_TO_XYZ[:, 0]).max() < 0.001)
    return False


def undated(profile):
    """The profile without its creation time, which GIMP changes when it derives a profile."""
    return profile and profile[:24] + profile[36:84] + profile[100:]


def wide_from_srgb(pixels):
    """8-bit sRGB numbers as 8-bit numbers of the wide space, rounded."""
    value = pixels / 255
    light = numpy.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    wide = light @ (numpy.linalg.inv(WIDE_TO_XYZ) @ SRGB_TO_XYZ).T
    return numpy.rint(255 * numpy.clip(wide, 0, 1) ** (1 / GAMMA)).astype(numpy.uint8)


def srgb_from_wide(pixels):
    """8-bit numbers of the wide space as sRGB numbers (0 to 255, fractional)."""
    light = (pixels / 255) ** GAMMA @ (numpy.linalg.inv(SRGB_TO_XYZ) @ WIDE_TO_XYZ).T
    light = numpy.clip(light, 0, 1)
    return 255 * numpy.where(light <= 0.0031308, light * 12.92,
                             1.055 * light ** (1 / 2.4) - 0.055)
