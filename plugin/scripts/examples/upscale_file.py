#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Upscales a file to twice its size. For GIMP 3, which runs it:

FROM=photo.jpg TO=large.png gimp-console -i --quit --batch-interpreter=python-fu-eval -b - <upscale_file.py
"""

import os
import sys

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, Gio  # noqa: E402


def upscale(image, layers, **values):
    """The procedure's new layers and new images. If it fails, its message is in the RuntimeError."""
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-ideogram-upscale")
    config = procedure.create_config()
    config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
    config.set_property("image", image)
    config.set_core_object_array("drawables", layers)
    for name, value in values.items():
        config.set_property(name.replace("_", "-"), value)
    result = procedure.run(config)
    if result.index(0) != Gimp.PDBStatusType.SUCCESS:
        raise RuntimeError(Gimp.get_pdb().get_last_error())
    return result.get_core_object_array(1), result.get_core_object_array(2)


image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.environ["FROM"]))
try:
    # "local" is the engine on this computer, which costs nothing; "ideogram" is paid for
    upscale(image, image.get_layers(), engine="local", placement="scale-image",
            target="factor", target_value=2.0)
except RuntimeError as error:
    print(f"not upscaled: {error}", file=sys.stderr)
    raise  # GIMP's exit status is then not 0
Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(os.environ["TO"]), None)
image.delete()
