"""The plan of a frame that goes on from the frame before it."""

from __future__ import annotations

import dataclasses

from .plan import Plan

SHARE = 4
"""A frame that starts near its result gets one of so many evaluations at each size (docs/VIDEO.md)."""
NEAR = 1.0
"""Grey levels of the first step: the usual one would lead past the result, and two evaluations would be lost."""
LEAST = 2
"""One evaluation changes nothing: it only says how good the start is."""


def continued(planned: Plan) -> Plan:
    """From the plan of the first frame of a shot that of a later one: at each size a quarter of the evaluations.

    What comes into view needs the coarse sizes, as a whole picture does. Of so few evaluations that a quarter of them
    changes nothing, a size gets none, but for the last one.
    """
    counts = [level.evaluations // SHARE for level in planned.levels]
    last = len(counts) - 1
    kept = [index for index, count in enumerate(counts) if count >= LEAST or index == last]
    levels = [dataclasses.replace(planned.levels[index], evaluations=max(1, counts[index])) for index in kept]
    budgets = [planned.budgets[index] for index in kept]
    return dataclasses.replace(planned, levels=levels, budgets=budgets, first_step=NEAR)
