"""`impasto devices`: what can compute here, whether it is used, and why."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from .arguments import add_command

if TYPE_CHECKING:
    from ..runtime.checking import Check
    from ..runtime.devices import Device


def add_parser(commands: Any) -> None:
    """Add the command, which has no arguments."""
    add_command(commands, "devices", run, "list what can compute here, and what is used")


def run(_: argparse.Namespace) -> int:
    """Print a line for each device; returns the exit status."""
    from ..runtime.devices import CPU, available, installed_runtimes
    from ..runtime.limits import available_cores
    from ..runtime.models import ensure_models
    from ..runtime.selection import checked, fastest

    folder, there = ensure_models(), available()
    checks = {device.name: checked(folder, device, again=True) for device in there if device is not CPU}
    used = fastest(folder, there)
    for device in there:
        verdict = f"{available_cores()} cores" if device is CPU else _verdict(device, checks[device.name], used)
        print(f"{'*' if device is used else ' '} {device.name}: {device.description}; {verdict}")
    print(
        f"`--device auto` uses {used.name}, {used.label or used.description}: the fastest here with a right gradient."
    )
    if len(installed_runtimes()) > 1:
        print(f"Several packages of ONNX Runtime overwrite each other: {', '.join(installed_runtimes())}.")
    return 0


def _verdict(device: Device, check: Check, used: Device) -> str:
    """The result of a device's check in words, and why it is not used."""
    from ..runtime.selection import fault, why_not

    reason = why_not(device, check, used)
    if fault(device, check):
        return reason
    measured = f"{check.times_faster:.2f} times as fast as cpu, gradient {check.error:.1e} off"
    return f"{measured}; {reason}" if reason else measured
