#!/usr/bin/env python3
# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What we compare with: a plug-in in Python that exports the layer, makes the same calls, and loads the
result as a layer. It has no options, keeps no record of the job, and checks nothing."""

import json
import os
import sys
import tempfile
import urllib.request
import uuid

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, Gio, GLib  # noqa: E402

NAME = "plug-in-plain-upscale"


def call(url, body=None, kind="application/json"):
    headers = {"API-KEY": os.environ["ONEMIN_API_KEY"], "Content-Type": kind} if body else {}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        return answer.read()


def upscale(image, layer, folder):
    copy = Gimp.Image.new(layer.get_width(), layer.get_height(), Gimp.ImageBaseType.RGB)
    copy.insert_layer(Gimp.Layer.new_from_drawable(layer, copy), None, 0)
    sent = f"{folder}/sent.png"
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, copy, Gio.File.new_for_path(sent), None)
    copy.delete()
    base, boundary = os.environ["ONEMIN_API_URL"], uuid.uuid4().hex
    with open(sent, "rb") as file:
        body = (f'--{boundary}\r\nContent-Disposition: form-data; name="asset"; '
                f'filename="sent.png"\r\nContent-Type: image/png\r\n\r\n').encode() \
               + file.read() + f"\r\n--{boundary}--\r\n".encode()
    asset = json.loads(call(f"{base}/api/assets", body, f"multipart/form-data; boundary={boundary}"))
    job = json.loads(call(f"{base}/api/features", json.dumps({
        "type": "IMAGE_UPSCALER", "model": "ideogram-3",
        "promptObject": {"imageUrl": asset["fileContent"]["path"], "num_images": 1}}).encode()))
    got = f"{folder}/got.png"
    with open(got, "wb") as file:
        file.write(call(job["aiRecord"]["temporaryUrl"]))
    result = Gimp.file_load_layer(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(got))
    image.insert_layer(result, None, 0)


def run(procedure, _mode, image, drawables, _config, _data):
    with tempfile.TemporaryDirectory() as folder:
        upscale(image, drawables[0], folder)
    return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())


class PlainUpscale(Gimp.PlugIn):
    def do_set_i18n(self, _name):
        return False

    def do_query_procedures(self):
        return [NAME]

    def do_create_procedure(self, name):
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, run, None)
        procedure.set_image_types("*")
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.DRAWABLE)
        return procedure


Gimp.main(PlainUpscale.__gtype__, sys.argv)
