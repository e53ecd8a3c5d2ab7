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
    """From the plan of the first frame of a shot that of a later one: a quarter of the evaluations.

    What comes into view needs the coarse sizes, as a whole picture does: each size gets its quarter. A size of so few
    evaluations that a quarter of them changes nothing gets none, but the last one gets as many as change something; for
    the finish they are taken from the last size before it.
    """
    counts = [level.evaluations // SHARE for level in planned.levels]
    if planned.finishes and counts[-1] < LEAST:
        counts[planned.last_painted] -= LEAST - counts[-1]
    counts[-1] = max(LEAST, counts[-1])
    kept = [index for index, count in enumerate(counts) if count >= LEAST]
    levels = [dataclasses.replace(planned.levels[index], evaluations=counts[index]) for index in kept]
    budgets = [planned.budgets[index] for index in kept]
    finishes = sum(index > planned.last_painted for index in kept)
    return dataclasses.replace(
        planned, levels=levels, budgets=budgets, finishes=finishes, first_step=NEAR, only_step=NEAR
    )
