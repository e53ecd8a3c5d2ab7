"""The optimiser with each of its descents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from engine.optim import minimise as optimise
from engine.optim.minimise import DESCENTS, Run

Minimise = Callable[..., Run]


@pytest.fixture(params=[(name, gain) for name in sorted(DESCENTS) for gain in (0.0, 1.0)], ids=str)
def minimise(request: pytest.FixtureRequest) -> Minimise:
    """`optimise.minimise` with each of its optimisers, in plain variables and in those that prefer low frequencies."""
    name, gain = request.param
    return partial(optimise.minimise, optimiser=name, low_frequency_gain=gain)
