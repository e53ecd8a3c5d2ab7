"""What a plug-in and its engine say to each other, written down by a program that stands between them.

heard = overhear(installation, folder)
with heard.gimp.window() as window:
    ...
    Overheard(window.shell.home).said("<", "preview")
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.real_gimp.installed import INSIDE, Installation, copy_of

LOG = "overheard.txt"
Message = dict[str, Any]


class Overheard:
    """What the plug-in and the engine have said to each other so far."""

    def __init__(self, home: Path) -> None:
        self._log = home / LOG

    def lines(self) -> list[tuple[str, Message]]:
        """(">" to the engine or "<" from it, the command or message)."""
        text = self._log.read_text() if self._log.exists() else ""
        whole = [line for line in text.splitlines(keepends=True) if line.endswith("\n")]
        return [(line[0], json.loads(line[2:])) for line in whole]

    def said(self, way: str, kind: str) -> list[Message]:
        """All of one kind."""
        return [message for direction, message in self.lines() if direction == way and message["type"] == kind]


def overhear(installation: Installation, home: Path) -> Installation:
    """The same Impasto in a new home, with overhear.py between plug-in and engine."""
    copy_of(installation.home, home)
    (entry,) = home.glob(".config/GIMP/3.*/plug-ins/impasto/engine.json")
    configuration = json.loads(entry.read_text())
    program = [configuration["argv"][0], f"{INSIDE}/tests/real_gimp/overhear.py", f"/home/painter/{LOG}"]
    entry.unlink()  # it is the same file in all copies of the home
    entry.write_text(json.dumps({**configuration, "argv": [*program, *configuration["argv"]]}))
    return Installation(home, "", installation.gimp.at(home=home))
