"""A clip, painted frame by frame so that the frames hang together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from ..arrays import Array
from .between import between
from .frames import Frames, Painter, Store, backwards, forwards
from .past import Past
from .shots import Moment, moments, steps

SHARE = 0.5
"""Of what a frame starts from in a later pass: the frame before it, carried on; the rest is the frame's own picture of
the pass before (δ of section 4.4)."""

OnFrame = Callable[[int, int, Array], None]


def steady(
    frames: Frames, painter: Painter, stores: Sequence[Store], *, every: int = 1, on_frame: OnFrame | None = None
) -> None:
    """Paint all frames into the last of the stores, over as many passes as there are stores.

    Ruder, Dosovitskiy and Brox 2016 (arXiv:1604.08610), sections 4.1 to 4.4: a frame starts from the one before it,
    moved along the optical flow, and a loss holds it there. Later passes go backwards and forwards in turn, each frame
    from a mixture of its neighbour and of what the pass before has made of it. Each shot stands alone, in all passes:
    the first one finds where they begin.

    Parameters
    ----------
    frames : the contents
    painter : paints one frame
    stores : for each pass one; frames that are in it already are not painted again
    every : 2 paints each second frame of a shot, and carries those between along the flow, and so on: a draft, in one
        pass
    on_frame : called with the pass, the index and the picture of each new frame

    Raises
    ------
    Interrupted
        The painter was interrupted; what is in the stores stays, and the same call goes on from there.
    """
    firsts: set[int] | None = None
    for number, store in enumerate(stores):
        report = partial(on_frame, number) if on_frame else None
        one = _Pass(painter, store, stores[number - 1] if number else None, report)
        if firsts is None:
            firsts = one.paint(moments(forwards(frames)), every)
        elif number % 2:
            one.paint(moments(backwards(frames), {first - 1 for first in firsts}), every)
        else:
            one.paint(moments(forwards(frames), firsts), every)


class _Pass:
    """One way through the clip."""

    def __init__(
        self, painter: Painter, store: Store, earlier: Store | None, on_frame: Callable[[int, Array], None] | None
    ) -> None:
        self._painter, self._store, self._earlier, self._on_frame = painter, store, earlier, on_frame
        self._past = Past(store, SHARE if earlier else 1.0)

    def paint(self, clip: Iterable[Moment], every: int) -> set[int]:
        """All frames, in the order they come in; returns those that begin a shot."""
        firsts = set[int]()
        for group in steps(clip, every):
            firsts |= {moment.index for moment in group if moment.before is None}
            *skipped, last = group
            before = self._past.latest if skipped else None
            for moment in group:
                self._past.see(moment)
            if last.index not in self._store:
                self._keep(last.index, self._painted(last))
            self._past.add(last)
            for moment in skipped:
                if before and moment.index not in self._store:
                    self._keep(moment.index, between(moment, before, self._past.latest, self._store))
        return firsts

    def _painted(self, moment: Moment) -> Array:
        earlier = self._earlier.read(moment.index) if self._earlier else None
        return self._painter.paint(moment.index, moment.content, self._past.temporal(moment), earlier)

    def _keep(self, index: int, picture: Array) -> None:
        self._store.write(index, picture)
        if self._on_frame:
            self._on_frame(index, picture)
