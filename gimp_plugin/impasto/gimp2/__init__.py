"""The plug-in in GIMP 2.10, on the gimpfu beside this plug-in and GTK 2; `plugin` registers the procedures.

In: GIMP's procedure calls and widgets. Out: jobs for `common`, and their results in GIMP's layers.
"""
