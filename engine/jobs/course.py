"""How far a job of several pictures is: turns the progress of the one at work into that of all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from ..tracking.progress import Progress
from .job import OnProgress


class Course:
    """The course of one job.

    Parameters
    ----------
    works : what each picture is expected to take, in any unit
    on_progress : called with the progress of all pictures, whose `frame` is the one at work and how many there are

    Attributes
    ----------
    painted : what each finished picture took
    """

    def __init__(self, works: Sequence[float], on_progress: OnProgress | None) -> None:
        self._works, self._on_progress = works, on_progress
        self.painted: list[dict[str, Any]] = []
        self._levels: list[dict[str, Any]] = []
        self._seconds = 0.0

    def update(self, one: Progress) -> None:
        """After an evaluation of the picture at work."""
        if self._on_progress is None:
            return
        finished, seconds = len(self.painted), self._seconds + one.seconds
        fraction = (sum(self._works[:finished]) + self._works[finished] * one.fraction) / sum(self._works)
        whole = dataclasses.replace(
            one,
            fraction=fraction,
            seconds=seconds,
            seconds_left=seconds * (1 - fraction) / fraction,
            frame=(finished, len(self._works)),
        )
        self._on_progress(whole)

    def finish(self, report: Mapping[str, Any], seconds: float, **about: Any) -> None:
        """A picture is painted: its report, the seconds it took, and what else is to be said of it."""
        self._seconds += seconds
        self._levels = self._levels or report["levels"]
        self.painted.append({**about, "evaluations": report["evaluations"], "seconds": round(seconds, 3)})

    def report(self) -> dict[str, Any]:
        """What each picture took; the levels are those of the first one. What a clip calls frames are all pictures."""
        return {
            "frames": len(self.painted),
            "evaluations": sum(each["evaluations"] for each in self.painted),
            "seconds": round(self._seconds, 3),
            "levels": self._levels,
            "painted": self.painted,
        }
