"""What is worth saying of a picture that is read all the same; whoever knows the file's name says it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

log = logging.getLogger(__name__)

_taken: ContextVar[list[str] | None] = ContextVar("notes", default=None)


def note(message: str, *values: object) -> None:
    """Note a sentence, with `values` in its %-places; outside of `taking` it goes to the log."""
    taken = _taken.get()
    if taken is None:
        log.warning(message, *values)
    else:
        taken.append(message % values)


@contextmanager
def taking() -> Iterator[list[str]]:
    """Collect what is noted in this context."""
    taken: list[str] = []
    token = _taken.set(taken)
    try:
        yield taken
    finally:
        _taken.reset(token)
