"""gimpplugin: a plug-in as a class, for scripts that do without gimpfu's register()."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gimp


class plugin:  # noqa: N801 - its name in the original
    """A plug-in: its `query` installs procedures, and a method of the name of each does its work.

    Dashes in a procedure's name are underscores in the method's. `init` and `quit` are called at GIMP's start and at
    the plug-in's end, where a subclass has them.
    """

    def start(self) -> None:
        """Hand over to GIMP."""
        gimp.main(self._own("init"), self._own("quit"), self.query, self._run)

    def init(self) -> None:
        """Called when GIMP starts."""

    def quit(self) -> None:
        """Called when the plug-in ends."""

    def query(self) -> None:
        """Called to install procedures, with gimp.install_procedure."""

    def _own(self, name: str) -> Callable[[], None] | None:
        """A method that a subclass has of its own: GIMP runs plug-ins with an `init` at every start."""
        return None if getattr(type(self), name) is getattr(plugin, name) else getattr(self, name)

    def _run(self, name: str, params: Sequence[Any]) -> Any:
        method = getattr(self, name, None) or getattr(self, name.replace("-", "_"), None)
        if method is None:
            raise AttributeError(name)
        return method(*params)
