"""Which packages let Impasto compute on this machine's devices, and what to say of it.

Each choice has exactly one package of ONNX Runtime: two write the same files. What computes on other devices comes
beside it as a plug-in, or, for CUDA, is another build of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from installer.errors import InstallError
from installer.machine import Machine

ENGINE, CUDA, WEBGPU, OPENVINO, RUNTIME = "engine", "cuda", "webgpu", "openvino", "openvino-runtime"
SIZES = {ENGINE: "210 MB", CUDA: "1.7 GB", WEBGPU: "7 MB", OPENVINO: "53 MB", RUNTIME: "280 MB"}
"""What each lock file's packages take to download."""
WEBGPU_PLACES = {("linux", "x86_64"), ("linux", "arm64"), ("win32", "x86_64"), ("win32", "arm64"), ("darwin", "arm64")}
PC_PLACES = {("linux", "x86_64"), ("win32", "x86_64")}
RUNTIME_PLACES = {("linux", "x86_64")}
OLDEST_PYTHON = (3, 11)
"""Of the packages of all devices but the processor."""
NEWEST_PYTHON = (3, 13)
"""Of ONNX Runtime with OpenVINO."""
CUDA_VERSION = (13, 0)
"""That ONNX Runtime was built with; an older driver does not run it."""


@dataclass(frozen=True)
class Choice:
    """What is installed.

    Attributes
    ----------
    locks : names of the lock files, without folder and suffix
    lines : what to tell the user
    """

    locks: tuple[str, ...]
    lines: tuple[str, ...]


def choose(device: str, machine: Machine) -> Choice:
    """The packages for a device of messages.DEVICES on this machine.

    Raises
    ------
    InstallError
        The device was asked for by name and cannot work here.
    """
    found = f"Devices: found {', '.join(_found(machine))}"
    packages = {"auto": _auto, "cpu": _cpu, "webgpu": _webgpu, "cuda": _cuda, "openvino": _openvino}[device]
    locks, lines = packages(machine)
    others = {CUDA: "onnxruntime-gpu, for CUDA", RUNTIME: "onnxruntime-openvino"}
    runtime = next((others[lock] for lock in locks if lock in others), "onnxruntime")
    sizes = ", ".join(f"{_words(lock)} ({SIZES[lock]})" for lock in locks)
    return Choice(locks, (found, *lines, f"Devices: to install: {sizes}; the one ONNX Runtime is {runtime}"))


Packages = tuple[tuple[str, ...], list[str]]
"""Lock files, and what to say."""


def _auto(machine: Machine) -> Packages:
    """What this machine has a use for and is small; CUDA's gigabytes are asked for by name."""
    locks, lines = [ENGINE], []
    if machine.cards and not _webgpu_missing(machine):
        locks.append(WEBGPU)
    elif machine.cards:
        lines.append(f"Devices: the graphics card is left alone: {_webgpu_missing(machine)}")
    if machine.bfloat16 and not _openvino_missing(machine):
        if machine.intel:
            locks.append(OPENVINO)
        elif WEBGPU not in locks:
            locks = [RUNTIME]
        else:  # WebGPU's plug-in needs a newer ONNX Runtime
            what = f"the processor in bfloat16, in the place of the graphics card ({SIZES[RUNTIME]} to download)"
            lines.append(f"Devices: `install.py --device openvino` takes {what}")
    lines += [f"Devices: {name}: no driver offers it to programs; install its maker's" for name in machine.idle_cards]
    if machine.cuda_cards:
        missing = _cuda_missing(machine)
        faster = f"`install.py --device cuda` is the faster way on it ({SIZES[CUDA]} to download)"
        lines.append(f"Devices: {machine.cuda_cards[0]}: {f'no CUDA, for {missing}' if missing else faster}")
    return tuple(locks), lines


def _cpu(_: Machine) -> Packages:
    return (ENGINE,), []


def _webgpu(machine: Machine) -> Packages:
    _refuse("webgpu", _webgpu_missing(machine))
    note = "Devices: no driver offers a graphics card yet; WebGPU will find it when one does"
    return (ENGINE, WEBGPU), [] if machine.cards else [note]


def _cuda(machine: Machine) -> Packages:
    _refuse("cuda", _cuda_missing(machine))
    return (CUDA,), []


def _openvino(machine: Machine) -> Packages:
    _refuse("openvino", _openvino_missing(machine))
    note = "Devices: this processor does not multiply in bfloat16; OpenVINO may be no faster on it"
    return (ENGINE, OPENVINO) if machine.intel else (RUNTIME,), [] if machine.bfloat16 else [note]


def _refuse(device: str, missing: str) -> None:
    if missing:
        raise InstallError(f"--device {device} cannot work here: {missing}. `--device auto` takes what can.")


def _webgpu_missing(machine: Machine) -> str:
    """Why WebGPU's plug-in cannot be installed, in words; empty where it can."""
    return _package_missing(machine, WEBGPU_PLACES, "the WebGPU plug-in")


def _openvino_missing(machine: Machine) -> str:
    """The same of OpenVINO: a plug-in for Intel's processors, for others a build of ONNX Runtime."""
    if machine.intel:
        return _package_missing(machine, PC_PLACES, "the OpenVINO plug-in")
    what = "ONNX Runtime with OpenVINO"
    missing = _package_missing(machine, RUNTIME_PLACES, what)
    if not missing and machine.python > NEWEST_PYTHON:
        return f"{what} has no package for Python {machine.python[0]}.{machine.python[1]}"
    return missing


def _cuda_missing(machine: Machine) -> str:
    """Why CUDA cannot be used, in words; empty where it can."""
    if machine.cuda is None:
        return "NVIDIA's driver is not installed"
    if not machine.cuda_cards:
        return "NVIDIA's driver finds no card"
    if machine.cuda < CUDA_VERSION:
        have, need = (".".join(map(str, version)) for version in (machine.cuda, CUDA_VERSION))
        return f"NVIDIA's driver runs CUDA {have}, and {need} is needed: install a newer driver"
    return _package_missing(machine, PC_PLACES, "ONNX Runtime for CUDA")


def _package_missing(machine: Machine, places: set[tuple[str, str]], what: str) -> str:
    if machine.place not in places:
        return f"there is no package of {what} for {' '.join(machine.place)}"
    if machine.python < OLDEST_PYTHON:
        return f"{what} needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer"
    return ""


def _found(machine: Machine) -> list[str]:
    """What the machine has, in words."""
    processor = machine.processor or "a processor"
    cards = list(machine.cards) + [f"{name} (no driver)" for name in machine.idle_cards]
    cuda = f"NVIDIA's driver for CUDA {machine.cuda[0]}.{machine.cuda[1]}" if machine.cuda else ""
    words = f"{processor} with bfloat16" if machine.bfloat16 else processor
    return [words, *(cards or ["no graphics card"]), *([cuda] if cuda else [])]


def _words(lock: str) -> str:
    return {
        ENGINE: "the engine",
        CUDA: "the engine with CUDA and NVIDIA's libraries",
        RUNTIME: "the engine with OpenVINO for bfloat16",
        WEBGPU: "WebGPU for the graphics card",
        OPENVINO: "OpenVINO for bfloat16",
    }[lock]
