"""Steady moving pictures after Ruder, Dosovitskiy and Brox 2016 (arXiv:1604.08610), for any painter of single frames.

In: the contents of a clip, one after another, and a painter. Out: painted frames that hang together.
Knows no files: contents come from `Frames` and finished frames go to a `Store`, both the caller's.
"""

from .frames import Frames, ListedFrames, MemoryStore, Painter, Store
from .shots import finding_shots, shots
from .steady import steady

__all__ = ["Frames", "ListedFrames", "MemoryStore", "Painter", "Store", "finding_shots", "shots", "steady"]
