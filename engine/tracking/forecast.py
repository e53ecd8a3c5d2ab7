"""The expected time and memory of a job."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Notice

START_SECONDS = 1.0
"""Time before the first evaluation of any job."""


@dataclass(frozen=True)
class Forecast:
    """Expected seconds of a job, its peak memory in bytes, and what else the user should know of it."""

    seconds: float
    memory: int
    notices: tuple[Notice, ...] = ()
