"""The protocol between a plug-in and its engine, recorded by a process that stands between them.

recorded = record_protocol(installation, folder)
with recorded.gimp.window() as window:
    ...
    RecordedProtocol(window.shell.home).messages("<", "preview")
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.real_gimp.harness.installed import INSIDE, Installation, copy_of
from tests.real_gimp.harness.shell import HOME

LOG = "protocol.txt"
Message = dict[str, Any]


class RecordedProtocol:
    """All commands and messages so far."""

    def __init__(self, home: Path) -> None:
        self._log = home / LOG

    def lines(self) -> list[tuple[str, Message]]:
        """(">" to the engine or "<" from it, the command or message)."""
        text = self._log.read_text() if self._log.exists() else ""
        whole = [line for line in text.splitlines(keepends=True) if line.endswith("\n")]
        return [(line[0], json.loads(line[2:])) for line in whole]

    def messages(self, direction: str, kind: str) -> list[Message]:
        """All commands (">") or messages ("<") of one type."""
        return [message for way, message in self.lines() if way == direction and message["type"] == kind]


def record_protocol(installation: Installation, home: Path) -> Installation:
    """The same Impasto in a new home, with record_protocol.py between plug-in and engine."""
    copy_of(installation.home, home)
    (entry,) = home.glob(".config/GIMP/*/plug-ins/impasto/engine.json")
    configuration = json.loads(entry.read_text())
    recorder = f"{INSIDE}/tests/real_gimp/guest/record_protocol.py"
    program = [configuration["argv"][0], recorder, f"{HOME}/{LOG}"]
    entry.unlink()  # it is the same file in all copies of the home
    entry.write_text(json.dumps({**configuration, "argv": [*program, *configuration["argv"]]}))
    return Installation(home, "", installation.gimp.at(home=home))
