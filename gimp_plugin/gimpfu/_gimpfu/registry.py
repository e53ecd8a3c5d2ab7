"""gimpfu's register() and main(): a script's one call becomes a procedure in GIMP, with menu entry and dialog."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from . import last_values, plugin
from .errors import error
from .host import IS_GIMP_3
from .libraries import encoded, gimp
from .parameters import OBJECTS, PF_DRAWABLE, PF_IMAGE, PF_STRING, Parameter, parameter, result
from .procedures import call
from .values import INT32

Parameters = tuple[Parameter, ...]

RUN_INTERACTIVE, RUN_NONINTERACTIVE, RUN_WITH_LAST_VALS = range(3)
PLUGIN = 1
_RUN_MODE = (INT32, "run-mode", "The run mode { RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1) }")
_OWN_PREFIXES = ("python-", "extension-", "plug-in-", "file-")
_FILE = (
    Parameter(PF_STRING, "filename", "The name of the file", ""),
    Parameter(PF_STRING, "raw-filename", "The name of the file", ""),
)
_LAYER = (Parameter(PF_IMAGE, "image", "Input image"), Parameter(PF_DRAWABLE, "drawable", "Input drawable"))


class Script(NamedTuple):
    """Everything a script told register()."""

    name: str
    blurb: str
    help: str
    author: str
    copyright: str
    date: str
    label: str | None
    image_types: str | None
    params: Parameters
    results: Parameters
    function: Callable[..., Any]
    menu: str | None
    domain: Any
    on_query: Callable[[], Any] | None
    on_run: Callable[[], Any] | None
    run_mode_param: bool


_scripts: dict[str, Script] = {}


def register(
    proc_name: str,
    blurb: str,
    help: str,
    author: str,
    copyright: str,
    date: str,
    label: str | None,
    imagetypes: str | None,
    params: Sequence[Sequence[Any]],
    results: Sequence[Sequence[Any]],
    function: Callable[..., Any],
    menu: str | None = None,
    domain: Any = None,
    on_query: Callable[[], Any] | None = None,
    on_run: Callable[[], Any] | None = None,
    run_mode_param: bool = True,
) -> None:
    """Announce a procedure that `main` will offer to GIMP.

    Parameters
    ----------
    proc_name : its name in the procedure database; "python-fu-" is put in front unless it has a prefix of its own
    blurb, help, author, copyright, date : what GIMP tells of it
    label : the menu entry; with `menu` None it may be the whole path (in very old scripts)
    imagetypes : the images it works on: "*", "RGB*, GRAY*"; "" for none at all
    params : (PF_..., name, label, default[, range or choices]) each
    results : (PF_..., name, description) each
    function : is called with the params
    menu : where the menu entry goes, "<Image>/Filters"
    domain : the translation domain, or (domain, folder)
    on_query, on_run : called when GIMP queries the plug-in, and before its dialog opens
    run_mode_param : False for a procedure without a run mode, which never asks for anything

    Raises
    ------
    error
        A definition is wrong.
    """
    given = tuple(map(parameter, params))
    if not menu and label and label.startswith("<"):
        menu, label, given = _from_full_path(proc_name, label, given)
    name, returned = _full_name(proc_name), tuple(map(result, results))
    texts = (name, blurb, help, author, copyright, date, label, imagetypes)
    rest = (menu, domain, on_query, on_run, run_mode_param)
    _scripts[name] = Script(*texts, given, returned, function, *rest)


def main() -> None:
    """Hand over to GIMP; the last line of every script."""
    if "-gimp" not in sys.argv[1:2]:
        raise SystemExit(
            f"{sys.argv[0]} is a GIMP plug-in and must be started by GIMP 2.10 or 3, from its plug-ins folder."
        )
    plugin.main(None, None, _query, _run)


def _full_name(name: str) -> str:
    """A procedure's name as the procedure database has it."""
    if not name or not isinstance(name, str):
        raise error("procedure name must be a string")
    name = name.replace("_", "-").replace(" ", "-")
    return name if name.startswith(_OWN_PREFIXES) else f"python-fu-{name}"


def _from_full_path(name: str, path: str, params: Parameters) -> tuple[str | None, str, Parameters]:
    """Menu, label and parameters of a script from before GIMP 2.4, which got its image, drawable or file unasked."""
    text = f"{name}: passing the full menu path for the menu label is deprecated; use the menu parameter"
    warnings.warn(text, DeprecationWarning, stacklevel=3)
    menu, _slash, label = path.rpartition("/")
    if menu.startswith("<Load>"):
        params = (*_FILE, *params)
    elif menu.startswith("<Save>"):
        params = (*_LAYER, *_FILE, *params)
    elif menu.startswith("<Image>"):
        params = (*_LAYER, *params)
    return menu or None, label, params


def _query() -> None:
    """Tell GIMP of every script."""
    for script in _scripts.values():
        if script.domain:
            domain, folder = (script.domain, None) if isinstance(script.domain, str) else script.domain
            gimp.gimp_plugin_domain_register(encoded(domain), encoded(folder))
        params = [one.definition for one in script.params]
        if script.run_mode_param:
            params.insert(0, _RUN_MODE)
        results = [one.definition for one in script.results]
        plugin.install(*script[:8], PLUGIN, params, results)
        if script.menu and script.label:
            gimp.gimp_plugin_menu_register(encoded(script.name), encoded(script.menu))
        if script.on_query:
            script.on_query()


def _run(name: str, arguments: list[Any]) -> Any:
    """Do one script's work: with the arguments of the call, those of last time, or those of its dialog."""
    script = _scripts[_full_name(name)]
    mode = RUN_NONINTERACTIVE
    if script.run_mode_param:
        mode, *arguments = arguments
    given = _as_scripts_expect(script, arguments)
    if mode == RUN_NONINTERACTIVE:
        return script.function(*given)
    given = _leading_objects(script, given) if IS_GIMP_3 else _leading(script, given)
    missing = script.params[len(given) :]
    if mode == RUN_INTERACTIVE and missing:
        if IS_GIMP_3:
            from .gimp3.dialog import interact
        else:
            from .dialog import interact
        if script.on_run:
            script.on_run()
        answer = interact(script, given)
    else:
        answer = script.function(*given, *(last_values.of(script.name, missing)))
    call("gimp-displays-flush")
    return answer


def _as_scripts_expect(script: Script, given: Sequence[Any]) -> list[Any]:
    return [one.to_script(value) for one, value in zip(script.params, given)]


def _leading(script: Script, given: Sequence[Any]) -> list[Any]:
    """The arguments that came with the call: GIMP's menus give image and drawable, and leave the others empty."""
    fitting = []
    for one, value in zip(script.params, given):
        if not one.accepts(value):
            break
        fitting.append(value)
    return fitting


def _leading_objects(script: Script, given: Sequence[Any]) -> list[Any]:
    """The window, image and drawable that came with the call: GIMP 3 gives defaults for all that follows."""
    fitting: list[Any] = []
    for one, value in zip(script.params, given):
        if value is None or one.kind not in OBJECTS:
            break
        fitting.append(value)
    return fitting
