"""install.py with fake programs in an empty home; one module for each of installer/."""
