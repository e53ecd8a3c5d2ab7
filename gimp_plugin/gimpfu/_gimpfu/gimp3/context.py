"""What the tables of old procedures are made with: calls of GIMP 3's own, in contexts of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Table = dict[str, Callable[..., Any]]


def native(name: str, *arguments: Any) -> Any:
    """Call a procedure of GIMP 3 by its own name."""
    from .calls import native as call

    return call(name, *arguments)


def adder(table: Table) -> Callable[[str], Callable[[Callable[..., Any]], Callable[..., Any]]]:
    """A decorator that puts a function into a table, under the name of the procedure it stands for."""

    def stands_for(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def keep(function: Callable[..., Any]) -> Callable[..., Any]:
            table[name] = function
            return function

        return keep

    return stands_for


def in_context(work: Callable[[], Any], **settings: Any) -> Any:
    """Do something in a context with other settings: opacity=50 is gimp-context-set-opacity."""
    native("gimp-context-push")
    try:
        for name, value in settings.items():
            native(f"gimp-context-set-{name.replace('_', '-')}", *([value] if value is not None else []))
        return work()
    finally:
        native("gimp-context-pop")
