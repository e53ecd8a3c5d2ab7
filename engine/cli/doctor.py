"""`impasto doctor`: check that everything is there and computes rightly; each fault comes with a next step."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import EngineError
from ..escaping import printable
from ..version import __version__
from .arguments import add_command


def add_parser(commands: Any) -> None:
    """Add the command's arguments."""
    parser = add_command(
        commands, "doctor", run, "check the installation, with a next step for everything that is wrong"
    )
    parser.add_argument(
        "--report",
        action="store_true",
        help="check nothing; print what a report of a fault should say: versions, devices, limits and the end of the "
        "log, without names of users, machines or pictures",
    )


def run(parsed: argparse.Namespace) -> int:
    """Print one line for each check; returns 0 if all is well, else 1."""
    if parsed.report:
        from .diagnostics import diagnostics

        print(diagnostics())
        return 0
    import onnxruntime

    print(f"impasto {__version__}, Python {sys.version.split()[0]}, ONNX Runtime {onnxruntime.__version__}")
    checks: dict[str, Callable[[], str]] = {
        "ONNX Runtime": _runtime,
        "graphs": _graphs,
        "gradient": _gradient,
        "memory": _memory,
        "temporary folder": _temporary_folder,
    }
    return max([_checked(name, check) for name, check in checks.items()])


def _checked(name: str, check: Callable[[], str]) -> int:
    try:
        print(f"ok    {name}: {check()}")
    except (EngineError, OSError) as error:
        print(printable(f"WRONG {name}: {error}"))
        return 1
    return 0


def _runtime() -> str:
    """One package alone: two write the same files, and what then runs is neither of them."""
    from ..runtime.devices import installed_runtimes

    there = installed_runtimes()
    if len(there) != 1:
        raise EngineError(
            f"Of ONNX Runtime there must be one package, not {', '.join(there) or 'none'}.",
            "Uninstall them all, then install one of them.",
        )
    return there[0]


def _graphs() -> str:
    """Every file is there and is what the manifest says."""
    from ..runtime.models import MANIFEST, ensure_models, models_directory

    folder = ensure_models()
    files = json.loads((folder / MANIFEST).read_text())["files"]
    for name, expected in files.items():
        path: Path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise EngineError(f"{path} is missing or damaged.", f"Run python -m export --output {folder}.")
    return f"{len(files)} files in {models_directory()}"


def _gradient() -> str:
    """The gradient of a small random picture predicts the loss a small step away."""
    import numpy as np

    from ..losses.standalone import Objective
    from ..options import Options

    random = np.random.default_rng(0)
    content, style = random.random((2, 32, 32, 3), np.float32)
    objective = Objective(content, [style], Options(preset="gatys"))
    picture = random.random((32, 32, 3)).astype(np.float32) * 255
    loss, gradient = objective.loss_and_gradient(picture)
    slope = float(np.sum(np.square(gradient, dtype=np.float64)))
    step = 0.01 * loss / slope
    lower, _ = objective.loss_and_gradient(picture - np.float32(step) * gradient)
    ratio = (loss - lower) / (step * slope)
    if not 0.9 < ratio < 1.1:
        raise EngineError(
            f"The gradient is wrong: a step down changed the loss {ratio:.2f} times as predicted.",
            "Install another version of onnxruntime.",
        )
    return f"predicts the loss within {abs(ratio - 1):.1%}"


def _memory() -> str:
    from ..runtime.limits import free_memory

    free = free_memory()
    if free < 1 << 30:
        raise EngineError(f"Only {free >> 20} MiB of memory are free.", "Close other programs.")
    return f"{free >> 20} MiB free"


def _temporary_folder() -> str:
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if free < 1 << 30:
        raise EngineError(f"Only {free >> 20} MiB are free in {tempfile.gettempdir()}.", "Free some disk space.")
    return f"{free >> 20} MiB free in {tempfile.gettempdir()}"
