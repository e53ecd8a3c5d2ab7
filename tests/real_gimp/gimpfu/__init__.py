"""gimpfu for Python 3 inside the real GIMP: the original's answers and names, scripts, pixels, dialogs."""
