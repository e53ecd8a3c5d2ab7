"""How much memory this process has used."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil


def peak() -> int:
    """Largest resident size so far, in bytes; the current one where the system does not tell."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    if sys.platform == "linux":  # getrusage includes the peak of the parent, as it was when it started this process
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        return int(status["VmHWM"].split()[0]) * 1024
    import resource

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024
