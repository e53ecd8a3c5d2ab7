"""Why a picture file cannot be read: sentences about a file whose name is filled in by whoever knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.errors import InputError


class Refusal(Exception):  # noqa: N818 - becomes an InputError as soon as the file's name is known
    """A picture file cannot be read.

    Parameters
    ----------
    message : one sentence with {file} and the names of `values`
    hint : what to do next
    code : names the kind of error, as in `EngineError`
    """

    def __init__(self, message: str, hint: str, *, code: str, **values: Any) -> None:
        super().__init__(message)
        self.message, self.hint, self.code, self.values = message, hint, code, values

    def about(self, file: Path) -> InputError:
        """The error that names the file."""
        return InputError(self.message, self.hint, code=self.code, file=str(file), **self.values)
