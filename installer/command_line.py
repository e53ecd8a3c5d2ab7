"""The steps of an installation in order, and how they end."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from installer import inspection, offline
from installer.commands import Commands
from installer.context import Context
from installer.demo import paint_demo
from installer.devices import Choice, choose
from installer.environment import check_venv, install_engine
from installer.errors import InstallError
from installer.graphs import build_graphs
from installer.machine import look
from installer.messages import report
from installer.places import find_places
from installer.plug_in import install_plug_in
from installer.profiles import all_profiles, flatpak_note
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
        uninstall(context)
    elif arguments.check:
        return inspection.check(context)
    elif arguments.list:
        inspection.show(context, _choice(context, arguments.device)[1])
    elif arguments.download:
        offline.download(context, arguments.download, _choice(context, arguments.device)[1])
    else:
        if arguments.offline:
            offline.use(context, arguments.offline)
        install(context, arguments.weights, arguments.demo_size if arguments.demo else 0, arguments.device)
    return 0


def _choice(context: Context, device: str) -> tuple[str, Choice]:
    """The device asked for, now or the last time, else `auto`; and the packages for it."""
    device = device or Receipt(context.places.receipt).device or "auto"
    return device, choose(device, look(context))


def install(context: Context, weights: Path | None = None, demo_size: int = 0, device: str = "") -> None:
    """Each step in turn, the demo where it has a size; the plug-in after the engine that it starts.

    `device` is one of `messages.DEVICES`; empty for the one of the last time, `auto` at first.
    """
    check_venv()
    report(flatpak_note(context.home))
    device, choice = _choice(context, device)
    report("\n".join(choice.lines))
    start_receipt(context.places, device)
    is_new = install_engine(context, choice.locks)
    build_graphs(context, weights)
    if is_new and choice.locks != ("engine",):
        report("Devices: trying what was installed")
        context.commands.run([str(context.places.python), "-m", "engine", "devices"])
    profiles = all_profiles(context)
    for profile in profiles:
        install_plug_in(context, profile)
    if not any(profile.is_supported for profile in profiles):
        report("GIMP: not found; when it is installed, run the command again to add the plug-in")
    if demo_size:
        report(str(paint_demo(context, demo_size)))
