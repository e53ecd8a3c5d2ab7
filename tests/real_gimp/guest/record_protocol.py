"""Records the protocol between the plug-in and its engine: `record_protocol.py LOG COMMAND...`.

Starts COMMAND, the engine, and passes all lines on in both directions. Each line of the log is "> " and a command to
the engine, or "< " and a message from it. A result is delayed by some seconds, so that a test can press a key while its
small job runs. Standard library only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

DELAY = 5.0
"""Seconds."""
log = Path(sys.argv[1]).open("a", buffering=1)  # noqa: SIM115 - open until the process ends
engine = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def forward_messages() -> None:
    """Pass the engine's messages on; exit with its status after the last one."""
    for line in engine.stdout:
        log.write(f"< {line.decode()}")
        if b'"type": "done"' in line:
            time.sleep(DELAY)
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    os._exit(engine.wait())


threading.Thread(target=forward_messages, daemon=True).start()
for line in sys.stdin.buffer:
    log.write(f"> {line.decode()}")
    engine.stdin.write(line)
    engine.stdin.flush()
engine.stdin.close()
engine.wait()
