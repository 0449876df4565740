# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A JPEG with all that a camera writes beside the pixels, and what GIMP keeps of it in an XCF."""

import io
import re
import struct

from PIL import Image

XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 tiff:Orientation="6" tiff:ImageWidth="120"><dc:creator><rdf:Seq><rdf:li>An Author</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
ASCII, SHORT, LONG, RATIONAL = 2, 3, 4, 5


def ifd(tags, start, following=0):
    """An image file directory of {tag: (type, value)}, which lies at `start`, with what it refers to."""
    entries, behind = b"", b""
    data = start + 2 + 12 * len(tags) + 4
    for tag, (kind, value) in sorted(tags.items()):
        if kind == ASCII:
            raw, count = value.encode() + b"\0", len(value) + 1
        elif kind == RATIONAL:
            raw, count = b"".join(struct.pack("<II", *pair) for pair in value), len(value)
        else:
            raw, count = struct.pack("<H" if kind == SHORT else "<I", value), 1
        if len(raw) > 4:
            place, behind = struct.pack("<I", data + len(behind)), behind + raw + b"\0" * (len(raw) % 2)
        else:
            place = raw.ljust(4, b"\0")
        entries += struct.pack("<HHI", tag, kind, count) + place
    return struct.pack("<H", len(tags)) + entries + struct.pack("<I", following) + behind


def exif(thumbnail):
    photo = {0x829A: (RATIONAL, [(1, 125)]), 0x9003: (ASCII, "2020:02:03 04:05:06"),
             0xA002: (LONG, 120), 0xA003: (LONG, 80)}
    gps = {1: (ASCII, "N"), 2: (RATIONAL, [(48, 1), (30, 1), (0, 1)])}
    main = {0x010F: (ASCII, "A Maker"), 0x0112: (SHORT, 6), 0x013B: (ASCII, "An Author"),
            0x8298: (ASCII, "(c) An Author")}
    small = {0x0103: (SHORT, 6), 0x0202: (LONG, len(thumbnail))}
    links = {0x8769: (LONG, 0), 0x8825: (LONG, 0)}
    at_photo = 8 + len(ifd({**main, **links}, 8))
    at_gps = at_photo + len(ifd(photo, at_photo))
    at_small = at_gps + len(ifd(gps, at_gps))
    at_thumbnail = at_small + len(ifd({**small, 0x0201: (LONG, 0)}, at_small))
    return (b"Exif\0\0II*\0" + struct.pack("<I", 8) +
            ifd({**main, 0x8769: (LONG, at_photo), 0x8825: (LONG, at_gps)}, 8, at_small) +
            ifd(photo, at_photo) + ifd(gps, at_gps) +
            ifd({**small, 0x0201: (LONG, at_thumbnail)}, at_small) + thumbnail)


def iptc(caption):
    """Photoshop's segment with a caption."""
    record = b"\x1c\x02\x78" + struct.pack(">H", len(caption)) + caption
    return (b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record +
            b"\0" * (len(record) % 2))


def write_photo(path):
    """Writes a JPEG of 120×80 that lies on its side, with EXIF and its thumbnail, IPTC, XMP and a comment."""
    picture = Image.new("RGB", (120, 80), (90, 120, 30))
    thumbnail = io.BytesIO()
    picture.resize((30, 20)).save(thumbnail, "JPEG")
    file = io.BytesIO()
    picture.save(file, "JPEG")
    segments = [(0xE1, exif(thumbnail.getvalue())), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
                (0xED, iptc(b"A caption")), (0xFE, b"A comment")]
    head = b"".join(struct.pack(">BBH", 0xFF, kind, len(data) + 2) + data for kind, data in segments)
    path.write_bytes(file.getvalue()[:2] + head + file.getvalue()[2:])
    return path


def tags_in(xcf):
    """The metadata that GIMP saved with an image: {"Exif.Image.Artist": …}."""
    text = xcf.read_bytes().decode("utf-8", "replace")
    return dict(re.findall(r'<tag name="([^"]+)"[^>]*>([^<]*)</tag>', text))
