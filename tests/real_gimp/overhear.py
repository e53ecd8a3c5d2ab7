"""Stands between the plug-in and its engine, and writes down what they say: `overhear.py LOG COMMAND...`.

Each line of the log is "> " and a command to the engine, or "< " and a message from it. A result is held back for some
seconds, so that a test can press a key while its small job runs. Standard library only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

HELD_BACK = 5.0
"""Seconds."""
log = Path(sys.argv[1]).open("a", buffering=1)  # noqa: SIM115 - until the end
engine = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def answer() -> None:
    """Pass the engine's messages on; with the last one this ends, too."""
    for line in engine.stdout:
        log.write(f"< {line.decode()}")
        if b'"type": "done"' in line:
            time.sleep(HELD_BACK)
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    os._exit(engine.wait())


threading.Thread(target=answer, daemon=True).start()
for line in sys.stdin.buffer:
    log.write(f"> {line.decode()}")
    engine.stdin.write(line)
    engine.stdin.flush()
engine.stdin.close()
engine.wait()
