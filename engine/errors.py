"""The one exception family of the engine."""


class EngineError(Exception):
    """Something the engine cannot do.

    Parameters
    ----------
    message : str
        One sentence: what happened, and to which file or option.
    hint : str
        What to do next; empty when there is nothing to add.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(EngineError):
    """The user's input cannot be used (command line exit status 2)."""


class Interrupted(Exception):  # noqa: N818 - a request, not an error
    """Finish now and keep the best picture so far: raised by `Network.interrupt`, or by a progress callback."""
