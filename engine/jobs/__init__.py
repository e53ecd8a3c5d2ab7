"""What the command line and the worker share: style and dream jobs, from arrays or files, and the recipe.

In: arrays or paths, and options. Out: jobs that can be planned, run and learnt from.
"""
