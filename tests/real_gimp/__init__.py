"""Tests with the real GIMP: `harness/` runs outside it, `guest/` inside; the markers say which GIMP a test needs.

The fixture `gimp3` gives a test each GIMP 3 in turn. Where no root can be had these tests skip; with CI set they fail.
"""
