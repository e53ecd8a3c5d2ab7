"""`impasto worker`; what it says and does is tested in tests/engine/worker."""

from __future__ import annotations

import json
import subprocess

from engine.worker.protocol import PROTOCOL

from .conftest import COMMAND, PATIENCE


def test_it_serves_until_its_input_ends() -> None:
    ended = subprocess.run([*COMMAND, "worker"], input="", capture_output=True, text=True, timeout=PATIENCE)
    assert (ended.returncode, ended.stderr) == (0, "")
    first = json.loads(ended.stdout.splitlines()[0])
    assert (first["type"], first["protocol"]) == ("ready", PROTOCOL)
