"""gimpshelf: a shelf for Python's objects that lasts until GIMP ends, images and layers included."""

from __future__ import annotations

import pickle
from typing import Any

import gimp

_DELETED = b"\0"
"""GIMP cannot forget data, and keeps no empty ones."""


class _Shelf:
    """shelf["name"] = value keeps any value that can be pickled; another run of any script finds it again."""

    def has_key(self, key: str) -> bool:
        """Whether there is something under this name."""
        return key in self

    def __contains__(self, key: object) -> bool:
        return _block(str(key)) is not None

    def __getitem__(self, key: str) -> Any:
        block = _block(key)
        if block is None:
            raise KeyError(key)
        return pickle.loads(block)

    def __setitem__(self, key: str, value: Any) -> None:
        gimp.set_data(key, pickle.dumps(value))

    def __delitem__(self, key: str) -> None:
        gimp.set_data(key, _DELETED)


def _block(key: str) -> bytes | None:
    """The pickled value under a key, or None."""
    try:
        block = gimp.get_data(key)
    except gimp.error:
        return None
    return None if block == _DELETED else block


shelf = _Shelf()
