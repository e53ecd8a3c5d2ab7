"""gimp.progress_install: a script watches the progress of the procedures it calls."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from .errors import error
from .libraries import decoded, encoded, gimp
from .structs import ProgressEnd, ProgressStart, ProgressText, ProgressValue, ProgressVtable

_installed: dict[str, Any] = {}
_NOTHING = object()


def progress_install(
    start: Callable[..., Any],
    end: Callable[..., Any],
    text: Callable[..., Any],
    value: Callable[..., Any],
    data: Any = _NOTHING,
) -> str:
    """Call these functions while procedures make progress, until `progress_uninstall`; returns the name for that.

    Parameters
    ----------
    start : is called with a text and whether there is a way to cancel
    end : is called without arguments
    text : is called with a new text
    value : is called with how much is done, 0 to 1
    data : is passed as a last argument to each of them, where given
    """
    rest = () if data is _NOTHING else (data,)
    for function in (start, end, text, value):
        if not callable(function):
            raise error("the arguments of progress_install must be callable")
    table = ProgressVtable(
        start=ProgressStart(lambda words, cancelable, _data: _run(start, decoded(words), cancelable, *rest)),
        end=ProgressEnd(lambda _data: _run(end, *rest)),
        set_text=ProgressText(lambda words, _data: _run(text, decoded(words), *rest)),
        set_value=ProgressValue(lambda fraction, _data: _run(value, fraction, *rest)),
    )
    # GIMP hands this address back when the functions are uninstalled; what it is of matters to nobody.
    name = gimp.gimp_progress_install_vtable(table, 1)
    if not name:
        raise error("error occurred while installing progress functions")
    _installed[decoded(name)] = table
    return decoded(name)


def progress_uninstall(callback: str) -> None:
    """Call the functions no longer that `progress_install` returned this name for."""
    if not gimp.gimp_progress_uninstall(encoded(callback)):
        raise error("error occurred while uninstalling progress functions")
    _installed.pop(callback, None)


def _run(function: Callable[..., Any], *arguments: Any) -> None:
    """Call a function; what it raises must not go through C."""
    try:
        function(*arguments)
    except Exception:
        traceback.print_exc()
