"""`impasto devices`: what can compute here, whether it is used, and why."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from .arguments import add_command

if TYPE_CHECKING:
    from ..runtime.devices import Device
    from ..runtime.selection import Check


def add_parser(commands: Any) -> None:
    """Add the command, which has no arguments."""
    add_command(commands, "devices", run, "list what can compute here, and what is used")


def run(_: argparse.Namespace) -> int:
    """Print a line for each device; returns the exit status."""
    from ..runtime.devices import CPU, available
    from ..runtime.models import ensure_models
    from ..runtime.network import available_cores
    from ..runtime.selection import checked, fastest

    folder, there = ensure_models(), available()
    used = fastest(folder, there)
    for device in there:
        verdict = f"{available_cores()} cores" if device is CPU else _verdict(device, checked(folder, device))
        print(f"{'*' if device is used else ' '} {device.name}: {device.description}; {verdict}")
    print(f"`--device auto` uses {used.name}: the fastest here with a right gradient.")
    return 0


def _verdict(device: Device, check: Check) -> str:
    """The result of a device's check in words."""
    if check.error is None:
        return "fails, not used"
    if not check.passes(device):
        return f"its gradient is {check.error:.1%} off, not used"
    return f"{check.times_faster:.2f} times as fast as cpu, gradient {check.error:.2%} off"
