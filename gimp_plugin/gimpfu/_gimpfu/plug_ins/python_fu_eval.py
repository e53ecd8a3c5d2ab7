#!/usr/bin/env python3
"""python-fu-eval: evaluates Python code, as GIMP's batch interpreter or called by other scripts.

gimp-console --batch-interpreter python-fu-eval -b 'print(gimp.version)' -b 'pdb.gimp_quit(0)'
"""

import sys

from gimpfu import *  # noqa: F403 - the code finds all names of gimpfu


def code_eval(code):
    """Evaluate code; "-" reads it from the standard input."""
    text = sys.stdin.read() if code == "-" else code
    exec(text, globals())
    sys.stdout.flush()


register(  # noqa: F405
    "python-fu-eval",
    "Evaluate Python code",
    "Evaluate Python code under the Python interpreter (primarily for batch mode)",
    "Impasto",
    "MIT",
    "2026",
    None,
    None,
    [(PF_STRING, "code", "The code to evaluate", "")],  # noqa: F405
    [],
    code_eval,
)

main()  # noqa: F405
