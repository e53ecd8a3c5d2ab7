"""What the console does with a line: it runs in a namespace of its own, and what it prints is text."""

from __future__ import annotations

import code
import contextlib
import io
import sys
from typing import Any

PROMPTS = (">>> ", "... ")


class Interpreter:
    """Python, line by line, with the names that scripts know: gimp, pdb, shelf and all constants."""

    def __init__(self) -> None:
        import gimp
        import gimpenums
        import gimpshelf

        names = {name: value for name, value in vars(gimpenums).items() if not name.startswith("_")}
        own = {"__name__": "__main__", "gimp": gimp, "pdb": gimp.pdb, "shelf": gimpshelf.shelf}
        self._console = code.InteractiveConsole({**names, **own})
        self._flush = gimp.displays_flush
        self._more = False
        self.banner = "GIMP {}.{}.{} Python Console\nPython {}\n".format(*gimp.version, sys.version)

    @property
    def prompt(self) -> str:
        """What stands before the next line."""
        return PROMPTS[self._more]

    def enter(self, line: str) -> str:
        """Run a line (or keep it, where more must follow) and return what it printed.

        Raises
        ------
        EOFError
            The line asked to leave: exit() or quit().
        """
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                self._more = self._console.push(line)
            except SystemExit:
                raise EOFError from None
        self._flush()
        return printed.getvalue()

    def completions(self, text: str) -> list[str]:
        """The names that begin as the last word of a text does, such as "pdb.gimp_image_n"."""
        owner, _dot, begin = text.rpartition(".")
        namespace: dict[str, Any] = self._console.locals  # type: ignore[assignment] # a dict since it is made above
        if not owner:
            return sorted(name for name in namespace if name.startswith(begin))
        try:
            thing = eval(owner, namespace)
        except Exception:
            return []
        return [f"{owner}.{name}" for name in dir(thing) if name.startswith(begin) and not name.startswith("__")]
