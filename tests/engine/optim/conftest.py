"""The optimiser with each of its descents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from engine.optim import minimise as optimise
from engine.optim.minimise import DESCENTS, Run

Minimise = Callable[..., Run]


@pytest.fixture(params=sorted(DESCENTS))
def minimise(request: pytest.FixtureRequest) -> Minimise:
    """`optimise.minimise` with each of its optimisers."""
    return partial(optimise.minimise, optimiser=request.param)
