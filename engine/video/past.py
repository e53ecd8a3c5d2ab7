"""What painted frames say of the next one.

Ruder et al. 2016 (arXiv:1604.08610), section 4.3: what is hidden for a while looks afterwards as it did before.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from ..losses.regions import resize_mask
from ..losses.temporal import Temporal
from .consistency import Match, match
from .flow import Grey, enlarged
from .frames import Store
from .shots import Moment
from .warp import warp

DISTANCES = (1, 10, 20, 40)
"""How many painted frames ago: J of section 4.3."""
ENOUGH = 0.995
"""Where this share of a frame is known, no older frames are asked."""
RIPE = 4
"""Frames until what has come into view is held as tightly as the rest: with a quarter of the evaluations it takes so
many to paint it as thoroughly as what the first frame of a shot shows."""


@dataclass(frozen=True)
class Known:
    """A painted frame: its index, and the shades of its content."""

    index: int
    shades: Grey


class Past:
    """The latest painted frames of a shot: small grey contents in memory, pictures in their store."""

    def __init__(self, store: Store, share: float = 1.0) -> None:
        self._store, self._share = store, share
        self._known: deque[Known] = deque(maxlen=max(DISTANCES))
        self._age: Array | None = None

    @property
    def latest(self) -> Known:
        """The frame that was painted last."""
        return self._known[-1]

    def see(self, moment: Moment) -> None:
        """The next frame, painted or not: count for how long each of its pixels has been in view, up to RIPE frames.

        What the first frame of a shot shows is painted in full.
        """
        if moment.before is None or self._age is None:
            self._known.clear()
            self._age = np.full(moment.shades.shape, RIPE, np.float32)
        else:
            before = warp(self._age, moment.before.back)[..., 0]
            self._age = moment.before.believed * np.clip(before + 1, 1, RIPE, dtype=np.float32)

    def add(self, moment: Moment) -> None:
        """A frame was painted, and is in the store."""
        self._known.append(Known(moment.index, moment.shades))

    def temporal(self, moment: Moment) -> Temporal | None:
        """What holds a frame: each pixel has its target from the latest frame in which it is found; None at the first.

        As the paper's long-term weights do: c_long of an older frame is what c of all newer ones leave.
        """
        if not self._known or self._age is None:
            return None
        nearest, known = self._carried(moment, 1)
        target = known[..., None] * nearest
        weights = known * resize_mask(self._age / np.float32(RIPE), *moment.size)
        for distance in DISTANCES[1:]:
            if distance > len(self._known) or known.mean() > ENOUGH:
                break
            older, believed = self._carried(moment, distance)
            added = np.maximum(believed - known, 0)
            target += added[..., None] * older
            known, weights = known + added, weights + added
        # What is nowhere known does not count, but takes part where the target is resampled.
        target += (1 - known)[..., None] * nearest
        return Temporal(target, weights, self._share, known)

    def _carried(self, moment: Moment, distance: int) -> tuple[Array, Array]:
        """The picture painted `distance` frames ago as it looks now, (H, W, 3), and where that can be believed."""
        known = self._known[-distance]
        found = moment.before if abs(known.index - moment.index) == 1 else None
        return carried(self._store.read(known.index), found or match(moment.shades, known.shades), moment.size)


def carried(picture: Array, found: Match, size: tuple[int, int]) -> tuple[Array, Array]:
    """A painted frame moved to where its match has it: (H, W, 3), 0..1, and where to believe it, (H, W), 0..1."""
    moved = warp(picture[..., :3], enlarged(found.back, *size))
    return np.clip(moved, 0, 1), resize_mask(found.believed, *size)
