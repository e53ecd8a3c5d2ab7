"""Runs Python inside a GIMP 3 whose window is driven from outside; `GimpWindow` starts it as GIMP's batch.

Whoever drives it writes code to NAME.part in the folder $GIMP_REPL and renames it to NAME.py; the answer is NAME.json:
{"printed": text, "error": traceback or null}. Variables last from one piece of code to the next. A file "quit" ends it.
The names Gimp, Gegl, Gio, GLib, GObject and Babl are there already, as in GIMP's own Python console.
"""

import contextlib
import io
import json
import os
import time
import traceback
from pathlib import Path

folder = Path(os.environ["GIMP_REPL"])
scope = dict(globals())


def answer(code: str) -> dict[str, str | None]:
    """Run `code` and return what it printed and how it failed."""
    printed = io.StringIO()
    error = None
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(code, "<test>", "exec"), scope)
        except (Exception, SystemExit):
            error = traceback.format_exc()
    return {"printed": printed.getvalue(), "error": error}


(folder / "ready").touch()
while not (folder / "quit").exists():
    for piece in sorted(folder.glob("*.py")):
        result = answer(piece.read_text())
        piece.unlink()
        part = piece.with_suffix(".part")
        part.write_text(json.dumps(result))
        part.rename(piece.with_suffix(".json"))
    time.sleep(0.05)
