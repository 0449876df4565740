#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Upscales every layer of an XCF, also those inside groups, and saves it under another name. For GIMP 3:

FROM=work.xcf TO=large.xcf gimp-console -i --quit --batch-interpreter=python-fu-eval -b - <upscale_layers.py
"""

import os

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, Gio  # noqa: E402


def layers_in(items):
    for item in items:
        if item.is_group():
            yield from layers_in(item.get_children())
        else:
            yield item


image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.environ["FROM"]))
procedure = Gimp.get_pdb().lookup_procedure("plug-in-ideogram-upscale")
config = procedure.create_config()
config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
config.set_property("image", image)
config.set_core_object_array("drawables", list(layers_in(image.get_layers())))
config.set_property("engine", "local")  # "ideogram" is paid for, once for each layer
config.set_property("placement", "fit")
config.set_property("max-images", 50)  # more layers than that are an error, and nothing is sent
result = procedure.run(config)
if result.index(0) != Gimp.PDBStatusType.SUCCESS:
    raise RuntimeError(Gimp.get_pdb().get_last_error())
for layer in result.get_core_object_array(1):
    print(f"{layer.get_name()}: {layer.get_width()} x {layer.get_height()}")
Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(os.environ["TO"]), None)
image.delete()
