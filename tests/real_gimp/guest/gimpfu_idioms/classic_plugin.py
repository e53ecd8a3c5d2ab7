#!/usr/bin/env python
"""A plug-in as a class, without register(): two procedures, one of them with a temporary helper."""

import gimp
import gimpplugin
from gimpenums import *

pdb = gimp.pdb


class Classic(gimpplugin.plugin):
    def start(self):
        gimp.main(self.init, self.quit, self.query, self._run)

    def init(self):
        pass

    def quit(self):
        pass

    def query(self):
        about = ("Doubles a number", "Doubles a number", "Impasto", "MIT", "2026")
        params = [(PDB_INT32, "run-mode", "Run mode"), (PDB_INT32, "number", "Number")]
        results = [(PDB_INT32, "double", "Double")]
        gimp.install_procedure("plug_in_idiom_double", *about, None, "", PLUGIN, params, results)
        gimp.install_procedure("plug_in_idiom_menu", *about, "Double", "*", PLUGIN, params, [])
        gimp.menu_register("plug_in_idiom_menu", "<Image>/Filters/Idioms")

    def plug_in_idiom_double(self, run_mode, number):
        return 2 * number

    def plug_in_idiom_menu(self, run_mode, number=0):
        gimp.message("%d" % (2 * number))


if __name__ == "__main__":
    Classic().start()
