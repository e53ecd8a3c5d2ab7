"""Where a job is: for the one who waits, and for the report."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..arrays import Array
from ..errors import Interrupted
from ..imaging.pixels import to_pixels, without_margin
from ..optim.minimise import Run


@dataclass(frozen=True)
class Level:
    """One size of the pyramid: width, height, and evaluations to spend."""

    width: int
    height: int
    evaluations: int

    @property
    def longest(self) -> int:
        """The longest side."""
        return max(self.width, self.height)


@dataclass(frozen=True)
class Progress:
    """Where a job is, after one evaluation.

    Attributes
    ----------
    level : (width, height) being worked on, `level_index` of `levels`
    evaluation, evaluations : done and planned, over all levels
    fraction : 0..1 of the expected time
    loss : at this level; of a dream its objective, which rises
    seconds : spent so far, without pauses
    seconds_left : expected
    """

    level: tuple[int, int]
    level_index: int
    levels: int
    evaluation: int
    evaluations: int
    fraction: float
    loss: float
    seconds: float
    seconds_left: float
    _best: Array
    _margin: int
    _shown: Callable[[Array], Array]

    def picture(self) -> Array:
        """The best picture so far, (h, w, 3) float32 sRGB 0..1, at the level's size, as an editor shows it."""
        return self._shown(without_margin(to_pixels(self._best), self._margin))


@dataclass
class Journal:
    """Times and losses over all levels, and the estimate of what is left."""

    levels: list[Level]
    on_progress: Callable[[Progress], None] | None
    on_level: Callable[[int], None] | None = None
    margin: int = 0
    shown: Callable[[Array], Array] = lambda pixels: pixels
    """How an editor shows a picture (h, w, 3)."""
    started: float = field(default_factory=time.perf_counter)
    done: list[dict[str, Any]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    memory: int = 0
    """Bytes that the plans of all levels need."""

    def watch(self, index: int) -> Callable[[Run], None]:
        """A callback for one level's run."""
        level, later = self.levels[index], self.levels[index + 1 :]
        spent = sum(done["size"][0] * done["size"][1] * done["evaluations"] for done in self.done)
        left = sum(each.width * each.height * each.evaluations for each in later)

        def report(run: Run) -> None:
            if self.on_progress is None:
                return
            number = len(run.losses)
            most = max(level.evaluations, number)
            pixels = level.width * level.height
            fraction = (spent + pixels * number) / (spent + pixels * most + left)
            seconds = time.perf_counter() - self.started
            before = len(self.losses)
            planned = before + most + sum(each.evaluations for each in later)
            self.on_progress(
                Progress(
                    (level.width, level.height),
                    index,
                    len(self.levels),
                    before + number,
                    planned,
                    fraction,
                    run.losses[-1],
                    seconds,
                    seconds * (1 - fraction) / fraction,
                    run.best,
                    self.margin,
                    self.shown,
                )
            )

        return report

    def finish(self, level: Level, run: Run, seconds: float) -> None:
        """Note a level's end."""
        self.accepted += [len(self.losses) + index for index in run.accepted]
        self.losses += run.losses
        self.done.append(
            {"size": [level.width, level.height], "evaluations": len(run.losses), "seconds": round(seconds, 3)}
        )

    def rest(self) -> bool:
        """After a level: let the caller pause the job, which does not count as its time; True if they ended it."""
        if self.on_level is None:
            return False
        began = time.perf_counter()
        try:
            self.on_level(len(self.done) - 1)
        except Interrupted:
            return True
        finally:
            self.started += time.perf_counter() - began
        return False
