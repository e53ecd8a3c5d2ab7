"""The progress of a job: for the progress bar, and for the report."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..arrays import Array
from ..errors import EngineError, Interrupted, Notice
from ..imaging.pixels import to_pixels
from ..optim.minimise import Run
from ..runtime.network import out_of_memory

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Level:
    """One size of the pyramid: width, height, evaluations to spend, and the relative time of each for a pixel.

    `before` is the work before the first evaluation, in pixels of evaluations: what computing the targets takes.
    """

    width: int
    height: int
    evaluations: int
    cost: float = 1.0
    before: float = 0.0

    @property
    def longest(self) -> int:
        """The longest side."""
        return max(self.width, self.height)

    @property
    def work(self) -> float:
        """What the time of an evaluation is proportional to."""
        return self.cost * self.width * self.height

    @property
    def whole_work(self) -> float:
        """The work of all evaluations and of what comes before them."""
        return self.before + self.work * self.evaluations


@dataclass(frozen=True)
class Progress:
    """The state of a job after one evaluation.

    Attributes
    ----------
    level : (width, height) being worked on, `level_index` of `levels`
    evaluation, evaluations : done and planned, over all levels
    fraction : 0..1 of the expected time
    loss : at this level; of a dream its objective, which rises
    seconds : spent so far, without pauses
    seconds_left : expected
    frame : where the job is a clip: the index of the frame at work, and how many there are
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
    _shown: Callable[[Array], Array]
    frame: tuple[int, int] | None = None

    def painting(self) -> Array:
        """The best picture so far, (h, w, 3) float32 sRGB 0..1, at the level's size, as the next level gets it."""
        return to_pixels(self._best)

    def picture(self) -> Array:
        """The best picture so far, (h, w, 3) float32 sRGB 0..1, at the level's size, as an editor shows it."""
        return self._shown(self.painting())


@dataclass
class Journal:
    """Times and losses of all levels, and the estimate of the remaining time.

    Attributes
    ----------
    levels : all levels of the job
    on_progress : called after each evaluation
    on_level : called with its index after each level; may wait, and may raise Interrupted
    shown : turns a picture (h, w, 3) into what an editor shows
    started : time of the start, later by all pauses
    done : size, evaluations and seconds of each finished level, for the report
    losses, accepted : of all finished levels, as in `Run`
    memory : bytes that the plans of all levels need
    failure : why the job ended early, where that was no request
    reserve : memory that is never touched, and given back on a failure, so that the result can still be finished
    """

    levels: list[Level]
    on_progress: Callable[[Progress], None] | None
    on_level: Callable[[int], None] | None = None
    shown: Callable[[Array], Array] = lambda pixels: pixels
    started: float = field(default_factory=time.perf_counter)
    done: list[dict[str, Any]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    memory: int = 0
    failure: Notice | None = None
    reserve: Array | None = None

    def fail(self, error: Exception) -> None:
        """Note an error that ends the job with the best picture so far."""
        known = error if isinstance(error, EngineError) else out_of_memory()
        self.failure = Notice(known.message, known.hint, code=known.code)
        self.failure.values, self.reserve = known.values, None
        log.info("The job ends early: %s", known, exc_info=error)

    def watch(self, index: int) -> Callable[[Run], None]:
        """A callback that reports the progress of one level's run."""

        def report(run: Run) -> None:
            if self.on_progress is not None:
                self.on_progress(self._progress(index, run))

        return report

    def _progress(self, index: int, run: Run) -> Progress:
        """The state after the latest evaluation of a level's run."""
        level, later, number = self.levels[index], self.levels[index + 1 :], len(run.losses)
        most, before = max(level.evaluations, number), len(self.losses)
        seconds, here = time.perf_counter() - self.started, level.before + level.work * number
        spent, left = self._spent(), level.work * (most - number) + sum(each.whole_work for each in later)
        in_level = max(0.0, seconds - sum(done["seconds"] for done in self.done))
        return Progress(
            level=(level.width, level.height),
            level_index=index,
            levels=len(self.levels),
            evaluation=before + number,
            evaluations=before + most + sum(each.evaluations for each in later),
            fraction=(spent + here) / (spent + here + left),
            loss=run.losses[-1],
            seconds=seconds,
            seconds_left=left * in_level / here,  # small levels take longer than their pixels say
            _best=run.best,
            _shown=self.shown,
        )

    def _spent(self) -> float:
        """The work of the finished levels."""
        pairs = zip(self.levels, self.done, strict=False)
        spent: float = sum(level.before + level.work * done["evaluations"] for level, done in pairs)
        return spent

    def finish(self, level: Level, run: Run, seconds: float) -> None:
        """Record the end of a level."""
        self.accepted += [len(self.losses) + index for index in run.accepted]
        self.losses += run.losses
        size = [level.width, level.height]
        self.done.append({"size": size, "evaluations": len(run.losses), "seconds": round(seconds, 3)})

    def rest(self) -> bool:
        """Call `on_level` after a level; a pause in it does not count as the job's time. True if it ended the job."""
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
