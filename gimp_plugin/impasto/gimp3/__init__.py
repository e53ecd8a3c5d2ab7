"""The plug-in in GIMP 3, on gi and GTK 3; `plugin` registers the procedures.

In: GIMP's procedure calls and widgets. Out: jobs for `common`, and their results in GIMP's layers.
"""
