"""The progress of many pictures at a time: one bar over all of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tqdm import tqdm

from ..escaping import printable
from .terminal import duration


class BatchBar:
    """A bar over pictures of different cost; on a pipe it shows nothing.

    Parameters
    ----------
    costs : expected seconds of each picture, or any other measure of what it takes
    """

    def __init__(self, shown: tqdm[None], costs: Sequence[float]) -> None:
        self._shown, self._costs = shown, costs
        self._fractions = [0.0] * len(costs)
        self._done, self._began = 0, time.monotonic()

    def update(self, index: int, fraction: float, what: str) -> None:
        """A picture has come so far; `what` names it."""
        self._fractions[index] = fraction
        self._show(what)

    def finish(self, index: int) -> None:
        """A picture is finished, or has failed."""
        self._done += 1
        self.update(index, 1.0, "")

    def say(self, line: str) -> None:
        """Print a line to standard error, above the bar."""
        tqdm.write(printable(line), file=sys.stderr)

    def fraction(self) -> float:
        """0..1 of the expected time of all pictures."""
        done = sum(cost * fraction for cost, fraction in zip(self._costs, self._fractions, strict=True))
        return done / (sum(self._costs) or 1.0)

    def _show(self, what: str) -> None:
        fraction = self.fraction()
        left = (time.monotonic() - self._began) * (1 - fraction) / fraction if fraction else 0.0
        self._shown.set_description_str(f"{self._done} of {len(self._costs)} done", refresh=False)
        self._shown.set_postfix_str(f"{what + ', ' if what else ''}{duration(left)} left", refresh=False)
        self._shown.update(fraction - self._shown.n)


@contextmanager
def batch_bar(costs: Sequence[float]) -> Iterator[BatchBar]:
    """A bar on standard error, where that is a terminal."""
    shape = "{desc} {percentage:3.0f}% |{bar}| {postfix}"
    with tqdm(total=1.0, bar_format=shape, disable=not sys.stderr.isatty(), leave=False, file=sys.stderr) as shown:
        yield BatchBar(shown, costs)
