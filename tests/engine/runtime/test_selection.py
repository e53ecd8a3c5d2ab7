"""Devices are compared with the processor before they are used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import InputError, Options
from engine.runtime import devices, selection, state
from engine.runtime.devices import CPU, Device
from engine.runtime.models import ensure_models


class Session:
    """A session whose gradient is off by a relative amount."""

    def __init__(self, real: Any, error: float) -> None:
        self.real, self.error = real, error

    def get_outputs(self) -> Any:
        return self.real.get_outputs()

    def run(self, names: Any, inputs: Any, options: Any) -> list[np.ndarray]:
        values = self.real.run(names, inputs, options)
        return [value * (1 + self.error) if value.ndim == 4 else value for value in values]


@dataclass(frozen=True)
class Faulty(Device):
    """The processor in disguise, with a wrong gradient, or failing for an error of None."""

    error: float | None = 0.0

    def session(self, path: Any, options: Any) -> Any:
        if self.error is None:
            raise RuntimeError("no such driver")
        return Session(CPU.session(path, options), self.error)


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No check of an earlier run counts."""
    monkeypatch.setattr(state.platformdirs, "user_state_path", lambda *_, **__: tmp_path)
    return tmp_path


def offer(monkeypatch: pytest.MonkeyPatch, *others: Device) -> None:
    monkeypatch.setattr(devices, "available", lambda: [CPU, *others])


@pytest.mark.parametrize(("error", "passes"), [(0.0, True), (0.005, True), (0.05, False), (float("nan"), False)])
def test_gradient_decides(error: float, passes: bool) -> None:
    device = Faulty("odd", "", error=error)
    assert selection.check(ensure_models(), device).passes(device) is passes


def test_failing_device_is_reported_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, Faulty("broken", "", error=None))
    with pytest.raises(InputError, match=r"broken.*--device cpu"):
        selection.network_for(Options(device="broken"))
    assert selection.network_for(Options()).device is CPU


def test_wrong_device_is_never_chosen_however_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Faulty("wrong", "", error=0.5)
    offer(monkeypatch, wrong)
    monkeypatch.setattr(selection, "check", lambda *_: selection.Check(0.5, 100.0))
    assert selection.network_for(Options()).device is CPU


def test_fastest_right_device_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, fast = Faulty("slow", "slow"), Faulty("fast", "fast")
    offer(monkeypatch, fast, slow)
    speeds = {"slow": 1.05, "fast": 3.0}
    monkeypatch.setattr(selection, "check", lambda _, device: selection.Check(0.001, speeds[device.name]))
    assert selection.network_for(Options()).device is fast


def test_check_is_made_once(monkeypatch: pytest.MonkeyPatch, own_state: Path) -> None:
    made = []
    monkeypatch.setattr(selection, "check", lambda _, device: made.append(device.name) or selection.Check(0.0, 1.0))
    for _ in range(2):
        assert selection.checked(ensure_models(), Faulty("once", "")) == selection.Check(0.0, 1.0)
    assert made == ["once"]
    (own_state / "devices.json").write_text("damaged")
    selection.checked(ensure_models(), Faulty("once", ""))
    assert made == ["once", "once"]


def test_unknown_device_lists_what_there_is() -> None:
    with pytest.raises(InputError, match=r"no device 'abacus'.*cpu"):
        selection.network_for(Options(device="abacus"))
