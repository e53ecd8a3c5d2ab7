"""A few hundred inputs for each target, the same in every run; `python -m tests.fuzz` tries new ones for some time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from .targets import TARGETS

EXAMPLES = 250


@pytest.mark.parametrize("name", TARGETS)
def test_sound_input_is_read(name: str) -> None:
    """Else the changes would be tried on nothing."""
    target = TARGETS[name]
    good = [target.try_one(seed) for seed in target.seeds()]
    assert good.count(True) >= len(good) - 1


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_changed_input_ends_in_words(name: str) -> None:
    target = TARGETS[name]

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(target.inputs())
    def one(data: bytes) -> None:
        target.try_one(data)

    one()


@pytest.mark.slow
def test_the_command_tries_new_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "looks", "--seconds", "1", "--kept", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("fuzz: looks: ")
    assert list(tmp_path.iterdir()) == []
