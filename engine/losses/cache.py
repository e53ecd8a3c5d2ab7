"""What was computed of the latest styles, kept in memory: all frames of a clip have the same styles."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from ..arrays import Array
from ..runtime.network import Network
from .statistics import Moments, partial_whitening

CAPACITY = 12
"""Sets of statistics that are kept for a network, 2.4 MiB each; the one that was not used for longest goes first."""
WHITENINGS = 40
"""The same, 0.5 MiB each on average: of the five layers at eight sizes. One takes up to 0.1 s."""

ByLayer = dict[str, Moments]
T = TypeVar("T")
_Known = WeakKeyDictionary[Network, OrderedDict[Hashable, T]]

_known: _Known[ByLayer] = WeakKeyDictionary()
_whitenings: _Known[Array] = WeakKeyDictionary()


def statistics(network: Network, picture: Array, key: Hashable, compute: Callable[[], ByLayer]) -> ByLayer:
    """What `compute` gives, or gave before for the same network, the same contents of `picture` and the same `key`."""
    return _latest(_known, network, (_contents(picture), key), compute, CAPACITY)


def whitening(network: Network, covariance: Array) -> Array:
    """`statistics.partial_whitening` of a covariance, computed now or before for the same network."""
    return _latest(_whitenings, network, _contents(covariance), lambda: partial_whitening(covariance), WHITENINGS)


def _contents(array: Array) -> Hashable:
    """Equal for arrays with equal contents."""
    return hashlib.sha256(np.ascontiguousarray(array).data).digest(), array.shape


def _latest(known_of: _Known[T], network: Network, key: Hashable, compute: Callable[[], T], capacity: int) -> T:
    """The value of a key, computed if it is not known; of a network's values those that were used last stay known."""
    known = known_of.setdefault(network, OrderedDict())
    if key not in known:
        known[key] = compute()
    known.move_to_end(key)
    while len(known) > capacity:
        known.popitem(last=False)
    return known[key]
