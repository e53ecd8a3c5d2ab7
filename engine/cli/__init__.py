"""The command line: one module a command, and what they share in a terminal.

In: arguments. Out: files, lines on standard output, an exit status.
"""
