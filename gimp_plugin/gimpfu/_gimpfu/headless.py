"""Run code that uses a script in GIMP 2.10 without a window, in a folder that is forgotten afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .profile import ProfileError, add_script, install

PROGRAMS = ("gimp-console-2.10", "gimp-console", "gimp-2.10", "gimp")
_FAILED = "batch command experienced"


def run_in_gimp(name: str, script: str, code: str, program: str | None = None) -> int:
    """Start GIMP with a script in its menus and evaluate Python code there; returns 0, or 1 where the code failed.

    Raises
    ------
    ProfileError
        GIMP 2.10 is not there.
    """
    found = shutil.which(program) if program else next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not found:
        raise ProfileError(f"There is no program {program or ', '.join(PROGRAMS)}. Name it: --gimp PATH.")
    with tempfile.TemporaryDirectory(prefix="gimpfu-") as folder:
        profile = Path(folder) / "GIMP" / "2.10"
        profile.mkdir(parents=True)
        install(profile, sys.executable)
        add_script(profile, name, script)
        batch = ["--batch-interpreter", "python-fu-eval", "-b", code, "-b", "pdb.gimp_quit(1)"]
        command = [found, "--no-interface", "--new-instance", "--no-splash", *batch]
        environment = {**os.environ, "GIMP2_DIRECTORY": str(profile)}
        done = subprocess.run(command, env=environment, text=True, capture_output=True)
    print(done.stdout, end="")
    failed = _FAILED in done.stderr or _FAILED in done.stdout or done.returncode != 0
    if failed:
        print(done.stderr, end="", file=sys.stderr)
    return int(failed)
