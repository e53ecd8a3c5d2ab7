"""The memory that counts is the least of the machine's, the control groups' and the process's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from engine.runtime import limits

MIB = 1 << 20


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand-ins for the folders in which the system shows control groups."""
    monkeypatch.setattr(limits, "_CGROUP", tmp_path / "cgroup")
    monkeypatch.setattr(limits, "_OWN_GROUP", tmp_path / "own")
    return tmp_path


def write(folder: Path, limit: str, used: int, cached: int, names: tuple[str, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in zip(names, (limit, str(used), f"anon 5\n{names[3]} {cached}\n"), strict=False):
        (folder / name).write_text(f"{text}\n")


TWO = ("memory.max", "memory.current", "memory.stat", "inactive_file")
ONE = ("memory.limit_in_bytes", "memory.usage_in_bytes", "memory.stat", "total_inactive_file")


def test_a_group_around_the_own_one_counts(groups: Path) -> None:
    write(groups / "cgroup", "max", 0, 0, TWO)
    write(groups / "cgroup/outer", str(300 * MIB), 120 * MIB, 20 * MIB, TWO)
    write(groups / "cgroup/outer/inner", "max", 100 * MIB, 0, TWO)
    (groups / "own").write_text("1:name=systemd:/x\n0::/outer/inner\n")
    assert (limits.free_memory(), limits.total_memory()) == (200 * MIB, 300 * MIB)


def test_version_1(groups: Path) -> None:
    write(groups / "cgroup/memory", "9223372036854771712", 0, 0, ONE)
    write(groups / "cgroup/memory/docker/1", str(500 * MIB), 400 * MIB, 100 * MIB, ONE)
    (groups / "own").write_text("3:cpu,cpuacct:/docker/1\n2:memory:/docker/1\n")
    assert (limits.free_memory(), limits.total_memory()) == (200 * MIB, 500 * MIB)


def test_a_full_group_has_nothing_left(groups: Path) -> None:
    write(groups / "cgroup/full", str(100 * MIB), 101 * MIB, 0, TWO)
    (groups / "own").write_text("0::/full\n")
    assert limits.free_memory() == 0


@pytest.mark.parametrize("text", [None, "", "nonsense\n", "0::/missing\n", "0::/../..\n"])
def test_without_groups_the_machine_counts(groups: Path, text: str | None) -> None:
    if text is not None:
        (groups / "own").write_text(text)
    assert limits.total_memory() == psutil.virtual_memory().total
    assert 0 < limits.free_memory() <= limits.total_memory()


@pytest.mark.parametrize("kind", ["RLIMIT_AS", "RLIMIT_DATA"])
def test_limits_of_the_process(kind: str) -> None:
    code = (
        f"import resource; from engine.runtime.limits import free_memory, total_memory; "
        f"resource.setrlimit(resource.{kind}, ({700 * MIB}, {700 * MIB})); print(total_memory(), free_memory())"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    total, free = map(int, ended.stdout.split())
    assert total == 700 * MIB
    assert 0 < free < 700 * MIB
