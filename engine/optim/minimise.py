"""Minimise a function, robust against float32 noise.

In: a function of a picture, an initial picture, a number of evaluations. Out: the best picture, and all losses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..arrays import Array
from ..errors import EngineError, Interrupted
from .lbfgs import Accept, Evaluate, float32_descent, scipy_descent
from .preconditioner import preconditioned

Function = Callable[[Any], tuple[float, Any]]
"""Of pictures and gradients where the descent has them: arrays, or values on a device."""
Loss = Callable[[Array], float]
Descent = Callable[[Evaluate, Array, float, int, Accept], None]
log = logging.getLogger(__name__)

CORRECTION_PAIRS = 10
FIRST_STEP = 5.0
"""Root mean square of the first step, in grey levels of 255, from a start that is far from the result."""
ONLY_STEP = 8.0
"""The same where it is the only one; it is halved where it leads too far."""
HALVINGS = 3
GIVE_UP_AFTER = 3
PATIENCE, UNCHANGED = 40, 1e-3
"""A run ends when its best loss falls by less than the share UNCHANGED in PATIENCE evaluations (two line searches)."""
DESCENTS: dict[str, Descent] = {"scipy": scipy_descent, "float32": float32_descent}


class _StopOptimization(Exception):  # noqa: N818
    """The evaluations are used up, or there is no more progress."""


class _NotFinite(Exception):  # noqa: N818
    pass


@dataclass
class Run:
    """The state of an optimisation.

    Attributes
    ----------
    found : the picture of the lowest loss, where the descent has it: here, or on a device
    best_loss : its loss
    losses : the loss of every evaluation
    accepted : indices into `losses` of the steps that L-BFGS accepted, and of the result; their losses never rise
    stopped : ended by Interrupted
    """

    found: Any
    best_loss: float = float("inf")
    losses: list[float] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    stopped: bool = False

    @property
    def best(self) -> Array:
        """The picture of the lowest loss, float32, shaped like the start."""
        if not isinstance(self.found, np.ndarray):
            self.found = self.found.numpy()[0]
        return self.found

    @best.setter
    def best(self, picture: Array) -> None:
        self.found = picture

    def record(self, picture: Array, loss: float) -> None:
        """Record one evaluation."""
        self.losses.append(loss)
        if loss < self.best_loss:
            self.found, self.best_loss = picture, loss

    def unchanged(self) -> bool:
        """Whether the best loss has almost stopped falling."""
        before = self.losses[:-PATIENCE]
        return bool(before) and self.best_loss > min(before) * (1 - UNCHANGED)

    def accept(self, loss: float) -> None:
        """Record that L-BFGS accepted the evaluation with this loss, one of the latest, as a step."""
        self.accepted.append(int(np.nanargmin(np.abs(np.array(self.losses) - loss))))


def minimise(
    function: Function,
    start: Array,
    evaluations: int,
    on_evaluation: Callable[[Run], None] | None = None,
    *,
    loss: Loss | None = None,
    optimiser: str | Descent = "scipy",
    pairs: int = CORRECTION_PAIRS,
    first_step: float = FIRST_STEP,
    low_frequency_gain: float = 0.0,
) -> Run:
    """Minimise `function` from `start` with at most `evaluations` evaluations.

    A descent ends when float32 noise hides further progress or a line search fails. It is then restarted from the best
    picture with an empty history, until restarts no longer help.

    Parameters
    ----------
    function : picture -> (loss, gradient); arrays float32 shaped like `start`, unless the descent has its own
    start : float32 array
    evaluations : at least 1
    on_evaluation : called after each evaluation; may raise Interrupted; any other exception is passed on
    loss : the function without its gradient, if that is cheaper: the last evaluation needs no more. Where no other has
        lowered the loss, it is repeated for a shorter step if need be, and counts once
    optimiser : a name in DESCENTS, or a descent of the caller's
    pairs : correction pairs that L-BFGS keeps
    first_step : root mean square, in grey levels; low frequencies of it are longer by the gain
    low_frequency_gain : by how much more low frequencies move than others, see preconditioner.py; the picture is (3, H,
        W) then

    Raises
    ------
    EngineError
        The loss is not a finite number at the start.
    """
    run = Run(start)
    evaluate = _recorded(function, loss, run, evaluations, on_evaluation)
    length, failures = first_step * start.size**0.5, 0
    descend = DESCENTS[optimiser] if isinstance(optimiser, str) else optimiser
    while len(run.losses) < evaluations and failures < GIVE_UP_AFTER:
        before, gain = run.best_loss, low_frequency_gain
        descended, variables = preconditioned(evaluate, run.best, gain) if gain else (evaluate, run.best)
        try:
            descend(descended, variables, length, pairs, run.accept)
        except _StopOptimization:
            break
        except Interrupted:
            run.stopped = True
            break
        except _NotFinite:
            length /= 10
            log.info("The loss is not finite; starting again with a smaller first step.")
        failures = failures + 1 if run.best_loss >= before * (1 - 1e-7) else 0
    if not (run.stopped or np.isfinite(run.best_loss)):
        raise EngineError("The loss is not a finite number.", "Check the picture and the weights of the losses.")
    return run


def _recorded(
    function: Function, loss_of: Loss | None, run: Run, evaluations: int, on_evaluation: Callable[[Run], None] | None
) -> Function:
    """The function, with each evaluation recorded; it raises when the run is to end."""

    def evaluate(picture: Array) -> tuple[float, Array]:
        if len(run.losses) >= evaluations:
            raise _StopOptimization
        if loss_of and len(run.losses) == evaluations - 1:
            picture, loss = _last(loss_of, picture, run)
            gradient = None
        else:
            loss, gradient = function(picture)
        run.record(picture, loss)
        if not np.isfinite(loss):
            raise _NotFinite
        if on_evaluation:
            on_evaluation(run)
        if gradient is None and run.best_loss == loss and len(run.losses) > 1:
            run.accepted.append(len(run.losses) - 1)  # nobody else will: it is the result
        if gradient is None or run.unchanged():
            raise _StopOptimization
        return loss, gradient

    return evaluate


def _last(loss_of: Loss, picture: Array, run: Run) -> tuple[Array, float]:
    """The last picture with its loss: nearer to the start, if this is the first step and leads too far."""
    loss = loss_of(picture)
    for _ in range(HALVINGS):
        if loss < run.best_loss or not run.losses or run.best_loss < run.losses[0]:
            break
        picture = np.float32(0.5) * (picture + run.best)
        loss = loss_of(picture)
    return picture, loss
