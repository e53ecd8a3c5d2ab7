"""Sessions of a provider that does one thing at a time.

The WebGPU plug-in 0.4.0 crashes the process when a session is opened while another one runs, which is what a network
that opens its graphs in the background does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

AT_A_TIME = threading.RLock()
"""Held while such a session is opened, runs or is closed; of one thread, for a session may be closed anywhere."""
RUNNING = ("run", "run_with_iobinding", "run_with_ort_values", "run_with_ortvaluevector")


class SerialSession:
    """A session like ONNX Runtime's, which waits for all others of its kind.

    Parameters
    ----------
    make : opens the session
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        with AT_A_TIME:
            self._session = make()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._session, name)
        return _alone(found) if name in RUNNING else found

    def __del__(self) -> None:
        with AT_A_TIME:
            self.__dict__.pop("_session", None)


def alone(session: Any) -> AbstractContextManager[Any]:
    """While this lasts, no other such session is opened or runs; nothing for sessions of other kinds."""
    return AT_A_TIME if isinstance(session, SerialSession) else nullcontext()


def _alone(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, for one caller at a time."""

    def call(*arguments: Any, **named: Any) -> Any:
        with AT_A_TIME:
            return method(*arguments, **named)

    return call
