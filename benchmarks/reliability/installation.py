"""An installation that is damaged: `install.py --check` finds it, without the checkout's help."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from installer.files import hashes
from installer.places import Engine

from .bench import CHECKOUT, Bench, Fault, Outcome


def damaged(damage: Callable[[Path], object]) -> Fault:
    """A file of the engine's environment, made by venv, is damaged after its hashes were written down."""

    def fault(bench: Bench, _: bytes) -> Outcome:
        home = bench.folder / "home"
        engine = Engine(home / ".local/share/impasto/engines/1", "bin/python")
        venv = engine.venv
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
        module = next(venv.glob("lib/python*/site-packages")) / "engine.py"
        module.write_text("VERSION = 1\n")
        engine.files.write_text(json.dumps(hashes(venv)))
        engine.stamp.write_text("{}\n")
        damage(module)
        own = {name: value for name, value in bench.environment.items() if not name.startswith("XDG_")}
        began = time.monotonic()
        command = [sys.executable, str(CHECKOUT / "install.py"), "--check"]
        ended = subprocess.run(command, env={**own, "HOME": str(home)}, capture_output=True, text=True)
        lines = (ended.stdout + ended.stderr).splitlines()
        wrong = [line for line in lines if line.startswith("WRONG")]
        lost = "nothing: `install.py` mends it" if wrong and "engine.py" in wrong[0] else "**it is not noticed**"
        return Outcome(bench.shown(wrong or lines[-1:], ended.returncode), lost, time.monotonic() - began)

    return fault


FAULTS: dict[str, Fault] = {
    "a module of the installed engine is emptied": damaged(lambda file: file.write_text("")),
    "a module of the installed engine is removed": damaged(Path.unlink),
    "one bit of the installed engine is flipped": damaged(lambda file: file.write_text("VERSION = 0\n")),
}
