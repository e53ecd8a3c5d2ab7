"""Says what the bindings have: each name given on stdin, whether it is there, and the names of its arguments.

Runs inside a root with GIMP's libraries; GIMP itself need not run. Prints one JSON object: name -> null where it is
missing, else the names of its arguments (none where it is no function, "**" where it
takes any).
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from typing import Any

_KINDS = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def find(name: str) -> list[str] | None:
    """The names of the arguments of what is called "gimp.Image.resize"; None where there is no such thing."""
    module, *path = name.split(".")
    try:
        thing: Any = importlib.import_module(module)
        for step in path:
            annotated = vars(thing).get("__annotations__", {}) if isinstance(thing, type) else {}
            thing = getattr(thing, step) if hasattr(thing, step) or step not in inherited(thing) else annotated
    except (ImportError, AttributeError):
        return None
    return arguments(thing)


def inherited(thing: Any) -> set[str]:
    """The names that a class and its bases only annotate, because each object sets them."""
    bases = inspect.getmro(thing) if isinstance(thing, type) else ()
    return {name for base in bases for name in vars(base).get("__annotations__", {})}


def arguments(thing: Any) -> list[str]:
    """The names of a function's arguments, without its `self`."""
    if not callable(thing):
        return []
    try:
        parameters = inspect.signature(thing).parameters.values()
    except (TypeError, ValueError):
        return []
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters):
        return ["**"]
    return [one.name for one in parameters if one.kind in _KINDS and one.name != "self"]


if __name__ == "__main__":
    print(json.dumps({name: find(name) for name in sys.stdin.read().split()}))
