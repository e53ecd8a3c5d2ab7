"""Memory that this process can get: of the machine, of its control groups (Linux), and of its own limits (ulimit)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

_CGROUP = Path("/sys/fs/cgroup")
_OWN_GROUP = Path("/proc/self/cgroup")


@dataclass(frozen=True)
class _Version:
    """The names of a control group's files in version 1 or 2 of the system."""

    limit: str
    used: str
    cached: tuple[str, ...]


_TWO = _Version("memory.max", "memory.current", ("inactive_file", "active_file"))
_ONE = _Version("memory.limit_in_bytes", "memory.usage_in_bytes", ("total_inactive_file", "total_active_file"))


def free_memory() -> int:
    """Bytes that this process can still get."""
    left = [limit - used for limit, used in (*_groups(), *_own())]
    return max(0, min([int(psutil.virtual_memory().available), *left]))


def total_memory() -> int:
    """Bytes that this process could have at most."""
    return min([int(psutil.virtual_memory().total), *(limit for limit, _ in (*_groups(), *_own()))])


def _groups() -> Iterator[tuple[int, int]]:
    """Limit and used bytes of this process's control groups, its own and those around it, that have a limit.

    What is used for cached files does not count: the system gives it back when memory is short.
    """
    for folder, version in _folders():
        try:
            limit, used = (int((folder / name).read_text()) for name in (version.limit, version.used))
            lines = (line.split() for line in (folder / "memory.stat").read_text().splitlines())
            cached = sum(int(line[1]) for line in lines if len(line) == 2 and line[0] in version.cached)
        except (OSError, ValueError):  # no such file, or "max"
            continue
        yield limit, max(0, used - cached)


def _folders() -> Iterator[tuple[Path, _Version]]:
    """The folders of the control groups, from the process's own to the outermost."""
    try:
        lines = [line.split(":", 2) for line in _OWN_GROUP.read_text().splitlines()]
    except OSError:
        return
    for _, controllers, path in (line for line in lines if len(line) == 3):
        if controllers and "memory" not in controllers.split(","):
            continue
        root, version = (_CGROUP / "memory", _ONE) if controllers else (_CGROUP, _TWO)
        own = root / path.lstrip("/")
        yield from ((folder, version) for folder in (own, *own.parents) if folder.is_relative_to(root))


def _own() -> Iterator[tuple[int, int]]:
    """The limits that `ulimit -v` and `ulimit -d` set, and the bytes used of them."""
    if sys.platform == "win32":
        return
    import resource

    used = psutil.Process().memory_info()
    for kind, taken in ((resource.RLIMIT_AS, used.vms), (resource.RLIMIT_DATA, getattr(used, "data", used.rss))):
        limit = resource.getrlimit(kind)[0]
        if limit != resource.RLIM_INFINITY:
            yield limit, taken
