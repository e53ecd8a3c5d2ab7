"""Short clips whose motion is known, and a painter that shows what it was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from benchmarks.clips import moving_crop, one_over_another
from engine.errors import Interrupted
from engine.losses.temporal import Temporal

from ..conftest import Array

SPEED = (2.25, -1.5)


@pytest.fixture(scope="session")
def crops() -> list[Array]:
    """A window over a photograph, twelve frames of 96 x 72 pixels, moving by SPEED."""
    return moving_crop(12, 96, 72, SPEED)


@pytest.fixture(scope="session")
def discs() -> list[Array]:
    """One photograph over another, six frames of 128 x 96 pixels."""
    return one_over_another(6, 128, 96)


@dataclass
class Inverter:
    """Paints negatives, and what earlier frames say where they say anything.

    Attributes
    ----------
    painted : index, temporal and earlier picture of each frame, as it was asked for
    stop_at : the number of frames after which it is interrupted
    """

    painted: list[tuple[int, Temporal | None, Array | None]] = field(default_factory=list)
    stop_at: int | None = None

    def paint(self, index: int, content: Array, temporal: Temporal | None, earlier: Array | None) -> Array:
        """See `Painter`."""
        if self.stop_at == len(self.painted):
            raise Interrupted
        self.painted.append((index, temporal, earlier))
        return temporal.start(1 - content) if temporal else 1 - content

    @property
    def indices(self) -> list[int]:
        """Which frames were painted, in order."""
        return [index for index, _, _ in self.painted]

    @property
    def begun(self) -> list[int]:
        """Frames that nothing held."""
        return [index for index, temporal, _ in self.painted if temporal is None]


@pytest.fixture
def painter() -> Callable[..., Inverter]:
    """Makes such a painter."""
    return Inverter


def middle(field: Array, edge: int = 12) -> Array:
    """A frame or a flow without its border."""
    return np.asarray(field[edge:-edge, edge:-edge])
