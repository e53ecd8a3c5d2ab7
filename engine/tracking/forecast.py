"""The expected time and memory of a job."""

from __future__ import annotations

from dataclasses import dataclass

START_SECONDS = 1.0
"""Time before the first evaluation of any job."""


@dataclass(frozen=True)
class Forecast:
    """Expected seconds of a job, and its peak memory in bytes."""

    seconds: float
    memory: int
