"""The one exception of the export package."""

from __future__ import annotations


class ExportError(Exception):
    """Something the user can put right; printed as one line, without a traceback.

    Parameters
    ----------
    message : what happened, with the file or option it happened to
    hint : what to do next
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = _one_line(message)
        self.hint = None if hint is None else _one_line(hint)

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message} {self.hint}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
