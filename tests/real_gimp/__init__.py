"""Tests with the real GIMP, and what they need: a root (roots.py), a shell in it (shell.py), GIMP (gimp.py, window.py).

The fixture `gimp3` hands a test each GIMP 3 in turn. Where no root can be had these tests skip; with CI set they fail.
"""
