"""The engine's virtual environment."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from pathlib import Path

from installer.context import Context
from installer.errors import InstallError
from installer.files import damaged_files, hashes, read_files, remove_tree, write_file
from installer.messages import OFFLINE, report

SOURCES = ("engine", "export", "locks", "pyproject.toml", "README.md", "LICENSE")
LOG_LINES = 8
FILES = "impasto-files.json"
"""Beside the stamp: the hashes of all installed files."""


def check_venv() -> None:
    """Raises InstallError where this Python cannot create virtual environments."""
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        raise InstallError("This Python has no venv module; install it (Debian, Ubuntu: `apt install python3-venv`).")


def install_engine(context: Context, locks: tuple[str, ...] = ("engine",)) -> bool:
    """Install this checkout's engine into its virtual environment; the stamp, written last, marks it as complete.

    Parameters
    ----------
    locks : names of the lock files to install: versions with hashes, so that what was tested is what is installed.
        Other ones than last time make the environment anew, for two packages of ONNX Runtime write the same files.

    Returns
    -------
    bool
        Whether anything was installed.
    """
    places = context.places
    digest = digest_of(context)
    stamp = places.stamp.read_text("utf-8").splitlines() if places.stamp.is_file() else []
    mark = [str(places.venv), " ".join(locks)]
    usable = stamp[:1] + stamp[2:] == mark and _is_whole(context) and engine_starts(context)
    if usable and stamp[1:2] == [digest]:
        report(f"Engine: up to date in {places.venv}")
        return False
    places.stamp.unlink(missing_ok=True)
    places.stamp.with_name(FILES).unlink(missing_ok=True)
    places.log.unlink(missing_ok=True)
    if not usable:
        report(f"Engine: creating a virtual environment in {places.venv}")
        make_venv(context, places.venv)
    _install_packages(context, locks)
    write_file(places.stamp.with_name(FILES), json.dumps(hashes(places.venv)).encode())
    write_file(places.stamp, f"{mark[0]}\n{digest}\n{mark[1]}\n".encode())
    return True


def digest_of(context: Context) -> str:
    """A checksum of all that the checkout's engine is installed from."""
    return hashlib.sha256(repr(sorted(_sources(context).items())).encode()).hexdigest()


def lock_arguments(folder: Path, locks: tuple[str, ...]) -> list[str]:
    """pip's arguments for the lock files of these names in a checkout or its copy."""
    return [word for lock in locks for word in ("--requirement", str(folder / "locks" / f"{lock}.txt"))]


def _sources(context: Context) -> dict[str, bytes]:
    return {name: data for top in SOURCES for name, data in read_files(context.checkout, top).items()}


def make_venv(context: Context, folder: Path) -> None:
    """Make an empty virtual environment in place of what is in the folder."""
    remove_tree(folder)
    run_logged(context, [sys.executable, "-m", "venv", str(folder)], "The virtual environment cannot be created")


def _is_whole(context: Context) -> bool:
    """Whether every installed file still has its content; says which ones do not."""
    places = context.places
    damaged = damaged_files(places.venv, places.stamp.with_name(FILES))
    if damaged:
        report(f"Engine: {len(damaged)} damaged or missing files, as {places.venv / damaged[0]}; installing it anew")
    return not damaged


def _install_packages(context: Context, locks: tuple[str, ...]) -> None:
    """Install from a copy: a build inside the checkout leaves files there and includes those of earlier builds."""
    report("Engine: installing the engine and its packages; this takes some minutes")
    copy, python = context.places.work / "source", str(context.places.python)
    remove_tree(copy)
    for name, content in _sources(context).items():
        write_file(copy / name, content)
    pip, problem = [python, "-m", "pip", "install"], "The engine's packages cannot be installed"
    context.commands.keep_index_settings(python)
    run_logged(context, [*pip, "--require-hashes", *lock_arguments(copy, locks)], problem, OFFLINE)
    run_logged(context, [*pip, "--no-deps", "--no-build-isolation", "--force-reinstall", str(copy)], problem)
    if not engine_starts(context):
        raise InstallError(f"The installed engine does not start; run `{python} -m engine doctor` to find out why.")


def engine_starts(context: Context) -> bool:
    """Whether the installed engine and its packages can be imported, by a Python that sees nothing else."""
    check = "import engine, export, numpy, onnxruntime, scipy; print('ready')"
    return context.commands.output([str(context.places.python), "-I", "-c", check]) == "ready"


def run_logged(context: Context, argv: list[str], problem: str, hint: str = "") -> None:
    """Run a command with its output in the log; if it fails, show the log's errors and raise InstallError."""
    log = context.places.log
    if context.commands.run(argv, log=log) == 0:
        return
    lines = log.read_text("utf-8", errors="replace").splitlines() if log.is_file() else []
    errors = [line for line in lines if "ERROR:" in line] or lines
    report("\n".join(f"  {line.strip()}" for line in errors[-LOG_LINES:]))
    raise InstallError(f"{problem}; see {log}. {hint}".strip())
