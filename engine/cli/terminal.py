"""A command in a terminal: its progress bar, its times in words, and Ctrl+C."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

from tqdm import tqdm

from ..errors import Notice
from ..tracking.forecast import Forecast
from ..tracking.progress import Progress
from .streams import Quiet, say

INTERRUPTED = 130
"""Exit status after Ctrl+C."""
ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
"""Signals that end a command with the best picture so far: Ctrl+C, a shutdown, a terminal that is closed."""


def duration(seconds: float) -> str:
    """Seconds in words."""
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def announce(expected: Callable[[], Forecast], device: str, jobs: int = 1) -> None:
    """Print on a terminal what a number of equal jobs will take on a device; on a pipe compute and print nothing."""
    if sys.stderr.isatty():
        each = expected()
        say(f"{device}, about {duration(each.seconds * jobs)}, up to {each.memory >> 20} MiB of memory.")


def warn(notices: Sequence[Notice]) -> None:
    """Print what the user should know of a job, wherever standard error goes."""
    for notice in notices:
        say(notice)


def as_json(expected: Forecast) -> dict[str, Any]:
    """A forecast for `--estimate`: seconds, bytes, and sentences."""
    return {
        "seconds": expected.seconds,
        "memory": expected.memory,
        "notices": [notice.message for notice in expected.notices],
    }


class Interrupts:
    """Whether the command was asked to finish; `by_user` is False where the system ends it, as before a shutdown."""

    def __init__(self) -> None:
        self._asked: list[int] = []

    def __call__(self) -> bool:
        """Whether it was asked."""
        return bool(self._asked)

    @property
    def by_user(self) -> bool:
        """Whether it was Ctrl+C."""
        return self._asked[:1] == [signal.SIGINT]

    def ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """The handler of the signals; the second one ends the command at once."""
        if self._asked:
            raise KeyboardInterrupt
        self._asked.append(number)


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Ctrl+C, SIGTERM and SIGHUP ask for the best picture so far; a second one ends at once.

    A signal that is ignored, as SIGHUP is under nohup, stays so, but for Ctrl+C.
    """
    asked, before = Interrupts(), dict[int, Any]()
    try:
        for number in ENDING:
            if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, asked.ask)
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def bar(jobs: int = 1, value: str = "loss") -> Iterator[Callable[[Progress, int], None]]:
    """A bar over some jobs on a terminal, nothing on a pipe; it is called with each progress and its job's number.

    `value` names what a progress's `loss` is.
    """
    shape = "{desc} {percentage:3.0f}% |{bar}| {postfix}"
    stream, disable = Quiet(sys.stderr), not sys.stderr.isatty()
    with tqdm(total=1.0, bar_format=shape, disable=disable, leave=False, file=stream) as shown:

        def show(progress: Progress, job: int) -> None:
            which = f"{job + 1} of {jobs}, " if jobs > 1 else ""
            shown.set_description_str(f"{which}{progress.level[0]} x {progress.level[1]}", refresh=False)
            left = f"{progress.seconds_left:.0f} s left"
            shown.set_postfix_str(
                f"{progress.evaluation}/{progress.evaluations}, {value} {progress.loss:.4g}, {left}", refresh=False
            )
            shown.update((job + progress.fraction) / jobs - shown.n)

        yield show
