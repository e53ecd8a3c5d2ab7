"""What can go wrong in the plug-in: each message is one sentence, each hint says what to do."""

from __future__ import annotations


class PluginError(Exception):
    """The job cannot be done.

    Parameters
    ----------
    message : str
        One sentence: what is wrong, and with what.
    hint : str
        What to do next; empty when the message says it all.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(PluginError):
    """The caller's input cannot be used: a wrong option, no style, a locked layer."""


class GoneError(PluginError):
    """A layer was removed, or its image closed, before its pixels were read."""


class EngineError(PluginError):
    """The engine cannot be started, ended too early or refused the job."""


class JobError(EngineError):
    """The engine could not do one job, or carry out one command; it waits for the next.

    Parameters
    ----------
    number : the job's id; None for a command
    """

    def __init__(self, message: str, hint: str, number: int | None) -> None:
        super().__init__(message, hint)
        self.number = number


class Cancelled(Exception):  # noqa: N818 - a wish, not an error
    """The user gave up; the picture stays as it was."""
