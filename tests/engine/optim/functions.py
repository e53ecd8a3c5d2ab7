"""Functions with known minima."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..conftest import Array

SHAPE = (3, 6, 5)
RNG = np.random.default_rng(2)
START = RNG.uniform(0, 255, SHAPE).astype(np.float32)
GOAL = RNG.uniform(0, 255, SHAPE).astype(np.float32)
# A valley 300 times as steep as it is long, about as curved as pictures are.
CURVATURE = np.geomspace(0.01, 3, START.size).reshape(SHAPE)


def quadratic(picture: Array) -> tuple[float, Array]:
    difference = picture.astype(np.float64) - GOAL
    return float(np.sum(CURVATURE * difference**2)), (2 * CURVATURE * difference).astype(np.float32)


def rosenbrock(picture: Array) -> tuple[float, Array]:
    """Rosenbrock's valley along all values, its bend at grey levels; the minimum, 0, is where all are 100."""
    values = picture.astype(np.float64).ravel() / 100
    head, tail = values[:-1], values[1:]
    gradient = np.zeros_like(values)
    gradient[:-1] += -400 * head * (tail - head**2) - 2 * (1 - head)
    gradient[1:] += 200 * (tail - head**2)
    loss = float(np.sum(100 * (tail - head**2) ** 2 + (1 - head) ** 2))
    return loss, (gradient / 100).astype(np.float32).reshape(picture.shape)


class Counted:
    """A function that knows what it was asked."""

    def __init__(self, function: Callable[[Array], tuple[float, Array]]) -> None:
        self.function = function
        self.pictures: list[Array] = []
        self.losses: list[float] = []

    def __call__(self, picture: Array) -> tuple[float, Array]:
        loss, gradient = self.function(picture)
        self.pictures.append(picture.copy())
        self.losses.append(loss)
        return loss, gradient
