"""L-BFGS whose vectors stay on the device: the same steps as `lbfgs.float32_descent`, from inner products alone.

Only losses, slopes and inner products travel. Graphs: export/descent.py. Source of the method: W. Chen, Z. Wang and
J. Zhou, "Large-scale L-BFGS using MapReduce", NIPS 2014, section 3; the search is lbfgs.py's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from .lbfgs import Accept, first_scale, search

Value = Any
"""An array on the device."""
Losses = Callable[[Value], tuple[float, Value]]
"""The network's loss and gradient of a picture (1, 3, H, W)."""


class Runtime(Protocol):
    """What runs graphs on the device: `runtime.network.Network`."""

    def there(self, array: Array) -> Value:
        """An array on the device."""

    def run_there(self, graph: str, inputs: Mapping[str, Any], there: Sequence[str]) -> dict[str, Any]:
        """A graph's outputs by name; those `there` stay on the device."""


@dataclass
class _Point:
    """Variables with their loss, gradient, and slope along the direction that led there."""

    variables: Value
    loss: float
    gradient: Value
    slope: float


class DeviceDescent:
    """A descent for `minimise`: `evaluate` there is given pictures that lie on the device.

    Parameters
    ----------
    losses : those that the network computes
    network : runs the graphs
    variation_weight : of the total variation, which is added here
    gain : by how much more low frequencies move, see preconditioner.py
    """

    def __init__(self, losses: Losses, network: Runtime, variation_weight: float, gain: float) -> None:
        self._losses, self._network = losses, network
        self._gain = {"gain": _scalar(gain)}
        self._variation_weight = _scalar(variation_weight)
        self._direction: Value = None

    def function(self, picture: Value) -> tuple[float, tuple[Value, float]]:
        """All losses of a picture; the gradient by the variables, and the slope along the last direction."""
        loss, gradient = self._losses(picture)
        inputs = {"picture": picture, "network": gradient, "direction": self._direction, **self._gain}
        found = self._run("gradient", {**inputs, "variation_weight": self._variation_weight}, "gradient")
        return loss + _number(found["variation"]), (found["gradient"], _number(found["slope"]))

    def begin(self, start: Array) -> Value:
        """A picture (3, H, W) on the device, for `function`; there is no direction yet."""
        self._direction = self._network.there(np.zeros_like(start[None]))
        return self._network.there(start[None])

    def __call__(
        self, evaluate: Callable[[Value], Any], start: Array, first_step: float, pairs: int, accept: Accept
    ) -> None:
        """Descend from `start` (3, H, W) until there is no more progress or `evaluate` raises."""
        begin = self.begin(start)
        zero = self._direction
        history = _History(self._network.there(np.zeros((2 * pairs, start.size), np.float32)), pairs)
        here = _Point(zero, *_flat(evaluate(begin)))
        products = self._products(history, here, here)
        squared = _number(products["gradient_squared"])
        projections = np.zeros(2 * pairs)
        while True:
            factors, factor = history.combination(projections)
            if history.count < 2:
                length = history.length if history.count else first_step
                own = math.sqrt(max(history.squared_length(factors, factor, projections, squared), 1e-60))
                if not history.count or own > length:
                    factors, factor = factors * (length / own), factor * (length / own)
            slope = float(factors @ projections + factor * squared)
            inputs = {"history": history.rows, "gradient": here.gradient, "factors": _column(factors)}
            found = self._run("direction", {**inputs, "gradient_factor": _scalar(factor)}, "direction")
            self._direction = found["direction"]
            after = self._search(evaluate, begin, here, slope)
            if after is None:
                if not history.count:
                    return
                history.count, projections = 0, np.zeros(2 * pairs)
                continue
            accept(after.loss)
            products = self._products(history, here, after)
            squared = _number(products["gradient_squared"])
            if history.push(products):
                projections = products["with_gradient"].astype(np.float64)
            else:
                history.count, projections = 0, np.zeros(2 * pairs)
            here = after

    def _search(self, evaluate: Callable[[Value], Any], begin: Value, here: _Point, slope: float) -> _Point | None:
        """See `lbfgs.search`."""
        inputs = {"start": begin, "here": here.variables, "direction": self._direction, **self._gain}

        def at(length: float) -> _Point:
            found = self._run("along", {**inputs, "length": _scalar(length)}, "variables", "picture")
            return _Point(found["variables"], *_flat(evaluate(found["picture"])))

        return search(at, lambda point: point.slope, here.loss, slope)

    def _products(self, history: _History, before: _Point, after: _Point) -> Mapping[str, Any]:
        """The history with the pair of two points, and inner products with it."""
        inputs = {
            "history": history.rows,
            "variables_before": before.variables,
            "variables": after.variables,
            "gradient_before": before.gradient,
            "gradient": after.gradient,
        }
        return self._run("pair", inputs, "history_after")

    def _run(self, part: str, inputs: Mapping[str, Any], *there: str) -> dict[str, Any]:
        return self._network.run_there(f"descent_{part}", inputs, there)


@dataclass
class _History:
    """The pairs on the device, and their inner products here.

    Attributes
    ----------
    rows : (2 pairs, values) on the device: step and change by turns, the newest last
    count : pairs that are in use
    length : of the newest step
    """

    rows: Value
    pairs: int
    count: int = 0
    length: float = 0.0

    def __post_init__(self) -> None:
        self._products = np.zeros((2 * self.pairs, 2 * self.pairs))

    def push(self, found: Mapping[str, Any]) -> bool:
        """Take a new pair over; False where its curvature is not safely positive."""
        with_step, with_change = (found[name].astype(np.float64) for name in ("with_step", "with_change"))
        if not with_step[-1] > 1e-10 * with_change[-1] ** 0.5:
            return False
        self.rows = found["history_after"]
        self._products[:-2, :-2] = self._products[2:, 2:]
        for row, values in ((-2, with_step), (-1, with_change)):
            self._products[row], self._products[:, row] = values, values
        self.count, self.length = min(self.count + 1, self.pairs), math.sqrt(max(with_step[-2], 0.0))
        return True

    def combination(self, projections: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
        """Factors of the rows and of the gradient in minus the inverse Hessian's approximation times the gradient.

        `projections` are the inner products of the rows with the gradient.
        """
        factors, factor, alphas = np.zeros(2 * self.pairs), 1.0, {}
        steps = [2 * (self.pairs - self.count + index) for index in range(self.count)]
        products = self._products
        for step in reversed(steps):
            alphas[step] = (products[step] @ factors + factor * projections[step]) / products[step, step + 1]
            factors[step + 1] -= alphas[step]
        if steps:
            scale = first_scale(self.count, products[-2, -1], products[-1, -1])
            factors, factor = factors * scale, factor * scale
        for step in steps:
            change = step + 1
            beta = (products[change] @ factors + factor * projections[change]) / products[step, change]
            factors[step] += alphas[step] - beta
        return -factors, -factor

    def squared_length(
        self, factors: NDArray[np.float64], factor: float, projections: NDArray[np.float64], squared: float
    ) -> float:
        """Of the combination of rows and gradient."""
        own = factors @ self._products @ factors
        return float(own + 2 * factor * (factors @ projections) + factor**2 * squared)


def _flat(evaluated: tuple[float, tuple[Value, float]]) -> tuple[float, Value, float]:
    loss, (gradient, slope) = evaluated
    return loss, gradient, slope


def _number(value: Array) -> float:
    return float(np.asarray(value).ravel()[0])


def _scalar(value: float) -> Array:
    return np.array([value], np.float32)


def _column(values: NDArray[np.float64]) -> Array:
    return values.astype(np.float32)[:, None]
