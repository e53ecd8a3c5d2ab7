"""Errors of the plug-in: each message is one sentence, each hint says what to do."""

from __future__ import annotations


class PluginError(Exception):
    """The job cannot be done: `message` is one sentence on what is wrong, `hint` what to do next, if anything."""

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
    """The engine could not do the job of this number or, without one, a command; it waits for the next."""

    def __init__(self, message: str, hint: str, number: int | None) -> None:
        super().__init__(message, hint)
        self.number = number


class Cancelled(Exception):  # noqa: N818 - a user's request, not an error
    """The user cancelled the job; the picture stays as it was."""
