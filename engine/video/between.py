"""Draft quality: frames that are not painted, from the two painted ones around them."""

from __future__ import annotations

import numpy as np

from ..arrays import Array
from .consistency import match
from .frames import Store
from .past import Known, carried
from .shots import Moment

FAINT = np.float32(1e-3)
"""What neither of the two shows is a mixture of them all the same."""


def between(moment: Moment, before: Known, after: Known, store: Store) -> Array:
    """A frame (H, W, 3|4), with its content's alpha, from painted ones before and after it, which are in the store.

    Each is carried along the flow between the contents. They are mixed by how near they are; where only one of them
    shows what is here, that one counts.
    """
    height, width = moment.content.shape[:2]
    mixed, total = np.zeros((height, width, 3), np.float32), np.zeros((height, width, 1), np.float32)
    for one, other in ((before, after), (after, before)):
        nearness = np.float32(abs(other.index - moment.index) / abs(after.index - before.index))
        moved, believed = carried(store.read(one.index), match(moment.shades, one.shades), moment.size)
        share = (nearness * (believed + FAINT))[..., None]
        mixed += share * moved
        total += share
    return np.concatenate([mixed / total, moment.content[..., 3:]], axis=2)
