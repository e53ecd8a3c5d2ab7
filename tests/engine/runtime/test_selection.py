"""Devices are compared with the processor before they are used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine import InputError, Options
from engine.runtime import devices, selection, state
from engine.runtime.checking import Check
from engine.runtime.devices import CPU, Device
from engine.runtime.fallback import LastingNetwork
from engine.runtime.models import ensure_models


@dataclass(frozen=True)
class Faulty(Device):
    """A device whose session is never opened."""

    def session(self, path: Any, options: Any) -> Any:  # noqa: ARG002
        raise RuntimeError("no such driver")


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No check of an earlier run counts."""
    monkeypatch.setattr(state.platformdirs, "user_state_path", lambda *_, **__: tmp_path)
    return tmp_path


def offer(monkeypatch: pytest.MonkeyPatch, *others: Device) -> None:
    monkeypatch.setattr(devices, "available", lambda: [CPU, *others])


def test_failing_device_is_reported_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, Faulty("broken", ""))
    with pytest.raises(InputError, match=r"broken.*no such driver.*--device cpu"):
        selection.network_for(Options(device="broken"))
    assert selection.network_for(Options()).device is CPU


def test_a_failure_is_looked_into_again_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Check(None, reason="the card is busy"), Check(0.0, 2.0)]
    monkeypatch.setattr(selection, "check", lambda *_: found.pop(0))
    device = Faulty("busy", "")
    assert selection.checked(ensure_models(), device).reason == "the card is busy"
    assert selection.checked(ensure_models(), device).reason == "the card is busy"
    assert selection.checked(ensure_models(), device, again=True) == Check(0.0, 2.0)
    assert selection.checked(ensure_models(), device, again=True) == Check(0.0, 2.0)


def test_what_imitates_a_card_is_taken_by_name_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, Faulty("webgpu", "llvmpipe", is_software=True))
    monkeypatch.setattr(selection, "check", lambda *_: Check(0.0, 5.0))
    assert selection.network_for(Options()).device is CPU
    network = selection.network_for(Options(device="webgpu"))
    assert network.device.name == "webgpu" and isinstance(network, LastingNetwork)


def test_why_a_device_is_not_taken() -> None:
    device, chosen = Faulty("slow", ""), Faulty("fast", "")
    assert selection.why_not(chosen, Check(0.0, 9.0), chosen) == ""
    assert selection.why_not(device, Check(0.0, 2.0), chosen) == "not taken: fast is faster"
    assert selection.why_not(device, Check(0.0, 0.5), CPU) == "not taken: slower than the processor"
    assert selection.why_not(device, Check(0.5, 9.0), chosen) == "not used: its gradient is 50.0% off"
    assert selection.why_not(device, Check(None, reason="No driver."), chosen) == "not used: No driver"
    assert "imitates" in selection.why_not(Faulty("soft", "", is_software=True), Check(0.0, 2.0), CPU)


@pytest.mark.parametrize("entry", [None, 3, {}, {"error": "x", "times_faster": 1, "reason": ""}, {"error": 0.1}])
def test_a_damaged_check_is_made_again(monkeypatch: pytest.MonkeyPatch, own_state: Path, entry: Any) -> None:
    monkeypatch.setattr(selection, "check", lambda *_: Check(0.0, 2.0))
    selection.checked(ensure_models(), Faulty("odd", ""))
    (key,) = state.load(selection.STATE)
    (own_state / selection.STATE).write_text(json.dumps({key: entry}))
    assert selection.checked(ensure_models(), Faulty("odd", "")) == Check(0.0, 2.0)


def test_wrong_device_is_never_chosen_however_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Faulty("wrong", "")
    offer(monkeypatch, wrong)
    monkeypatch.setattr(selection, "check", lambda *_: Check(0.5, 100.0))
    assert selection.network_for(Options()).device is CPU


def test_fastest_right_device_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, fast = Faulty("slow", "slow"), Faulty("fast", "fast")
    offer(monkeypatch, fast, slow)
    speeds = {"slow": 1.05, "fast": 3.0}
    monkeypatch.setattr(selection, "check", lambda _, device: Check(0.001, speeds[device.name]))
    assert selection.network_for(Options()).device is fast


def test_check_is_made_once(monkeypatch: pytest.MonkeyPatch, own_state: Path) -> None:
    made = []
    monkeypatch.setattr(selection, "check", lambda _, device: made.append(device.name) or Check(0.0, 1.0))
    for _ in range(2):
        assert selection.checked(ensure_models(), Faulty("once", "")) == Check(0.0, 1.0)
    assert made == ["once"]
    (own_state / "devices.json").write_text("damaged")
    selection.checked(ensure_models(), Faulty("once", ""))
    assert made == ["once", "once"]


def test_what_cannot_be_used_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, Faulty("broken", "", label="A card"), Faulty("right", "", label="Another card"))
    found = {"broken": Check(None, reason="no driver"), "right": Check(0.0, 2.0)}
    monkeypatch.setattr(selection, "check", lambda _, device: found[device.name])
    with pytest.raises(InputError) as caught:
        selection.network_for(Options(device="abacus"))
    assert "right (Another card)" in caught.value.message and "broken" not in caught.value.message


def test_unknown_device_lists_what_there_is() -> None:
    with pytest.raises(InputError, match=r"no device 'abacus'.*cpu \(.+\)"):
        selection.network_for(Options(device="abacus"))
