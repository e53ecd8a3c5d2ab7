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
from ..escaping import printable
from ..tracking.forecast import Forecast
from ..tracking.progress import Progress

INTERRUPTED = 130
"""Exit status after Ctrl+C."""


def duration(seconds: float) -> str:
    """Seconds in words."""
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def announce(expected: Callable[[], Forecast], jobs: int = 1) -> None:
    """Print on a terminal what a number of equal jobs will take; on a pipe compute and print nothing."""
    if sys.stderr.isatty():
        each = expected()
        print(f"About {duration(each.seconds * jobs)}, up to {each.memory >> 20} MiB of memory.", file=sys.stderr)


def warn(notices: Sequence[Notice]) -> None:
    """Print what the user should know of a job, wherever standard error goes."""
    for notice in notices:
        print(printable(notice), file=sys.stderr)


def as_json(expected: Forecast) -> dict[str, Any]:
    """A forecast for `--estimate`: seconds, bytes, and sentences."""
    return {
        "seconds": expected.seconds,
        "memory": expected.memory,
        "notices": [notice.message for notice in expected.notices],
    }


@contextmanager
def interrupts() -> Iterator[Callable[[], bool]]:
    """Ctrl+C asks for the best picture so far; a second one ends at once."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def bar(jobs: int = 1, value: str = "loss") -> Iterator[Callable[[Progress, int], None]]:
    """A bar over some jobs on a terminal, nothing on a pipe; it is called with each progress and its job's number.

    `value` names what a progress's `loss` is.
    """
    shape = "{desc} {percentage:3.0f}% |{bar}| {postfix}"
    with tqdm(total=1.0, bar_format=shape, disable=not sys.stderr.isatty(), leave=False, file=sys.stderr) as shown:

        def show(progress: Progress, job: int) -> None:
            which = f"{job + 1} of {jobs}, " if jobs > 1 else ""
            shown.set_description_str(f"{which}{progress.level[0]} x {progress.level[1]}", refresh=False)
            left = f"{progress.seconds_left:.0f} s left"
            shown.set_postfix_str(
                f"{progress.evaluation}/{progress.evaluations}, {value} {progress.loss:.4g}, {left}", refresh=False
            )
            shown.update((job + progress.fraction) / jobs - shown.n)

        yield show
