"""Minimise an objective from a start: SciPy's L-BFGS-B, made safe for long float32 runs.

In: a function of a picture, a start, a budget of evaluations. Out: the best picture met, and the history of losses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import scipy.optimize
from numpy.typing import NDArray

from .errors import EngineError, Interrupted

Array = NDArray[np.float32]
Function = Callable[[Array], tuple[float, Array]]
log = logging.getLogger(__name__)

CORRECTION_PAIRS = 10
# SciPy's first step has length 1 in its own variables. Five grey levels root mean square is what a picture needs.
FIRST_STEP = 5.0
GIVE_UP_AFTER = 3


class _BudgetSpent(Exception):  # noqa: N818
    pass


class _NotFinite(Exception):  # noqa: N818
    pass


@dataclass
class Run:
    """What an optimisation has done so far.

    Attributes
    ----------
    best : the picture of the lowest loss, float32, shaped like the start
    best_loss : its loss
    losses : the loss of every evaluation
    accepted : indices into `losses` of the steps that L-BFGS accepted; their losses never rise
    stopped : ended by Interrupted
    """

    best: Array
    best_loss: float = float("inf")
    losses: list[float] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    stopped: bool = False


def minimise(
    function: Function, start: Array, evaluations: int, on_evaluation: Callable[[Run], None] | None = None
) -> Run:
    """Lower `function` from `start` with at most `evaluations` evaluations.

    SciPy ends a run when float32 noise makes progress look finished or a line search fails; the run then starts again
    from the best picture with an empty history, and ends for good when that no longer helps.

    Parameters
    ----------
    function : picture -> (loss, gradient); arrays float32 shaped like `start`
    start : float32 array
    evaluations : at least 1
    on_evaluation : called after each evaluation; may raise Interrupted; any other exception passes through

    Raises
    ------
    EngineError
        The loss is not a finite number at the start.
    """
    run = Run(best=start.copy())
    scale, failures = FIRST_STEP * start.size**0.5, 0
    while len(run.losses) < evaluations and failures < GIVE_UP_AFTER:
        before = run.best_loss
        try:
            _descend(function, run, evaluations, scale, on_evaluation)
        except _BudgetSpent:
            break
        except Interrupted:
            run.stopped = True
            break
        except _NotFinite:
            scale /= 10
            log.info("The loss is not finite; starting again with a smaller first step.")
        failures = failures + 1 if run.best_loss >= before * (1 - 1e-7) else 0
    if not (run.stopped or np.isfinite(run.best_loss)):
        raise EngineError("The loss is not a finite number.", "Check the picture and the weights of the losses.")
    return run


def _descend(
    function: Function, run: Run, evaluations: int, scale: float, on_evaluation: Callable[[Run], None] | None
) -> None:
    """One L-BFGS-B run from the best picture so far, in variables y = picture / scale and a loss of order 1."""
    shape = run.best.shape
    unit: list[float] = []

    def evaluate(variables: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        if len(run.losses) >= evaluations:
            raise _BudgetSpent
        picture = (variables * scale).astype(np.float32).reshape(shape)
        loss, gradient = function(picture)
        _record(run, picture, loss)
        unit.append(1 / loss if loss > 0 else 1.0)
        if on_evaluation:
            on_evaluation(run)
        return loss * unit[0], gradient.ravel().astype(np.float64) * (scale * unit[0])

    def accept(intermediate_result: scipy.optimize.OptimizeResult) -> None:
        loss = intermediate_result.fun / unit[0]
        run.accepted.append(int(np.argmin(np.abs(np.array(run.losses) - loss))))

    options = {"maxcor": CORRECTION_PAIRS, "maxiter": evaluations, "maxfun": 10**9, "ftol": 0.0, "gtol": 0.0}
    start = run.best.ravel().astype(np.float64) / scale
    scipy.optimize.minimize(evaluate, start, jac=True, method="L-BFGS-B", callback=accept, options=options)


def _record(run: Run, picture: Array, loss: float) -> None:
    run.losses.append(loss)
    if not np.isfinite(loss):
        raise _NotFinite
    if loss < run.best_loss:
        run.best, run.best_loss = picture, loss
