"""The objective that the package exports opens its own network."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine import Objective, Options
from engine.losses import objective
from engine.runtime import selection
from engine.runtime.devices import CPU, Device
from engine.runtime.network import Network

from ..conftest import Array

Pictures = Callable[[str, int, int], Array]


def test_without_a_network_it_takes_the_graphs_that_round_least(pictures: Pictures, network: Network) -> None:
    content, style = pictures("cat", 32, 24), pictures("van_gogh_night_cafe", 24, 24)
    own, given = Objective(content, [style]), objective.Objective(content, [style], Options(), network)
    assert (
        own.loss_and_gradient(255 * style[:24, :1] + np.zeros_like(content))[0]
        == given.loss_and_gradient(255 * style[:24, :1] + np.zeros_like(content))[0]
    )


def test_a_fast_device_must_be_named(pictures: Pictures, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that paints by itself rounds more."""
    content, style = pictures("cat", 32, 24), pictures("van_gogh_night_cafe", 24, 24)
    fast = Device("fast", "")
    monkeypatch.setattr(selection, "fastest", lambda *_: fast)
    monkeypatch.setattr(selection, "_named", lambda _folder, name, _there: CPU if name == "cpu" else fast)
    assert Objective(content, [style]).network.device is CPU
    assert selection.network_for(Options()).device is fast


def test_settings_reach_the_objective(pictures: Pictures, network: Network) -> None:
    content, style = pictures("cat", 32, 24), pictures("van_gogh_night_cafe", 24, 24)
    found = Objective(content, [style, style], Options(preset="gatys"), network=network, weights=[1.0, 2.0])
    assert found.network is network
    assert found.preset.style_size == "own"
