"""Two implementations of limited-memory BFGS with one interface.

Both call `evaluate` until there is no more progress, or until it raises; `accept` is called with the loss of each step.
SciPy's L-BFGS-B (Zhu, Byrd, Lu and Nocedal 1997, Morales and Nocedal 2011) is the reference; it works in float64 and
keeps (2 pairs + 5) vectors. The float32 one is the two-loop recursion (Nocedal and Wright, Numerical Optimization,
algorithm 7.4) with a bracketing search for the weak Wolfe conditions; it needs a third of the memory.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array

Evaluate = Callable[[Array], tuple[float, Array]]
Accept = Callable[[float], None]


class HasLoss(Protocol):
    """A point that was evaluated."""

    loss: float


P = TypeVar("P", bound=HasLoss)

SUFFICIENT_DECREASE, CURVATURE = 1e-4, 0.9
SEARCH_EVALUATIONS = 12
SETTLED, LONGER = 5, 2.0
"""From so many pairs on the inverse Hessian begins with so many times the usual scale, s·y / y·y of the newest pair.

That is the least of the scales that fit the pair. Losses are lower with twice of it after as many evaluations
(docs/PERFORMANCE.md); from the first pair on, the first ten evaluations lose what the later ones gain.
"""
DOT_BLOCK = 1 << 18


def load() -> None:
    """Import SciPy ahead of the first descent, in the half second in which sessions open."""
    import scipy.optimize  # noqa: F401


def scipy_descent(evaluate: Evaluate, start: Array, first_step: float, pairs: int, accept: Accept) -> None:
    """SciPy's L-BFGS-B, in variables x / first_step (its first step has length 1) and a loss of order 1."""
    import scipy.optimize  # see `load`

    unit: float | None = None

    def scaled(variables: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        nonlocal unit
        loss, gradient = evaluate((variables * first_step).astype(np.float32).reshape(start.shape))
        unit = unit or _unit(loss)
        return loss * unit, gradient.ravel() * np.float64(first_step * unit)

    def step(intermediate_result: Any) -> None:
        accept(intermediate_result.fun / unit)

    options = {"maxcor": pairs, "maxiter": 10**9, "maxfun": 10**9, "ftol": 0.0, "gtol": 0.0}
    variables = start.ravel() / np.float64(first_step)
    scipy.optimize.minimize(scaled, variables, jac=True, method="L-BFGS-B", callback=step, options=options)


def float32_descent(evaluate: Evaluate, start: Array, first_step: float, pairs: int, accept: Accept) -> None:
    """The two-loop recursion in float32, sums in float64; the history is cleared when a search fails."""
    here = _Point(start, *evaluate(start))
    history: deque[_Pair] = deque(maxlen=pairs)
    while True:
        direction = _direction(here.gradient, history)
        if len(history) < 2:
            _shorten(direction, history[-1].length if history else first_step, exactly=not history)
        found = _search(evaluate, here, direction)
        if found is None:
            if not history:
                return
            history.clear()
            continue
        accept(found.loss)
        pair = _Pair.between(here, found)
        if pair is not None:
            history.append(pair)
        here = found


@dataclass
class _Point:
    """A picture with its loss and gradient."""

    x: Array
    loss: float
    gradient: Array


@dataclass
class _Pair:
    """A step, the change of the gradient along it, and 1 / their product."""

    step: Array
    change: Array
    inverse: float

    @property
    def length(self) -> float:
        """Of the step."""
        return math.sqrt(_dot(self.step, self.step))

    @classmethod
    def between(cls, before: _Point, after: _Point) -> _Pair | None:
        """The pair of two points; None where the curvature is not safely positive."""
        step, change = after.x - before.x, after.gradient - before.gradient
        product = _dot(step, change)
        return cls(step, change, 1 / product) if product > 1e-10 * _dot(change, change) ** 0.5 else None


def _shorten(direction: Array, length: float, *, exactly: bool) -> None:
    """Give a direction a length, or at most that length.

    One pair tells little of the curvature: of four pictures finished at full size, where the loss is of fourth order,
    the step from one pair led far past the minimum in all (losses 2.1, 1.3, then 106); as long as the step before it,
    it led to 0.7.
    """
    own = max(_dot(direction, direction) ** 0.5, 1e-30)
    if exactly or own > length:
        direction *= np.float32(length / own)


def _direction(gradient: Array, history: Iterable[_Pair]) -> Array:
    """Minus the inverse Hessian's approximation times the gradient."""
    direction = -gradient
    pairs, factors = list(history), []
    for pair in reversed(pairs):
        factors.append(pair.inverse * _dot(pair.step, direction))
        _add(direction, -factors[-1], pair.change)
    if pairs:
        last = pairs[-1]
        direction *= np.float32(first_scale(len(pairs), 1 / last.inverse, _dot(last.change, last.change)))
    for pair, factor in zip(pairs, reversed(factors), strict=True):
        _add(direction, factor - pair.inverse * _dot(pair.change, direction), pair.step)
    return direction


def _search(evaluate: Evaluate, here: _Point, direction: Array) -> _Point | None:
    """See `search`."""

    def at(length: float) -> _Point:
        x = direction * np.float32(length)
        x += here.x
        return _Point(x, *evaluate(x))

    return search(at, lambda point: _dot(point.gradient, direction), here.loss, _dot(here.gradient, direction))


def first_scale(pairs: int, product: float, change_squared: float) -> float:
    """What the inverse Hessian is before its pairs, from the newest one's s·y and y·y; see LONGER."""
    return product / change_squared * (LONGER if pairs >= SETTLED else 1.0)


def search(at: Callable[[float], P], slope_of: Callable[[P], float], loss: float, slope: float) -> P | None:
    """A point along a direction that meets the weak Wolfe conditions, or at least lowers the loss enough.

    Parameters
    ----------
    at : evaluates the point at a length
    slope_of : a point's slope along the direction
    loss, slope : where the direction begins
    """
    if not slope < 0:
        return None
    low, high, length, lowered = 0.0, np.inf, 1.0, None
    for _ in range(SEARCH_EVALUATIONS):
        point = at(length)
        if not point.loss <= loss + SUFFICIENT_DECREASE * length * slope:
            high = length
        elif slope_of(point) < CURVATURE * slope:
            low, lowered = length, point
        else:
            return point
        length = 2 * length if np.isinf(high) else (low + high) / 2
    return lowered


def _add(target: Array, factor: float, vector: Array) -> None:
    """target += factor · vector, block by block: no second picture in memory."""
    flat, other = target.reshape(-1), vector.reshape(-1)
    for start in range(0, flat.size, DOT_BLOCK):
        block = slice(start, start + DOT_BLOCK)
        flat[block] += np.float32(factor) * other[block]


def _dot(one: Array, other: Array) -> float:
    """The inner product: float32 within blocks, float64 over them."""
    flat, across = one.reshape(-1), other.reshape(-1)
    starts = range(0, flat.size, DOT_BLOCK)
    return float(sum(float(np.dot(flat[at : at + DOT_BLOCK], across[at : at + DOT_BLOCK])) for at in starts))


def _unit(loss: float) -> float:
    return 1 / loss if np.isfinite(loss) and loss > 0 else 1.0
