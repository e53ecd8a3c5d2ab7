"""What runs inside the roots or inside GIMP: helpers for the code of tests, recorders, scripts, the entry of a root.

Standard library and GIMP only; the harness copies or binds these files into a root.
"""
