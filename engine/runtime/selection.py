"""Choose a device: it is compared with the processor before it is ever used, and its speed is measured.

The result is cached for this machine, device, provider and version of ONNX Runtime.
"""

from __future__ import annotations

import logging
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import onnxruntime

from ..errors import InputError
from ..options import ComputeOptions
from . import devices, state
from .checking import Check, check, check_half
from .compiling import CompilingNetwork
from .devices import CPU, Device
from .fallback import LastingNetwork
from .models import ensure_models, weights_checksum
from .network import Network

log = logging.getLogger(__name__)
STATE = "devices.json"
LEAST_FASTER = 1.1
"""A device that is not so many times faster than the processor is not chosen: the processor rounds best."""
KIND = "graphs of each kind"
"""What is compared: a check of an earlier version of Impasto, which compared something else, is made again."""


def network_for(options: ComputeOptions, *, winograd: bool = True) -> Network:
    """The network on the device that the options name, or on the fastest that computes rightly.

    Parameters
    ----------
    winograd : as in `Network`

    Raises
    ------
    InputError
        There is no such device, or it computes wrongly.
    """
    folder, there = ensure_models(), devices.available()
    device = fastest(folder, there) if options.device == "auto" else _named(folder, options.device, there)
    if device is CPU:
        return Network(folder, CPU, options.threads, winograd=winograd)
    kind = CompilingNetwork if device.compiles else LastingNetwork
    return kind(folder, in_best_precision(folder, device), options.threads)


def in_best_precision(folder: Path, device: Device) -> Device:
    """A device that computes rightly in float32, in float16 where that is right and faster by a tenth."""
    if not device.is_card or device.is_software:
        return device
    half = device.in_half()
    found = checked(folder, half)
    return half if not fault(half, found) and found.times_faster > LEAST_FASTER else device


def _named(folder: Path, name: str, there: list[Device]) -> Device:
    """The device of this name, which computes rightly."""
    device = {each.name: each for each in there}.get(name)
    if device is None:
        usable = [each for each in there if each is CPU or not fault(each, checked(folder, each))]
        raise InputError(
            "There is no device {device!r} here; there is {available}.",
            "`impasto devices` says more.",
            code="unknown-device",
            device=name,
            available=", ".join(f"{each.name} ({each.label or each.description})" for each in usable),
        )
    reason = "" if device is CPU else fault(device, checked(folder, device))
    if reason:
        raise InputError(
            "The device {device!r} cannot be used: {reason}.",
            "Use --device cpu.",
            code="wrong-device",
            device=device.name,
            reason=reason,
        )
    return device


def fastest(folder: Path, there: list[Device]) -> Device:
    """The fastest device that passes its check; the processor where nothing beats it by a tenth."""
    best, speed = CPU, LEAST_FASTER
    for device in there:
        if device is not CPU and not device.is_software:
            check = checked(folder, device)
            if not fault(device, check) and check.times_faster > speed:
                best, speed = device, check.times_faster
    return best


def fault(device: Device, check: Check) -> str:
    """Why a device cannot be used at all, in words; empty where it can."""
    if check.error is None:
        return check.reason.rstrip(".") or "it fails"
    return "" if check.passes(device) else f"its gradient is {check.error:.1%} off"


def why_not(device: Device, check: Check, chosen: Device) -> str:
    """Why `auto` does not take a device, in words; empty for the one it takes."""
    if device.name == chosen.name:
        return ""
    reason = fault(device, check)
    if reason:
        return f"not used: {reason}"
    if device.is_software:
        return "not taken by itself: it imitates a graphics card"
    return "not taken: slower than the processor" if check.times_faster < 1 else f"not taken: {chosen.name} is faster"


def described(chosen: Device) -> list[tuple[Device, str]]:
    """All devices with what people should know of them: what they are, and why `auto` does not take them."""
    folder, found = ensure_models(), []
    for device in devices.available():
        reason = "" if device is CPU else why_not(device, checked(folder, device), chosen)
        found.append((device, f"{device.description}; {reason}" if reason else device.description))
    return found


def checked(folder: Path, device: Device, *, again: bool = False) -> Check:
    """The device's check, from the cache or made now; in float16 `times_faster` is against its own float32.

    Parameters
    ----------
    again : a failure is not taken from the cache; its reason may be gone
    """
    key = " ".join(
        [
            device.name,
            device.description,
            onnxruntime.__version__,
            platform.machine(),
            platform.node(),
            weights_checksum(folder)[:12],
            KIND,
            *(["float16"] if device.half else []),
        ]
    )
    known = _known(state.load(STATE).get(key))
    if known is None or (again and known.error is None):
        known = check_half(folder, device) if device.half else check(folder, device)
        state.save(STATE, {**state.load(STATE), key: asdict(known)})
    return known


def _known(entry: Any) -> Check | None:
    """A check as it was saved; None where there is none, or a damaged one."""
    try:
        error = None if entry["error"] is None else float(entry["error"])
        return Check(error, float(entry["times_faster"]), str(entry["reason"]))
    except (KeyError, TypeError, ValueError):
        return None
