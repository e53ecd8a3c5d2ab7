"""What tests use outside GIMP: Debian roots, shells in them, GIMP headless and in a window, installations, snapshots.

Data enters as Python code for GIMP and leaves as `Snapshot` and `read_report`. Nothing here runs inside a root.
"""
