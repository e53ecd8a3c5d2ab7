"""The engine's virtual environment: a new one beside the one that is in use."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from pathlib import Path

from installer import engines
from installer.context import Context
from installer.errors import InstallError
from installer.files import damaged_files, hashes, read_files, remove_tree, write_file
from installer.messages import NEWEST_PYTHON, OFFLINE, report
from installer.places import Engine
from installer.taking_over import take_packages
from installer.wheel import find_wheel

SOURCES = ("engine", "export", "locks", "pyproject.toml", "README.md", "LICENSE")
LOG_LINES = 8


def check_tools(context: Context) -> None:
    """Raises InstallError where neither uv nor this Python's own module can create virtual environments."""
    if context.commands.uv or has_venv():
        return
    own = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    raise InstallError(
        f"This Python has no venv module; install it (Debian, Ubuntu: `apt install python3-venv`, or {own} where "
        f"{sys.executable} is not the system's own Python), or install uv."
    )


def has_venv() -> bool:
    """Whether this Python can create virtual environments with pip; what is left of a module is none."""
    specs = [importlib.util.find_spec(name) for name in ("venv", "ensurepip")]
    return all(spec is not None and spec.origin is not None for spec in specs)


def find_engine(context: Context, locks: tuple[str, ...]) -> Engine | None:
    """An engine of this checkout with these packages that is whole, complete or ready for its graphs; else None."""
    mark = _mark(context, locks)
    newest = reversed(engines.every(context.places))
    found = (each for each in newest if engines.read_mark(each) == {**mark, "venv": str(each.venv)})
    return next((each for each in found if is_whole(context, each)), None)


def build_engine(context: Context, locks: tuple[str, ...]) -> Engine:
    """Make a new environment with this checkout's engine; the mark, written last, says what it was made from.

    Parameters
    ----------
    locks : names of the lock files to install: versions with hashes, so that what was tested is what is installed.
        Where an engine has the same packages already, and they are whole, the new one shares their files.

    Raises
    ------
    InstallError
        Something cannot be installed; nothing of the new engine is left.
    """
    context.places.log.unlink(missing_ok=True)
    engine = engines.new_engine(context.places)
    try:
        report(f"Engine: creating a virtual environment in {engine.venv}")
        by_uv = make_venv(context, engine.venv)
        shared = take_packages(context, engine, _mark(context, locks)["packages"])
        _install_packages(context, engine, locks if shared is None or shared.missing else (), by_uv)
    except BaseException:
        remove_tree(engine.folder)
        raise
    write_file(engine.files, json.dumps(hashes(engine.venv, shared.hashes if shared else {})).encode())
    write_file(engine.mark, json.dumps({**_mark(context, locks), "venv": str(engine.venv)}).encode())
    return engine


def _mark(context: Context, locks: tuple[str, ...]) -> dict[str, str]:
    """What an environment of this checkout is made from."""
    packages = repr([(lock, (context.checkout / "locks" / f"{lock}.txt").read_bytes()) for lock in locks])
    known = {"sources": digest_of(context), "locks": " ".join(locks)}
    return {**known, "packages": hashlib.sha256(packages.encode()).hexdigest()}


def digest_of(context: Context) -> str:
    """A checksum of all that the checkout's engine is installed from."""
    return hashlib.sha256(repr(sorted(_sources(context).items())).encode()).hexdigest()


def lock_arguments(folder: Path, locks: tuple[str, ...]) -> list[str]:
    """pip's arguments for the lock files of these names in a checkout or its copy."""
    return [word for lock in locks for word in ("--requirement", str(folder / "locks" / f"{lock}.txt"))]


def _sources(context: Context) -> dict[str, bytes]:
    return {name: data for top in SOURCES for name, data in read_files(context.checkout, top).items()}


def write_sources(context: Context, copy: Path) -> None:
    """Copy what the engine is installed from: a build inside the checkout would leave files there."""
    remove_tree(copy)
    for name, content in _sources(context).items():
        write_file(copy / name, content)


def make_venv(context: Context, folder: Path) -> bool:
    """Make an empty virtual environment in place of what is in the folder; True if uv made it, and pip is missing."""
    uv = context.commands.uv
    if uv:
        remove_tree(folder)
        made = [uv, "venv", "--no-project", "--python", sys.executable, str(folder)]
        if context.commands.run(made, log=context.places.log) == 0:
            return True
        report("Engine: uv cannot make an environment here; this Python's own module makes it")
    remove_tree(folder)
    run_logged(context, [sys.executable, "-m", "venv", str(folder)], "The virtual environment cannot be created")
    return False


def is_whole(context: Context, engine: Engine) -> bool:
    """Whether every installed file still has its content, and the engine starts; says which files do not."""
    damaged = damaged_files(engine.venv, engine.files)
    if damaged:
        report(f"Engine: {len(damaged)} damaged or missing files, as {engine.venv / damaged[0]}; installing it anew")
    return not damaged and engine_starts(context, engine)


def _install_packages(context: Context, engine: Engine, locks: tuple[str, ...], by_uv: bool) -> None:
    """Install the locked packages, then the engine itself, from its wheel where the checkout has one."""
    copy = context.places.work / "source"
    write_sources(context, copy)
    install, problem = installing(context, str(engine.python), by_uv), "The engine's packages cannot be installed"
    if locks:
        report("Engine: installing the engine and its packages; this takes some minutes")
        run_logged(context, [*install, "--require-hashes", *lock_arguments(copy, locks)], problem, _hint())
    own = find_wheel(context.checkout) or copy
    again = "--reinstall" if by_uv else "--force-reinstall"
    run_logged(context, [*install, "--no-deps", "--no-build-isolation", again, str(own)], problem)
    if not engine_starts(context, engine):
        raise InstallError(f"The installed engine does not start; see {context.places.log}.")


def installing(context: Context, python: str, by_uv: bool) -> list[str]:
    """The command that installs packages into the environment of this Python."""
    if by_uv:
        uv = [context.commands.uv, "pip", "install", "--compile-bytecode", "--python", python]
        return [*uv, *context.commands.for_uv]
    return [python, "-m", "pip", "install"]


def _hint() -> str:
    """What to do where packages cannot be installed."""
    if sys.version_info[:2] <= NEWEST_PYTHON:
        return OFFLINE
    newest = ".".join(map(str, NEWEST_PYTHON))
    return f"The packages are tested up to Python {newest}: run install.py with it, as in `python{newest} install.py`."


def engine_starts(context: Context, engine: Engine) -> bool:
    """Whether the installed engine and its packages can be imported, by a Python that sees nothing else."""
    check = "import engine, export, numpy, onnxruntime, scipy; print('ready')"
    return context.commands.output([str(engine.python), "-I", "-c", check]) == "ready"


def run_logged(context: Context, argv: list[str], problem: str, hint: str = "") -> None:
    """Run a command with its output in the log; if it fails, show the log's errors and raise InstallError."""
    log = context.places.log
    if context.commands.run(argv, log=log) == 0:
        return
    lines = log.read_text("utf-8", errors="replace").splitlines() if log.is_file() else []
    errors = [line for line in lines if "ERROR:" in line] or lines
    report("\n".join(f"  {line.strip()}" for line in errors[-LOG_LINES:]))
    raise InstallError(f"{problem}; see {log}. {hint}".strip())
