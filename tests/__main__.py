"""Prepares a virtual environment and the VGG16 graphs, then runs every check: `python3 -m tests [pytest arguments]`.

Standard library only, so that a bare Debian with python3 and python3-venv can run it. What it makes is kept under
`${XDG_CACHE_HOME:-~/.cache}/impasto/` and made again only when needed. With arguments only pytest runs.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests import PARTS

CHECKOUT = Path(__file__).resolve().parent.parent
Command = Sequence[str | Path]


def main(arguments: Sequence[str]) -> int:
    """Prepare, run the checks, and return the exit status of the first that failed."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "impasto"
    cache.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "IMPASTO_MODELS": str(cache / "models")}
    try:
        python = prepare_environment(cache / f"test-venv-{sys.version_info.major}.{sys.version_info.minor}")
        call("preparing the VGG16 graphs", [python, "-m", "export", "--output", cache / "models"], environment)
    except subprocess.CalledProcessError as error:
        say(f"stopped: exit status {error.returncode}")
        return error.returncode
    return run_checks(python, arguments, environment)


def prepare_environment(folder: Path) -> Path:
    """Make or update the virtual environment in `folder` and return its Python."""
    python, stamp = folder / "bin" / "python", folder / "impasto-stamp"
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not runs(python):
            make_environment(folder)
        if not stamp.is_file() or stamp.read_text() != fingerprint():
            stamp.unlink(missing_ok=True)
            install: Command = [python, "-m", "pip", "install", "--quiet", "--editable", f"{CHECKOUT}[test]"]
            call("installing Impasto and its test tools", install)
            stamp.write_text(fingerprint())
    return python


def make_environment(folder: Path) -> None:
    """Make an empty virtual environment in `folder`, in place of what is there."""
    try:
        call(f"making a virtual environment in {folder}", [sys.executable, "-m", "venv", "--clear", folder])
    except subprocess.CalledProcessError:
        say("Python cannot make a virtual environment: on Debian, install the package python3-venv")
        raise


def fingerprint() -> str:
    """What the environment depends on: the requirements, and the checkout it points at."""
    text = (CHECKOUT / "pyproject.toml").read_bytes()
    return f"{hashlib.sha256(text).hexdigest()} {CHECKOUT}\n"


def runs(python: Path) -> bool:
    """Whether this Python starts and has pip."""
    try:
        return subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def run_checks(python: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run all checks, or pytest alone where it was given arguments; the status is that of the first that failed."""
    if arguments:
        return subprocess.run([python, "-m", "pytest", *arguments], cwd=CHECKOUT, env=environment).returncode
    statuses = []
    for check in (["ruff", "check", "."], ["mypy"]):
        say(f"running {' '.join(check)}")
        statuses.append(subprocess.run([python, "-m", *check], cwd=CHECKOUT, env=environment).returncode)
    return next((status for status in [*statuses, *run_parts(python, environment)] if status), 0)


def run_parts(python: Path, environment: Mapping[str, str]) -> list[int]:
    """Run the parts of the tests side by side, for a window mostly waits; show each one's output when it has ended."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as files:
        running = {}
        for number, part in enumerate(PARTS):
            say(f"running pytest --part {part}")
            output = files.enter_context((Path(folder) / part).open("w+"))
            command: Command = [python, "-m", "pytest", "tests", "--part", part, "-p", "no:cacheprovider"]
            with share_of_cores(number):
                running[part] = (
                    subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=output, stderr=subprocess.STDOUT),
                    output,
                )
        statuses = []
        for part, (process, output) in running.items():
            statuses.append(process.wait())
            output.seek(0)
            print(output.read(), flush=True)
            say(f"{part}: exit status {statuses[-1]}")
        return statuses


@contextlib.contextmanager
def share_of_cores(number: int) -> Iterator[None]:
    """What is started here stays on one part's cores: threads of one computation wait for each other, and lose a third
    of their time where another program takes one of their cores and not the other."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    cores = sorted(allowed)
    os.sched_setaffinity(0, cores[number % len(cores) :: len(PARTS)])
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def call(what: str, command: Command, environment: Mapping[str, str] | None = None) -> None:
    """Say what is done, do it, and raise CalledProcessError where it failed."""
    say(what)
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True)


def say(text: str) -> None:
    """Print one line, before anything that comes after it."""
    print(f"tests: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
