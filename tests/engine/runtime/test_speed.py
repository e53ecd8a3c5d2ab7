"""The speed of this machine is measured once and corrected by each job."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine.runtime import speed, state

NETWORK: Any = SimpleNamespace(device=SimpleNamespace(name="cpu"), threads=2)


@pytest.fixture(autouse=True)
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known; a measurement says 2 s."""
    monkeypatch.setattr(state.platformdirs, "user_state_path", lambda *_, **__: tmp_path)
    monkeypatch.setattr(speed, "seconds", lambda _: 2.0)


def test_an_unknown_speed_is_measured() -> None:
    assert not speed.is_speed_known(NETWORK)
    assert speed.seconds_per_pixel(NETWORK) == 2.0 / speed.SIZE**2


def test_jobs_correct_it_by_half() -> None:
    speed.learn(NETWORK, 4e-5)
    assert speed.is_speed_known(NETWORK)
    assert speed.seconds_per_pixel(NETWORK) == pytest.approx(4e-5)
    speed.learn(NETWORK, 2e-5)
    assert speed.seconds_per_pixel(NETWORK) == pytest.approx(3e-5)


def test_another_number_of_threads_has_its_own() -> None:
    speed.learn(NETWORK, 4e-5)
    assert not speed.is_speed_known(SimpleNamespace(device=NETWORK.device, threads=4))  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan"), 10**400, "fast", None])
def test_a_speed_that_cannot_be_is_not_known(value: Any) -> None:
    state.save(speed.STATE, {"cpu 2": value})
    assert not speed.is_speed_known(NETWORK)
