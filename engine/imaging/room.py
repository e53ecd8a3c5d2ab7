"""Memory for decoding: planned from a picture's header, and refused before it is taken."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil

from .refusal import Refusal

MAX_PIXELS = 500_000_000
"""Pixels that a picture may have at most."""

BYTES_PER_PIXEL = 32
"""What decoding takes at its peak: the decoder's picture, float samples, and the picture in sRGB."""

_SPARE = 1 << 26
_CGROUP = Path("/sys/fs/cgroup")
_OWN_GROUP = Path("/proc/self/cgroup")


def check_size(width: int, height: int) -> None:
    """Refuse a picture that is too large before its pixels are decoded.

    Raises
    ------
    Refusal
        It has more than `MAX_PIXELS`, or decoding it takes more memory than is free.
    ValueError
        It has no pixels.
    """
    if width * height < 1:
        raise ValueError(f"it has {width} x {height} pixels")
    size = {"width": width, "height": height}
    if width * height > MAX_PIXELS:
        raise Refusal(
            "{file} has {width} x {height} pixels; the limit is {limit} million pixels.",
            "Scale it down first.",
            code="too-many-pixels",
            limit=MAX_PIXELS // 10**6,
            **size,
        )
    needed, free = width * height * BYTES_PER_PIXEL, free_memory()
    if needed + _SPARE > free:
        raise Refusal(
            "{file} has {width} x {height} pixels, which need {needed} MiB of memory to be read; {free} MiB are free.",
            "Scale it down first, or close other programs.",
            code="no-room-to-read",
            needed=needed >> 20,
            free=max(0, free - _SPARE) >> 20,
            **size,
        )


def free_memory() -> int:
    """Bytes that this process can still get: of the machine, of its control group, and of its own limits."""
    return min([int(psutil.virtual_memory().available), *_left_in_groups(), *_left_of_limits()])


def total_memory() -> int:
    """Bytes that this process could have at most: of the machine, of its control group, and of its own limits."""
    limits = [limit for _, limit in _limited_groups()] + [limit for limit, _ in _own_limits()]
    return min([int(psutil.virtual_memory().total), *limits])


def _left_in_groups() -> list[int]:
    """Bytes left in this process's control groups."""
    left = []
    for group, limit in _limited_groups():
        try:
            left.append(limit - int((group / "memory.current").read_text()) + _reclaimable(group))
        except (OSError, ValueError):
            continue
    return left


def _limited_groups() -> list[tuple[Path, int]]:
    """The control groups of this process (Linux, version 2), its own and those around it, that have a limit."""
    limited = []
    for group in _groups():
        try:
            limited.append((group, int((group / "memory.max").read_text())))
        except (OSError, ValueError):  # no such file, or "max"
            continue
    return limited


def _groups() -> list[Path]:
    try:
        lines = _OWN_GROUP.read_text().splitlines()
    except OSError:
        return []
    own = next((line[3:] for line in lines if line.startswith("0::")), None)
    if own is None:
        return []
    group = _CGROUP / own.lstrip("/")
    return [each for each in (group, *group.parents) if each.is_relative_to(_CGROUP)]


def _reclaimable(group: Path) -> int:
    """Bytes of cached files, which the system gives back when memory is short."""
    lines = (group / "memory.stat").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(("inactive_file ", "active_file ")))


def _left_of_limits() -> list[int]:
    """Bytes left of this process's own limits."""
    return [limit - used for limit, used in _own_limits()]


def _own_limits() -> list[tuple[int, int]]:
    """The limits that `ulimit -v` and `ulimit -d` set, and the bytes used of them."""
    if sys.platform == "win32":
        return []
    import resource

    used = psutil.Process().memory_info()
    limits = ((resource.RLIMIT_AS, used.vms), (resource.RLIMIT_DATA, getattr(used, "data", used.rss)))
    soft = ((resource.getrlimit(kind)[0], taken) for kind, taken in limits)
    return [(limit, taken) for limit, taken in soft if limit != resource.RLIM_INFINITY]
