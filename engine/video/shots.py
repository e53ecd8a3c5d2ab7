"""A clip cut into shots, and shots into the steps in which they are painted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from ..arrays import Array
from .consistency import Match, match
from .flow import Grey, grey
from .frames import Frames, forwards

FOUND_AGAIN = 0.25
"""A frame in which less than this share of the one before it is found again begins a new shot."""


@dataclass(frozen=True)
class Moment:
    """One frame and what it has of the one before it.

    Attributes
    ----------
    content : (H, W, 3|4)
    shades : see `flow.grey`
    before : its match with the frame before it; None for the first frame of a shot
    """

    index: int
    content: Array
    shades: Grey
    before: Match | None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.content.shape[1], self.content.shape[0]


def moments(contents: Iterable[tuple[int, Array]], firsts: Set[int] | None = None) -> Iterator[Moment]:
    """Frames with their matches, in the order they come in; `firsts` begin a shot, where that is known already."""
    last: Grey | None = None
    for index, content in contents:
        shades = grey(content)
        found = match(shades, last) if last is not None and index not in (firsts or ()) else None
        is_same_shot = found is not None and (firsts is not None or found.share >= FOUND_AGAIN)
        yield Moment(index, content, shades, found if is_same_shot else None)
        last = shades


def finding_shots(frames: Frames) -> Iterator[range | None]:
    """The shots of a clip as they are found, by the indices of their frames; None after each frame that ends none.

    Each shot can be painted without the others, anywhere.
    """
    first = 0
    for moment in moments(forwards(frames)):
        if moment.before is None and moment.index:
            yield range(first, moment.index)
            first = moment.index
        else:
            yield None
    yield range(first, frames.count)


def shots(frames: Frames) -> list[range]:
    """The shots of a clip, by the indices of their frames."""
    return [shot for shot in finding_shots(frames) if shot is not None]


def steps(clip: Iterable[Moment], every: int = 1) -> Iterator[list[Moment]]:
    """Frames in groups, each to be painted at its last one.

    The first frame of a shot, each `every`-th after it and the last one are painted; those between are held in memory.
    """
    group: list[Moment] = []
    for moment in clip:
        if moment.before is None and group:
            yield group
            group = []
        group.append(moment)
        if moment.before is None or len(group) == every:
            yield group
            group = []
    if group:
        yield group
