"""The engine's virtual environment."""

from __future__ import annotations

import hashlib
import importlib.util
import sys

from installer.context import Context
from installer.errors import InstallError
from installer.files import read_files, remove_tree, write_file
from installer.messages import OFFLINE, report

SOURCES = ("engine", "export", "locks", "pyproject.toml", "README.md", "LICENSE")
LOCK = "locks/engine.txt"
"""The versions of the engine's packages, with the hashes of their files: what worked once is what is installed."""
LOG_LINES = 8


def check_venv() -> None:
    """Raises InstallError where this Python cannot create virtual environments."""
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        raise InstallError("This Python has no venv module; install it (Debian, Ubuntu: `apt install python3-venv`).")


def install_engine(context: Context) -> None:
    """Install this checkout's engine into its virtual environment; the stamp, written last, marks it as complete."""
    places = context.places
    sources = {name: data for top in SOURCES for name, data in read_files(context.checkout, top).items()}
    digest = hashlib.sha256(repr(sorted(sources.items())).encode()).hexdigest()
    stamp = places.stamp.read_text("utf-8").splitlines() if places.stamp.is_file() else []
    usable = stamp[:1] == [str(places.venv)] and _engine_starts(context)
    if usable and stamp[1:] == [digest]:
        report(f"Engine: up to date in {places.venv}")
        return
    places.stamp.unlink(missing_ok=True)
    places.log.unlink(missing_ok=True)
    if not usable:
        _create_environment(context)
    _install_packages(context, sources)
    write_file(places.stamp, f"{places.venv}\n{digest}\n".encode())


def _create_environment(context: Context) -> None:
    venv = context.places.venv
    report(f"Engine: creating a virtual environment in {venv}")
    remove_tree(venv)
    run_logged(context, [sys.executable, "-m", "venv", str(venv)], "The virtual environment cannot be created")


def _install_packages(context: Context, sources: dict[str, bytes]) -> None:
    """Install from a copy: a build inside the checkout leaves files there and includes those of earlier builds."""
    report("Engine: installing the engine and its packages; this takes some minutes")
    copy, python = context.places.work / "source", str(context.places.python)
    remove_tree(copy)
    for name, content in sources.items():
        write_file(copy / name, content)
    pip, problem = [python, "-m", "pip", "install"], "The engine's packages cannot be installed"
    run_logged(context, [*pip, "--require-hashes", "--requirement", str(copy / LOCK)], problem, OFFLINE)
    run_logged(context, [*pip, "--no-deps", "--no-build-isolation", "--force-reinstall", str(copy)], problem)
    if not _engine_starts(context):
        raise InstallError(f"The installed engine does not start; run `{python} -m engine doctor` to find out why.")


def _engine_starts(context: Context) -> bool:
    check = "import engine, export, numpy, onnxruntime, scipy; print('ready')"
    return context.commands.output([str(context.places.python), "-c", check]) == "ready"


def run_logged(context: Context, argv: list[str], problem: str, hint: str = "") -> None:
    """Run a command with its output in the log; if it fails, show the log's errors and raise InstallError."""
    log = context.places.log
    if context.commands.run(argv, log=log) == 0:
        return
    lines = log.read_text("utf-8", errors="replace").splitlines() if log.is_file() else []
    errors = [line for line in lines if "ERROR:" in line] or lines
    report("\n".join(f"  {line.strip()}" for line in errors[-LOG_LINES:]))
    raise InstallError(f"{problem}; see {log}. {hint}".strip())
