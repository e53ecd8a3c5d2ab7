"""gimpfu on GIMP 3: what is different there, below the modules that scripts see.

native has the C libraries, library gives their functions the names of GIMP 2.10, gvalue converts single values, calls
runs procedures, translations has those that GIMP 3 renamed or changed, plugin is GIMP's main loop, dialog asks users.
"""
