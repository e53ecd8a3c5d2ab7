"""Memory and processors within control groups, ulimit and affinity."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import Options
from engine.losses import budget
from engine.runtime import limits
from engine.runtime.network import Network

MIB = 1 << 20


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes control groups as the kernel shows them, of these files."""
    monkeypatch.setattr(limits, "CGROUPS", tmp_path / "cgroup")
    monkeypatch.setattr(limits, "OWN_GROUPS", tmp_path / "own")

    def make(own: str, **files: str) -> None:
        (tmp_path / "own").write_text(own)
        for name, text in files.items():
            file = tmp_path / "cgroup" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    return make


def test_version_2(groups: Callable[..., None]) -> None:
    before = limits.available_cores()
    statistics = f"anon 5\ninactive_file {30 * MIB}\nactive_file {10 * MIB}\n"
    groups(
        "0::/outer/inner\n",
        **{
            "memory.max": "max\n",
            "memory.current": "5\n",
            "outer/memory.max": f"{900 * MIB}\n",
            "outer/memory.current": f"{340 * MIB}\n",
            "outer/memory.stat": statistics,
            "outer/cpu.max": "150000 100000\n",
            "outer/inner/memory.max": "max\n",
            "outer/inner/cpu.max": "max 100000\n",
        },
    )
    assert limits.free_memory() == 600 * MIB
    assert limits.total_memory() == 900 * MIB
    assert limits.available_cores() == min(2, before)


def test_version_1(groups: Callable[..., None]) -> None:
    groups(
        "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n",
        **{
            "memory/docker/abc/memory.limit_in_bytes": f"{900 * MIB}\n",
            "memory/docker/abc/memory.usage_in_bytes": f"{300 * MIB}\n",
            "memory/docker/abc/memory.stat": f"cache 7\ntotal_inactive_file {100 * MIB}\n",
            "memory/memory.limit_in_bytes": "9223372036854771712\n",
            "memory/memory.usage_in_bytes": "1\n",
            "cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "50000\n",
            "cpu,cpuacct/docker/abc/cpu.cfs_period_us": "100000\n",
        },
    )
    assert limits.free_memory() == 700 * MIB
    assert limits.available_cores() == 1


def test_a_container_sees_its_own_group_as_the_top(groups: Callable[..., None]) -> None:
    groups(
        "4:memory:/docker/abc\n",
        **{"memory/memory.limit_in_bytes": f"{500 * MIB}\n", "memory/memory.usage_in_bytes": f"{100 * MIB}\n"},
    )
    assert limits.free_memory() == 400 * MIB


@pytest.mark.parametrize("quota", ["-1 100000", "max", "", "x y", "100000 0"])
def test_no_quota_and_files_that_say_nothing(quota: str, groups: Callable[..., None]) -> None:
    before = limits.available_cores()
    groups("0::/\nnonsense\n::\n", **{"cpu.max": quota, "memory.max": "much", "memory.stat": "\xff"})
    assert limits.available_cores() == before
    assert limits.free_memory() > 0


def test_the_engine_uses_them(groups: Callable[..., None], network: Network) -> None:
    groups("0::/\n", **{"memory.max": f"{900 * MIB}", "memory.current": f"{100 * MIB}", "cpu.max": "100000 100000"})
    assert budget.memory_limit(Options()) == int(0.6 * 800 * MIB)
    assert budget.memory_limit(Options(memory_limit=700)) == 700 * MIB
    assert Network(network.folder).threads == 1


PROGRAM = "from engine.runtime.limits import *; print(free_memory() >> 20, total_memory() >> 20, available_cores())"


@pytest.mark.parametrize("kind", [resource.RLIMIT_AS, resource.RLIMIT_DATA])
def test_ulimit(kind: int) -> None:
    """In a process of its own, whose limit is 900 MiB."""

    def limit() -> None:
        resource.setrlimit(kind, (900 * MIB, 900 * MIB))

    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, preexec_fn=limit, check=True
    )
    free, total, _ = map(int, ended.stdout.split())
    assert 400 < free < total == 900


def test_affinity() -> None:
    def limit() -> None:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, preexec_fn=limit, check=True
    )
    assert int(ended.stdout.split()[2]) == 1


def test_the_largest_file() -> None:
    code = "from engine.runtime.limits import largest_file; print(largest_file())"
    limit = resource.RLIMIT_FSIZE, (12_288, 12_288)
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, capture_output=True, text=True, preexec_fn=lambda: resource.setrlimit(*limit))
    assert int(ended.stdout) == 12_288
