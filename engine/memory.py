"""How much memory this process has used."""

from __future__ import annotations

import sys

import psutil


def peak() -> int:
    """Largest resident size so far, in bytes; the current one where the system does not tell."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024
