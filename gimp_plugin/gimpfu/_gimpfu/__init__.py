"""What the modules gimpfu, gimp, gimpenums and gimpcolor are made of: ctypes over GIMP 2.10's own C libraries.

From the bottom up: structs, libraries (C prototypes) -> values (C values <-> Python) -> procedures (the procedure
database) -> handles and the objects made of them -> pixels -> plugin (GIMP's main loop) -> registry, dialog (gimpfu).
gtk and fields make windows; Impasto's own windows use them as well.
"""
