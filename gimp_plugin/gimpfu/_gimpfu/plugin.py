"""GIMP's main loop and the procedures a plug-in installs.

GIMP starts the script, libgimp calls back: query (say what procedures there are) or run (do one of them). ctypes
swallows exceptions in such callbacks and frees what nobody holds, so each callback catches all, and what C may still
look at is kept for ever.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from . import errors, pixels, procedures, values
from .errors import CancelError
from .host import IS_GIMP_3
from .libraries import decoded, encoded, gimp
from .structs import PlugInInfo, RunProc, SimpleProc

Runner = Callable[[str, list[Any]], Any]
"""Runs the procedure of a name with its arguments; its result is the return value, or a tuple of them."""

ERRORS_TO_PLUGIN = 1
"""Of GimpPDBErrorHandler: the core does not report failed procedure calls itself."""

_kept_for_ever: list[Any] = []
_last_answer: list[Any] = []


def main(
    init: Callable[[], Any] | None, quit: Callable[[], Any] | None, query: Callable[[], Any] | None, run: Runner
) -> None:
    """Hand over to GIMP; comes back when the plug-in's work is done, by SystemExit where something is wrong."""
    if IS_GIMP_3:
        from .gimp3 import plugin as gimp_3

        gimp_3.main(init, quit, query, run)
        return
    callbacks = [_simple(init), _simple(quit), _simple(query), _runner(run)]
    info = PlugInInfo(*(ctypes.cast(one, ctypes.c_void_p) if one else None for one in callbacks))
    words = [os.fsencode(word) for word in sys.argv]
    argv = (ctypes.c_char_p * (len(words) + 1))(*words, None)
    _kept_for_ever.extend([callbacks, info, argv])
    status = gimp.gimp_main(ctypes.byref(info), len(words), argv)
    if status:
        raise SystemExit(status)


def install(
    name: str,
    blurb: str,
    help: str,
    author: str,
    copyright: str,
    date: str,
    label: str | None,
    image_types: str | None,
    kind: int,
    params: Sequence[Sequence[Any]],
    results: Sequence[Sequence[Any]],
) -> None:
    """Tell GIMP of a procedure while it queries the plug-in."""
    about = (name, blurb, help, author, copyright, date, label, image_types, kind)
    if IS_GIMP_3:
        from .gimp3 import plugin as gimp_3

        gimp_3.install(*about, params, results)
        return
    gimp.gimp_install_procedure(*_definition(about, params, results))


def install_temporary(*definition: Any) -> None:
    """Give GIMP a procedure that lasts as long as the plug-in runs: the arguments of `install`, then its function."""
    *about, params, results, run = definition
    callback = _runner(run)
    _kept_for_ever.append(callback)
    gimp.gimp_install_temp_proc(*_definition(about, params, results), callback)


def uninstall_temporary(name: str) -> None:
    """Take a temporary procedure back."""
    gimp.gimp_uninstall_temp_proc(encoded(name))
    procedures.forget(name)


def _definition(about: Sequence[Any], params: Sequence[Any], results: Sequence[Any]) -> tuple[Any, ...]:
    """The C arguments that define a procedure; `about` is its texts and its kind."""
    arrays = (values.definition_array(params), values.definition_array(results))
    return (*map(encoded, about), len(params), len(results), *arrays)


def _simple(function: Callable[[], Any] | None) -> Any:
    """A C callback without arguments; None stays None, for then GIMP does not call."""
    if function is None:
        return None

    def callback() -> None:
        try:
            function()
        except Exception:
            traceback.print_exc()

    return SimpleProc(callback)


def _runner(run: Runner) -> Any:
    """A C callback that runs a procedure and hands its results over."""

    def callback(name: bytes, count: int, params: Any, result_count: Any, results: Any) -> None:
        try:
            answer = _run(run, decoded(name), params, count)
        except BaseException as error:
            answer = _failure(procedures.EXECUTION_ERROR, f"{type(error).__name__}: {error}")
        array, kept = answer
        _last_answer[:] = [array, kept]
        result_count[0] = len(array)
        results[0] = ctypes.addressof(array)

    return RunProc(callback)


def _run(run: Runner, name: str, params: Any, count: int) -> tuple[Any, list[Any]]:
    """Run a procedure; whatever happens becomes a status and values for GIMP."""
    # libgimp collects every child that ends, and subprocess could no longer tell how; a plug-in looks after its own.
    if hasattr(signal, "SIGCHLD"):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    gimp.gimp_plugin_set_pdb_error_handler(ERRORS_TO_PLUGIN)
    try:
        answer = run(name, values.unpack(params, count))
        pixels.release()
        return _success(name, answer)
    except CancelError:
        return _failure(procedures.CANCEL, "")
    except SystemExit as error:
        if error.code not in (None, 0):
            return _failure(procedures.EXECUTION_ERROR, str(error.code))
        return _success(name, None)
    except BaseException as error:
        if type(error) is not errors.error:
            traceback.print_exc()
        return _failure(procedures.EXECUTION_ERROR, describe(error))


def describe(error: BaseException) -> str:
    """One line for the user: what went wrong, and where in the script; a script's own gimp.error speaks for itself."""
    if type(error) is errors.error:
        return str(error)
    text = str(error) or type(error).__name__
    if not isinstance(error, RuntimeError):
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - as traceback has it
    places = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(folder)]
    if places:
        text += f" ({os.path.basename(places[-1].filename)}, line {places[-1].lineno})"  # noqa: PTH119
    return text


def _success(name: str, answer: Any) -> tuple[Any, list[Any]]:
    """The values of a procedure that did its work, as its definition has them."""
    kinds = [definition.type for definition in procedures.info(name).returns]
    if len(kinds) == 1 and not (isinstance(answer, (tuple, list)) and len(answer) == 1):
        answer = (answer,)
    given = () if answer is None or not kinds else tuple(answer)
    if len(given) != len(kinds):
        raise RuntimeError(f"{name} must return {len(kinds)} values, but returned {len(given)}")
    params, kept = values.pack(given, kinds, offset=1)
    _set_status(params, procedures.SUCCESS)
    return params, kept


def _failure(status: int, text: str) -> tuple[Any, list[Any]]:
    params, kept = values.pack([text], [values.STRING], offset=1)
    _set_status(params, status)
    return params, kept


def _set_status(params: Any, status: int) -> None:
    params[0].type = values.STATUS
    params[0].data.int32 = status
