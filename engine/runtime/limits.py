"""What this process may use of the machine: its memory and processors, less by control groups, ulimit and affinity."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

CGROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")
_UNLIMITED = 1 << 60
"""Version 1 writes about as much where there is no limit."""


def free_memory() -> int:
    """Bytes that this process can still get: of the machine, of its control groups, and of its own limits."""
    of_groups = [limit - used for limit, used in _groups_memory()]
    of_limits = [limit - used for limit, used in _own_limits()]
    return max(0, min([int(psutil.virtual_memory().available), *of_groups, *of_limits]))


def total_memory() -> int:
    """Bytes that this process could have at most: of the machine, of its control groups, and of its own limits."""
    limits = [limit for limit, _ in (*_groups_memory(), *_own_limits())]
    return min([int(psutil.virtual_memory().total), *limits])


def available_cores() -> int:
    """Physical cores that this process may run on, by its affinity and its control groups' quotas; at least 1."""
    physical = psutil.cpu_count(logical=False) or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else physical
    return max(1, min([physical, allowed, *_quotas()]))


def largest_file() -> int:
    """Bytes that a file of this process may have (`ulimit -f`)."""
    if sys.platform == "win32":
        return _UNLIMITED
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return _UNLIMITED if limit == resource.RLIM_INFINITY else limit


def _groups_memory() -> Iterator[tuple[int, int]]:
    """The limits of this process's control groups, its own and those around it, and the bytes that count as used.

    Cached files do not count: the system gives them back when memory is short.
    """
    for group in _groups("memory"):
        for limit_file, used_file, cached in (
            ("memory.max", "memory.current", ("inactive_file", "active_file")),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", ("total_inactive_file", "total_active_file")),
        ):
            limit, used = _number(group / limit_file), _number(group / used_file)
            if limit is not None and used is not None and limit < _UNLIMITED:
                yield limit, used - _statistics(group / "memory.stat", cached)


def _quotas() -> Iterator[int]:
    """Processors that the control groups grant, rounded up: `quota` microseconds of each `period`."""
    for group in _groups("cpu"):
        try:
            quota, period = (group / "cpu.max").read_text().split()
        except (OSError, ValueError):
            quota, period = (_text(group / f"cpu.cfs_{name}_us").strip() for name in ("quota", "period"))
        if quota.isdecimal() and period.isdecimal() and int(period) > 0:
            yield max(1, math.ceil(int(quota) / int(period)))


def _groups(controller: str) -> Iterator[Path]:
    """The folders of this process's control groups, of version 2 and of a controller of version 1, inner ones first.

    A container may see its own group as the top of the tree, under the name that it has outside.
    """
    for line in _text(OWN_GROUPS).splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controllers and controller not in controllers.split(","):
            continue
        tops = [CGROUPS / controllers, CGROUPS / controller] if controllers else [CGROUPS, CGROUPS / "unified"]
        for top in dict.fromkeys(tops):
            group = top / path.lstrip("/")
            yield from (each for each in (group, *group.parents) if each.is_relative_to(top) and each.is_dir())


def _own_limits() -> list[tuple[int, int]]:
    """The limits that `ulimit -v` and `ulimit -d` set, and the bytes used of them."""
    if sys.platform == "win32":
        return []
    import resource

    used = psutil.Process().memory_info()
    limits = ((resource.RLIMIT_AS, used.vms), (resource.RLIMIT_DATA, getattr(used, "data", used.rss)))
    soft = ((resource.getrlimit(kind)[0], taken) for kind, taken in limits)
    return [(limit, taken) for limit, taken in soft if limit != resource.RLIM_INFINITY]


def _statistics(file: Path, names: tuple[str, ...]) -> int:
    lines = (line.split() for line in _text(file).splitlines())
    return sum(int(words[1]) for words in lines if len(words) == 2 and words[0] in names and words[1].isdecimal())


def _number(file: Path) -> int | None:
    text = _text(file).strip()
    return int(text) if text.isdecimal() else None


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, ValueError):
        return ""
