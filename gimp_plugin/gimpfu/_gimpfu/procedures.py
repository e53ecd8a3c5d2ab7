"""The procedure database: `call` for these modules, `pdb` for scripts."""

from __future__ import annotations

import ctypes
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from . import values
from .errors import UnknownProcedureError
from .host import IS_GIMP_3
from .libraries import encoded, gimp, taken
from .structs import Param, ParamDef
from .values import Definition

(EXECUTION_ERROR, CALLING_ERROR, PASS_THROUGH, SUCCESS, CANCEL) = range(5)
"""GimpPDBStatusType: how a procedure ended."""

NONINTERACTIVE = 1

BEFORE_CALL: list[Callable[[], None]] = []
"""Functions to run before every call: whoever holds back pixels hands them to GIMP first."""


class Info(NamedTuple):
    """What the database knows of a procedure."""

    name: str
    blurb: str
    help: str
    author: str
    copyright: str
    date: str
    type: int
    params: tuple[Definition, ...]
    returns: tuple[Definition, ...]


_known: dict[str, Info] = {}
_functions: dict[str, PDBFunction] = {}


def info(name: str) -> Info:
    """What the database knows of the procedure `name` (with dashes or underscores).

    Raises
    ------
    error
        There is no such procedure.
    """
    found = _known.get(name)
    if found is None:
        found = _known[name] = _ask(name)
    return found


def forget(name: str) -> None:
    """Ask GIMP anew about a procedure the next time."""
    for spelling in (name, name.replace("-", "_"), name.replace("_", "-")):
        _known.pop(spelling, None)
        _functions.pop(spelling, None)


def call(name: str, *arguments: Any) -> Any:
    """Call a procedure with all its arguments.

    Returns None, the return value, or a tuple where there are several.

    Raises
    ------
    RuntimeError
        The procedure failed; the message is GIMP's.
    TypeError
        The arguments do not fit.
    """
    for prepare in BEFORE_CALL:
        prepare()
    return run(info(name), arguments)


def ask(name: str, *arguments: Any) -> Any:
    """Like `call`, for procedures that neither read nor change pixels: what was read of them may be kept."""
    return run(info(name), arguments)


def function(
    procedure: str,
    doc: str,
    parameters: str = "",
    *,
    result: Callable[[Any], Any] | None = None,
    send: Callable[..., Any] = call,
    **defaults: Any,
) -> Callable[..., Any]:
    """A Python function that calls a procedure.

    Parameters
    ----------
    procedure : its name
    doc : the function's docstring
    parameters : the names of those that must be given, in the procedure's order, such as "width height"
    result : converts the return value
    send : called with the procedure's name and the arguments
    defaults : the other parameters, with their defaults
    """
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    entries = [inspect.Parameter(name, kind) for name in parameters.split()]
    entries += [inspect.Parameter(name, kind, default=value) for name, value in defaults.items()]
    signature = inspect.Signature(entries)

    def run_procedure(*arguments: Any, **named: Any) -> Any:
        bound = signature.bind(*arguments, **named)
        bound.apply_defaults()
        value = send(procedure, *bound.args)
        return value if result is None else result(value)

    run_procedure.__name__ = run_procedure.__qualname__ = procedure
    run_procedure.__doc__ = doc
    run_procedure.__signature__ = signature  # type: ignore[attr-defined] # what help() shows
    return run_procedure


def run(found: Info, arguments: tuple[Any, ...]) -> Any:
    """Like `ask`, for a procedure that was looked up before."""
    if len(arguments) != len(found.params):
        raise TypeError("wrong number of parameters")
    params, _kept = values.pack(arguments, [definition.type for definition in found.params])
    count = ctypes.c_int()
    address = gimp.gimp_run_procedure2(encoded(found.name), ctypes.byref(count), len(arguments), params)
    if not address:
        raise RuntimeError(f"{found.name} gave no answer")
    try:
        return _result(ctypes.cast(address, ctypes.POINTER(Param)), count.value)
    finally:
        gimp.gimp_destroy_params(address, count.value)


def _result(params: Any, count: int) -> Any:
    """What the script gets: the first return value is the status."""
    if params[0].data.int32 != SUCCESS:
        raise RuntimeError((gimp.gimp_get_pdb_error() or b"").decode(errors="replace"))
    # The status stays in front while unpacking: an array finds its length in the value before it.
    results = values.unpack(params, count)[1:]
    if not results:
        return None
    return results[0] if len(results) == 1 else tuple(results)


def _ask(name: str) -> Info:
    """Look a procedure up in GIMP."""
    texts = [ctypes.c_void_p() for _ in range(5)]
    kind, arguments, returns = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    argument_list, return_list = ctypes.POINTER(ParamDef)(), ctypes.POINTER(ParamDef)()
    places = (*texts, kind, arguments, returns, argument_list, return_list)
    code = encoded(name)
    if not name or not gimp.gimp_procedural_db_proc_info(code, *map(ctypes.byref, places)):
        raise UnknownProcedureError("procedure not found")
    about = [taken(text.value) for text in texts]
    lists = ((argument_list, arguments.value), (return_list, returns.value))
    params, results = (values.definitions(array, count) for array, count in lists)
    for array, count in lists:
        gimp.gimp_destroy_paramdefs(array, count)
    return Info(name, *about, kind.value, params, results)  # type: ignore[arg-type]


if IS_GIMP_3:
    from .gimp3.calls import ask as _ask
    from .gimp3.calls import run


class PDBFunction:
    """One procedure, to be called: what pdb.gimp_image_new is."""

    proc_name: str
    proc_blurb: str
    proc_help: str
    proc_author: str
    proc_copyright: str
    proc_date: str
    proc_type: int
    nparams: int
    nreturn_vals: int
    params: tuple[tuple[Any, ...], ...]
    return_vals: tuple[tuple[Any, ...], ...]

    def __init__(self, found: Info) -> None:
        self._info = found
        self.proc_name, self.proc_type = found.name, found.type
        self.proc_blurb, self.proc_help = found.blurb, found.help
        self.proc_author, self.proc_copyright, self.proc_date = found.author, found.copyright, found.date
        self.nparams = len(found.params)
        self.nreturn_vals = len(found.returns)
        self.params = tuple(map(tuple, found.params))
        self.return_vals = tuple(map(tuple, found.returns))

    def __call__(self, *arguments: Any, run_mode: int = NONINTERACTIVE) -> Any:
        """Call the procedure; where its first parameter is the run mode, that is given by its name or left out."""
        first = self._info.params[:1]
        if first and first[0].type == values.INT32 and first[0].name in ("run-mode", "run_mode"):
            arguments = (run_mode, *arguments)
        for prepare in BEFORE_CALL:
            prepare()
        return run(self._info, arguments)

    def __repr__(self) -> str:
        return f"<pdb function {self.proc_name}>"


class PDB:
    """All procedures of GIMP and its plug-ins: pdb.gimp_image_new(...) or pdb["gimp-image-new"](...)."""

    def __getattr__(self, name: str) -> PDBFunction:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> PDBFunction:
        found = _functions.get(name)
        if found is None:
            found = _functions[name] = PDBFunction(info(name))
        return found

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"pdb.{name}: procedures cannot be replaced")

    def query(
        self,
        name: str = ".*",
        blurb: str = ".*",
        help: str = ".*",
        author: str = ".*",
        copyright: str = ".*",
        date: str = ".*",
        proc_type: str = ".*",
    ) -> tuple[str, ...]:
        """The names of all procedures that match these regular expressions."""
        _count, names = call("gimp-procedural-db-query", name, blurb, help, author, copyright, date, proc_type)
        found: tuple[str, ...] = names
        return found

    def __dir__(self) -> list[str]:
        return ["query", *(name.replace("-", "_") for name in self.query())]

    def __repr__(self) -> str:
        return "<gimp procedural database>"


pdb = PDB()
