"""The plan of a frame that goes on from the frame before it."""

from __future__ import annotations

import dataclasses

from .plan import Plan

SHARE = 4
"""A frame that starts near its result gets one of so many evaluations at each size (docs/VIDEO.md)."""


def continued(planned: Plan) -> Plan:
    """From the plan of the first frame of a shot that of a later one: fewer evaluations, at the finest sizes alone."""
    kept = 2 if planned.finishes else 1
    levels = [
        dataclasses.replace(level, evaluations=max(1, level.evaluations // SHARE)) for level in planned.levels[-kept:]
    ]
    return dataclasses.replace(planned, levels=levels, budgets=planned.budgets[-kept:])
