#!/usr/bin/env python3
"""A user's own script for GIMP 3 that paints the selected layers like any layer of another image."""

import sys

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, GLib  # noqa: E402


class PaintByScript(Gimp.PlugIn):
    """One menu entry."""

    def do_set_i18n(self, _procedure):
        return False

    def do_query_procedures(self):
        return ["paint-by-script"]

    def do_create_procedure(self, name):
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, run, None)
        procedure.set_image_types("*")
        procedure.set_menu_label("Paint by Script")
        procedure.add_menu_path("<Image>/Filters/Artistic")
        return procedure


def run(procedure, _mode, image, drawables, _config, _data):
    painter = Gimp.get_pdb().lookup_procedure("plug-in-impasto")
    config = painter.create_config()
    config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
    config.set_property("image", image)
    config.set_core_object_array("drawables", drawables)
    others = [one for one in Gimp.get_images() if one.get_id() != image.get_id()]
    config.set_property("style", others[0].get_layers()[0])
    status = painter.run(config).index(0)
    return procedure.new_return_values(status, GLib.Error(Gimp.get_pdb().get_last_error()))


Gimp.main(PaintByScript.__gtype__, sys.argv)
