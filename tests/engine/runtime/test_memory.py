"""The peak of this process's memory."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from engine.runtime.memory import peak
before = peak()
block = bytearray(64 << 20)
during = peak()
del block
print(before, during, peak())
"""


def test_the_peak_grows_by_what_is_used_and_stays() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=120)
    before, during, after = map(int, ended.stdout.split())
    assert before > 1 << 20
    assert during - before > 32 << 20
    assert after > during - (8 << 20)  # the kernel counts in batches
