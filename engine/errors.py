"""The one exception family of the engine."""

from __future__ import annotations

from typing import Any, ClassVar


class EngineError(Exception):
    """Something the engine cannot do.

    Parameters
    ----------
    message : str
        One sentence: what happened, and to which file or option; {names} in it are filled from `values`.
    hint : str
        What to do next, likewise; empty when there is nothing to add.
    code : str
        Names the kind of error for other programs, which can translate its sentences by it.
    values : str or number
        What the sentences hold.
    """

    default_code: ClassVar[str] = "failed"

    def __init__(self, message: str, hint: str = "", *, code: str = "", **values: Any) -> None:
        self.code, self.values = code or self.default_code, values
        self.message = message.format(**values) if values else message
        self.hint = hint.format(**values) if values else hint
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(EngineError):
    """The user's input cannot be used (command line exit status 2)."""

    default_code = "input"


class Notice(EngineError):  # noqa: N818 - like an error, it has sentences, a code and values
    """What the user should know of a job that will be done all the same: passed on, not raised."""


class Interrupted(Exception):  # noqa: N818 - a request, not an error
    """Finish now and keep the best picture so far: raised by `Network.interrupt`, or by a progress callback."""
