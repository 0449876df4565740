# SPDX-FileCopyrightText: Ideogram Upscale contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window from which files can be dragged, as from a file manager: drag_source.py URI…"""

import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402


def main():
    window = Gtk.Window(title="Drag Source")
    window.set_default_size(160, 90)
    handle = Gtk.EventBox()
    handle.add(Gtk.Label(label="drag me"))
    handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    handle.drag_source_add_uri_targets()
    handle.connect("drag-data-get", lambda _, __, data, *___: data.set_uris(sys.argv[1:]))
    window.add(handle)
    window.show_all()
    window.connect("destroy", Gtk.main_quit)
    Gtk.main()


main()
