"""The progress bar of a clip."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tqdm import tqdm

from .terminal import duration

if TYPE_CHECKING:
    from ..jobs.video_work import VideoProgress


@contextmanager
def video_bar() -> Iterator[Callable[[VideoProgress], None]]:
    """A bar over all frames on a terminal, nothing on a pipe; it is called with each progress."""
    shape = "{desc} {percentage:3.0f}% |{bar}| {postfix}"
    with tqdm(total=1.0, bar_format=shape, disable=not sys.stderr.isatty(), leave=False, file=sys.stderr) as shown:

        def show(progress: VideoProgress) -> None:
            part = progress.frame.fraction if progress.frame else 0.0
            shown.set_description_str(
                f"frame {min(progress.finished + 1, progress.total)} of {progress.total}", refresh=False
            )
            shown.set_postfix_str(_words(progress), refresh=False)
            shown.update(min(1.0, (progress.finished + part) / progress.total) - shown.n)

        yield show


def _words(progress: VideoProgress) -> str:
    frame, left = progress.frame, progress.seconds_left
    words = [f"{frame.evaluation}/{frame.evaluations}, loss {frame.loss:.4g}"] if frame else []
    return ", ".join([*words, *([f"{duration(left)} left"] if left is not None else [])])
