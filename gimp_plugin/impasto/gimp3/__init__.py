"""The plug-in in GIMP 3, on gi and GTK 3; `plugin` registers the procedures.

In: GIMP's procedure calls and widgets. Out: jobs for `common`, and their results in GIMP's layers.
"""

import gi

for _namespace, _version in (("Gegl", "0.4"), ("Gimp", "3.0"), ("GimpUi", "3.0"), ("Gtk", "3.0")):
    gi.require_version(_namespace, _version)
