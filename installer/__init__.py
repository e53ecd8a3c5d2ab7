"""What `install.py` does: the engine's virtual environment, the graphs, and the plug-in in each GIMP profile.

In: a checkout and the user's home folder. Out: files in the user's data folder and in GIMP's profiles, each listed in
the receipt. Standard library only. Python 3.10 or newer, but for this file and messages.py, which any Python 3.6 reads.
"""
