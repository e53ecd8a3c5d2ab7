"""The steps of an installation in order, and how they end."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from installer import bundle, engines, inspection, offline
from installer.commands import Commands
from installer.context import Context
from installer.demo import CONTENT, STYLE, paint_demo
from installer.devices import Choice, choose
from installer.environment import build_engine, check_tools, find_engine
from installer.errors import InstallError
from installer.files import missing_paths, remove_tree, write_file
from installer.gimps import all_profiles
from installer.graphs import build_graphs
from installer.lock import alone
from installer.machine import look
from installer.messages import report
from installer.places import Engine, find_places
from installer.plug_in import install_plug_ins
from installer.receipt import Receipt, start_receipt
from installer.uninstall import uninstall

CHECKOUT = Path(__file__).resolve().parents[1]


def run(arguments: argparse.Namespace) -> int:
    """Install or uninstall for the current user; exit status 0 done, 1 failed, 130 interrupted."""
    home = Path.home()
    try:
        places = find_places(sys.platform, os.environ, home)
        context = Context(places, Commands(places.work), CHECKOUT, os.environ, home)
        return _carry_out(context, arguments)
    except InstallError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error}; fix this and run the command again.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted; run the command again to continue.", file=sys.stderr)
        return 130
    return 1


def _carry_out(context: Context, arguments: argparse.Namespace) -> int:
    """Do what the arguments ask for; the exit status."""
    if arguments.uninstall:
        uninstall(context, arguments.keep_models)
    elif arguments.check:
        return inspection.check(context, arguments.gimp)
    elif arguments.list:
        inspection.show(context, _choice(context, arguments.device)[1], arguments.gimp)
    elif arguments.download:
        offline.download(context, arguments.download, _choice(context, arguments.device)[1])
    elif arguments.bundle:
        bundle.make(context, arguments.bundle, _choice(context, arguments.device)[1])
    else:
        if arguments.upgrade and engines.current(context.places) is None:
            raise InstallError("Nothing is installed yet; run install.py without --upgrade.")
        made = missing_paths(context.places.data)
        with alone(context.places.lock):
            start_receipt(context.places, made=made)
            if arguments.offline:
                offline.use(context, arguments.offline)
            demo_size = arguments.demo_size if arguments.demo else 0
            install(context, arguments.weights, demo_size, arguments.device, arguments.gimp)
    return 0


def _choice(context: Context, device: str) -> tuple[str, Choice]:
    """The device asked for, now or the last time, else `auto`; and the packages for it."""
    device = device or Receipt(context.places.receipt).device or "auto"
    return device, choose(device, look(context))


def install(
    context: Context, weights: Path | None = None, demo_size: int = 0, device: str = "", only: Sequence[Path] = ()
) -> None:
    """Each step in turn, the demo where it has a size.

    A new engine is built beside the one that is there, and tried; then the plug-ins, which name their engine, change
    places with the former ones. Where a step fails, all is as it was; where the run is killed, each plug-in starts the
    engine that it was installed with.

    Parameters
    ----------
    device : one of `messages.DEVICES`; empty for the one of the last time, `auto` at first
    only : profiles of GIMP to install into; all without
    """
    check_tools(context)
    places, profiles = context.places, all_profiles(context, only, ask=False)
    device, choice = _choice(context, device)
    report("\n".join([*choice.lines, *inspection.notes(context)]))
    start_receipt(places, device)
    former = engines.current(places)
    engine = find_engine(context, choice.locks)
    if engine:
        report(f"Engine: up to date in {engine.venv}")
    else:
        engine = build_engine(context, choice.locks)
    build_graphs(context, engine, weights)
    if not engine.stamp.is_file():
        _try(context, engine, former, choice)
    profiles = all_profiles(context, only)
    install_plug_ins(context, profiles, engine)
    engines.switch(places, engine)
    engines.remove_others(places, engine)
    remove_tree(places.work)
    if not any(profile.is_supported for profile in profiles):
        report("GIMP: not found; when it is installed, run the command again to add the plug-in")
    if demo_size:
        report(str(paint_demo(context, engine, demo_size)))


def _try(context: Context, engine: Engine, former: Engine | None, choice: Choice) -> None:
    """Mark a new engine as complete; one that is to take another one's place must evaluate a picture first."""
    if choice.locks != ("engine",):
        report("Devices: trying what was installed")
        context.commands.run([str(engine.python), "-m", "engine", "devices"])
    if former and former != engine:
        content, style = str(context.checkout / CONTENT), str(context.checkout / STYLE)
        trial = [str(engine.python), "-m", "engine", "loss", content, "--content", content, "--style", style]
        if context.commands.run([*trial, "--size", "32"], log=context.places.log) != 0:
            remove_tree(engine.folder)
            raise InstallError(f"The new engine does not work; the old one stays. See {context.places.log}.")
    write_file(engine.stamp, b"{}\n")
