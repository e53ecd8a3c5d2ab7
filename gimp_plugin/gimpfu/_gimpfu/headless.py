"""Run code that uses a script in GIMP without a window, in a folder that is forgotten afterwards."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from .profile import PLUG_INS, ProfileError, add_script, install

PROGRAMS = ("gimp-console-2.10", "gimp-console-3.2", "gimp-console-3.0", "gimp-console", "gimp-2.10", "gimp")
EVAL = "python_fu_eval.py"
_FAILED = "batch command experienced"
_CALL_3 = """
import sys
procedure = Gimp.get_pdb().lookup_procedure("python-fu-eval-2")
config = procedure.create_config()
config.set_property("code", {code!r})
status = procedure.run(config).index(0)
if status != Gimp.PDBStatusType.SUCCESS:
    raise RuntimeError(Gimp.get_pdb().get_last_error())
"""
"""Runs in GIMP 3's own python-fu-eval: its names are other ones, so the code goes to a gimpfu script."""


class Program(NamedTuple):
    """A GIMP: its path, and its series, "2.10" or "3.0"."""

    path: str
    series: str


def run_in_gimp(name: str, script: str, code: str, program: str | None = None) -> int:
    """Start GIMP with a script in its menus and evaluate Python code there; returns 0, or 1 where the code failed.

    Raises
    ------
    ProfileError
        There is no GIMP that can do it.
    """
    gimp = find(program)
    with tempfile.TemporaryDirectory(prefix="gimpfu-") as folder:
        profile = Path(folder) / "GIMP" / gimp.series
        profile.mkdir(parents=True)
        install(profile)
        add_script(profile, name, script)
        is_3 = gimp.series.startswith("3")
        batch = _batch_3(profile, code) if is_3 else ["-b", code, "-b", "pdb.gimp_quit(1)"]
        command = [
            gimp.path,
            "--no-interface",
            "--new-instance",
            "--no-splash",
            "--batch-interpreter",
            "python-fu-eval",
        ]
        environment = {**os.environ, "GIMP3_DIRECTORY" if is_3 else "GIMP2_DIRECTORY": str(profile)}
        done = subprocess.run([*command, *batch], env=environment, text=True, capture_output=True)
    said = [line for line in done.stdout.splitlines(keepends=True) if not line.startswith("batch command executed")]
    print("".join(said), end="")
    failed = _FAILED in done.stderr or _FAILED in done.stdout or done.returncode != 0
    if failed:
        print(done.stderr, end="", file=sys.stderr)
    return int(failed)


def _batch_3(profile: Path, code: str) -> list[str]:
    """How GIMP 3 is told to evaluate the code by a gimpfu script."""
    text = PLUG_INS.joinpath(EVAL).read_text("utf-8").replace('"python-fu-eval"', '"python-fu-eval-2"')
    add_script(profile, "python_fu_eval_2.py", text)
    return ["--quit", "-b", _CALL_3.format(code=code)]


def find(program: str | None) -> Program:
    """The GIMP to start: the one named, else the first there is."""
    for name in [program] if program else PROGRAMS:
        path = shutil.which(name)
        if path:
            said = subprocess.run([path, "--version"], text=True, capture_output=True).stdout
            found = re.search(r"\b(2\.10|3\.\d+)\b", said)
            if found:
                return Program(path, found.group(1))
    raise ProfileError(f"There is no GIMP 2.10 or 3 called {program or ', '.join(PROGRAMS)}. Name it: --gimp PATH.")
