"""What the modules gimpfu, gimp, gimpenums, gimpcolor, gimpshelf, gimpplugin and gimpui are made of.

From the bottom up: structs, libraries (C prototypes) -> values (C values <-> Python) -> procedures (the procedure
database) -> handles and the objects made of them -> pixels -> plugin (GIMP's main loop) -> registry, dialog (gimpfu).
gtk and fields make windows on GIMP 2.10; Impasto's own windows use them as well. gimp3 has what differs on GIMP 3.
command, conversion and profile are the command gimpfu, which needs no GIMP.
"""
