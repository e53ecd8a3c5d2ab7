#!/usr/bin/env python
# ruff: noqa: F403, F405, PTH123
"""Runs Python inside GIMP 2.10: a gimpfu plug-in whose one procedure runs a file; gimpfu_home.py puts it there.

The code finds all names of gimpfu, and `image` and `drawable` where they were given. What it prints and how it failed
goes to FILE.json as {"printed": text, "error": traceback or null}.
"""

import contextlib
import io
import json
import time
import traceback

started = time.monotonic()
from gimpfu import *  # noqa: E402

import_seconds = time.monotonic() - started


def run_file(path):
    printed, error = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        try:
            with open(path) as file:
                exec(compile(file.read(), path, "exec"), {**globals()})
        except Exception:
            error = traceback.format_exc()
    with open(path + ".json", "w") as file:
        json.dump({"printed": printed.getvalue(), "error": error}, file)


register(
    "run-file",
    "Run a Python file",
    "Run a Python file",
    "Impasto",
    "MIT",
    "2026",
    "Run File",
    "",
    [(PF_STRING, "path", "The file", "")],
    [],
    run_file,
)

main()
