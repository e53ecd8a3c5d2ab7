#!/usr/bin/env python
# ruff: noqa: F403, F405
"""Runs Python inside a GIMP 2.10 whose window is driven from outside: gimp_repl.py as a gimpfu plug-in.

gimpfu_home.py puts it there, `GimpWindow` starts it as GIMP's batch. The code finds all names of gimpfu.
"""

import os
from pathlib import Path

from gimpfu import *


def run_repl():
    program = Path(os.environ["GIMP_REPL"]) / "gimp_repl.txt"
    exec(compile(program.read_text(), str(program), "exec"), {**globals()})


register("repl", "Run Python", "Run Python", "Impasto", "MIT", "2026", "Run Python", "", [], [], run_repl)

main()
