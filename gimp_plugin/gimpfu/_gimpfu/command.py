"""The command gimpfu: put the bindings into GIMP, convert scripts from Python 2, run them without a window."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .conversion import Conversion, ConversionError, convert, decoded
from .headless import run_in_gimp
from .profile import ProfileError, add_script, install, profiles, uninstall

EPILOG = """\
gimpfu install                           GIMP finds gimpfu; GIMP 2.10 gets the console and python-fu-eval
gimpfu convert old.py -o new.py          from Python 2 to Python 3; says what to look at by hand
gimpfu add old.py                        convert a script and put it into GIMP's menus
gimpfu run old.py 'print(pdb.python_fu_old("x"))'    convert it, start GIMP without a window and evaluate the code
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.work(chosen))
    except (ConversionError, ProfileError, OSError) as error:
        print(f"gimpfu: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("gimpfu", description=__doc__, epilog=EPILOG, formatter_class=form)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    folder = argparse.ArgumentParser(add_help=False)
    found = profiles()
    shown = ", ".join(map(str, found))
    folder.add_argument("--profile", type=Path, action="append", help=f"GIMP's folder (default: {shown})")
    folder.set_defaults(found=found)
    put = verbs.add_parser("install", parents=[folder], help="put gimpfu into GIMP's folder")
    put.add_argument(
        "--python", help=f"the Python that runs scripts (default: {sys.executable}, on GIMP 3 one with PyGObject)"
    )
    put.set_defaults(work=_install)
    take = verbs.add_parser("uninstall", parents=[folder], help="take gimpfu out of GIMP's folder")
    take.set_defaults(work=_uninstall)
    change = verbs.add_parser("convert", help="convert a script from Python 2 to Python 3")
    change.add_argument("script", type=Path)
    change.add_argument("-o", "--output", type=Path, help="where to (default: to the standard output)")
    change.set_defaults(work=_convert)
    add = verbs.add_parser("add", parents=[folder], help="convert a script and put it into GIMP's folder")
    add.add_argument("script", type=Path)
    add.set_defaults(work=_add)
    run = verbs.add_parser("run", help="convert a script and run code that uses it in GIMP without a window")
    run.add_argument("script", type=Path)
    run.add_argument("code", help="Python; finds all names of gimpfu, pdb and so the script's procedures")
    run.add_argument("--gimp", help="the program (default: the first there is of 2.10, 3.2, 3.0)")
    run.set_defaults(work=_run)
    return parser


def _install(chosen: argparse.Namespace) -> int:
    for profile in chosen.profile or chosen.found:
        for path in install(profile, chosen.python):
            print(path)
    print("Start GIMP again: scripts are found in its folder plug-ins.")
    return 0


def _uninstall(chosen: argparse.Namespace) -> int:
    for profile in chosen.profile or chosen.found:
        for path in uninstall(profile):
            print(f"removed {path}")
    return 0


def _convert(chosen: argparse.Namespace) -> int:
    converted = _read(chosen.script)
    if chosen.output:
        chosen.output.write_text(converted.text, "utf-8")
        chosen.output.chmod(0o755)
    else:
        print(converted.text, end="")
    _tell(chosen.script, converted)
    return 0


def _add(chosen: argparse.Namespace) -> int:
    converted = _read(chosen.script)
    _tell(chosen.script, converted)
    for profile in chosen.profile or chosen.found:
        print(add_script(profile, chosen.script.name, converted.text))
    return 0


def _run(chosen: argparse.Namespace) -> int:
    converted = _read(chosen.script)
    _tell(chosen.script, converted)
    return run_in_gimp(chosen.script.name, converted.text, chosen.code, chosen.gimp)


def _read(script: Path) -> Conversion:
    return convert(decoded(script.read_bytes()), script.name)


def _tell(script: Path, converted: Conversion) -> None:
    """Say what was converted, and what has to be done by hand."""
    print(f"{script}: {converted.changed} lines changed", file=sys.stderr)
    if converted.remarks:
        print("Look at these yourself:", file=sys.stderr)
    for remark in converted.remarks:
        print(f"  {remark}", file=sys.stderr)
